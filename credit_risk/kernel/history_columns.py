"""Guess what each column of a payment history holds, from its header in English or Spanish."""

import re

from .history_values import plain

CODE, NAME, VAT, COUNTRY = "code", "name", "vat", "country"
REF, INVOICE_DATE, DUE_DATE = "ref", "invoice_date", "due_date"
AMOUNT, CURRENCY, DISPUTED = "amount", "currency", "disputed"
PAYMENT_DATE, DAYS_TO_PAYMENT = "payment_date", "days_to_payment"
PAID_AMOUNT, OUTSTANDING = "paid_amount", "outstanding"

# The words of each field, the clearest first: of two candidates the earlier word wins.
# Days to settle or days late are what a score must find out: they are read only when mapped by
# hand, or when a header says in full that they lead to the payment and no payment date is there.
SYNONYMS = {
    CODE: "customer id|customer code|customer number|customer no|customer ref|account number"
    "|client id|client code|debtor id|codigo cliente|codigo de cliente|cod cliente|n cliente"
    "|numero de cliente|num cliente|id cliente|cuenta cliente|codigo",
    NAME: "customer name|client name|debtor name|company name|vendor name|razon social"
    "|nombre cliente|nombre del cliente|nombre de cliente|nombre|customer|client|debtor"
    "|cliente|deudor|name|company",
    VAT: "vat|vat number|vat no|tax id|tin|nif|cif|nif cif|cif nif|nif iva|dni|nif cliente"
    "|nif del cliente",
    COUNTRY: "country|country code|pais|codigo pais|codigo de pais",
    REF: "invoice number|invoice no|invoice num|invoice id|invoice ref|invoice reference"
    "|document number|numero factura|numero de factura|num factura|n factura|n de factura"
    "|factura|invoice|documento|n documento|numero documento|numero de documento|reference"
    "|referencia|ref|number|numero",
    INVOICE_DATE: "invoice date|date of invoice|issue date|issued|document date|fecha factura"
    "|fecha de factura|fecha emision|fecha de emision|fecha expedicion|fecha de expedicion"
    "|f factura|fecha documento|emision|date|fecha",
    DUE_DATE: "due date|due|date due|maturity|maturity date|fecha vencimiento"
    "|fecha de vencimiento|vencimiento|f vencimiento|vto|fecha vto|f vto",
    AMOUNT: "invoice amount|amount|total amount|amount total|invoice total|total|gross amount"
    "|importe factura|importe de la factura|importe total|total factura|importe",
    CURRENCY: "currency|currency code|moneda|divisa",
    PAYMENT_DATE: "payment date|paid date|date paid|settled date|settlement date"
    "|clearing date|paid on|fecha cobro|fecha de cobro|fecha pago|fecha de pago|f cobro"
    "|f pago|cobrado el|pagado el",
    DAYS_TO_PAYMENT: "days to payment|days until payment|number of days until payment"
    "|days to pay|dias hasta el pago|dias hasta el cobro|dias hasta cobro|dias de cobro",
    PAID_AMOUNT: "paid amount|amount paid|settled|settled amount|paid|cobrado|importe cobrado"
    "|pagado|importe pagado",
    OUTSTANDING: "outstanding|outstanding amount|open amount|amount due|balance|residual"
    "|pendiente|importe pendiente|saldo|saldo pendiente|pendiente de cobro",
    DISPUTED: "disputed|dispute|in dispute|en disputa|disputada|disputa|litigio|incidencia",
}

#: What a file must say; of the customer one of code, name or VAT is enough.
REQUIRED = (INVOICE_DATE, DUE_DATE, AMOUNT)
CUSTOMER = (CODE, NAME, VAT)


def header_words(header):
    """Return a header as plain words.

    >>> header_words("InvoiceDate"), header_words("Vendor_Name"), header_words("Nº Factura")
    ('invoice date', 'vendor name', 'n factura')
    >>> header_words("customerID"), header_words("N.I.F.")
    ('customer id', 'nif')
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header.replace("º", " ").replace(".", ""))
    return " ".join(re.findall(r"[a-z0-9]+", plain(spaced)))


def guess_columns(headers, synonyms=None):
    """Return {column index: field}, each field at most once; ``synonyms`` of another trade.

    >>> guess_columns(["Cliente", "Factura", "Fecha", "Vto.", "Importe", "Notas"])
    {0: 'name', 1: 'ref', 2: 'invoice_date', 3: 'due_date', 4: 'amount'}
    >>> guess_columns(["SettledDate", "Days to payment"])
    {0: 'payment_date'}
    """
    words = [header_words(header) for header in headers]
    guess = {}
    known_words = {field: text.split("|") for field, text in (synonyms or SYNONYMS).items()}
    for field, candidates in known_words.items():
        known = [word for word in candidates if word in words]
        if known:
            guess.setdefault(words.index(known[0]), field)
    if PAYMENT_DATE in guess.values():
        guess = {index: field for index, field in guess.items() if field != DAYS_TO_PAYMENT}
    return dict(sorted(guess.items()))


def missing_fields(fields):
    """Return what a mapping still lacks; "customer" stands for code, name or VAT.

    >>> missing_fields({"name", "invoice_date", "amount"}), missing_fields({"due_date"})
    (['due_date'], ['customer', 'invoice_date', 'amount'])
    """
    lacking = [field for field in REQUIRED if field not in fields]
    return lacking if any(field in fields for field in CUSTOMER) else ["customer", *lacking]
