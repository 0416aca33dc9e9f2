"""Guess what each column of a file with ratings or statements holds, in English or Spanish."""

from . import history_columns
from .history_columns import CODE, COUNTRY, CURRENCY, NAME, VAT

DATE, EXPIRY, SOURCE = "date", "date_expiry", "source"
RATING, PD, PAYMENT_INDEX = "rating", "pd", "payment_index"
LIMIT, NET_WORTH = "recommended_limit", "net_worth"
STATUS, STATUS_DATE = "status", "status_date"
PERIOD_END, ASSETS = "period_end", "total_assets"

AMOUNT_SYNONYMS = {
    ASSETS: "total assets|assets|activo total|total activo|activo",
    "current_assets": "current assets|activo corriente|activo circulante",
    "current_liabilities": "current liabilities|pasivo corriente|pasivo circulante",
    "working_capital": "working capital|fondo de maniobra|capital circulante|capital de trabajo",
    "liabilities": "total liabilities|liabilities|total debt|pasivo total|total pasivo|pasivo",
    "equity": "equity|shareholders equity|total equity|patrimonio neto|fondos propios|patrimonio",
    "retained_earnings": "retained earnings|reserves|reservas|resultados acumulados",
    "sales": "sales|turnover|revenue|net sales|ventas|cifra de negocios|importe neto de la cifra"
    " de negocios|facturacion",
    "ebit": "ebit|operating income|operating profit|operating result|resultado de explotacion"
    "|resultado explotacion|baii",
    "pretax_income": "result before tax|profit before tax|pretax income|ebt"
    "|resultado antes de impuestos|bai",
    "net_income": "net income|net profit|net result|profit|resultado del ejercicio"
    "|resultado neto|beneficio neto|resultado",
    "previous_net_income": "previous net income|net income previous year"
    "|resultado del ejercicio anterior|resultado ano anterior",
    "funds_from_operations": "funds from operations|ffo|cash flow|recursos generados",
    LIMIT: "recommended limit|credit limit|limit|max credit|limite recomendado"
    "|limite de credito|credito maximo|limite|credito recomendado",
    NET_WORTH: "net worth|neto patrimonial|valor neto",
}
SYNONYMS = {
    **{field: history_columns.SYNONYMS[field] for field in (CODE, NAME, VAT, COUNTRY, CURRENCY)},
    SOURCE: "source|provider|agency|bureau|fuente|proveedor|agencia|origen",
    DATE: "date|report date|rating date|fecha|fecha informe|fecha de informe|fecha del informe",
    EXPIRY: "valid until|expiry|expiry date|expires|valido hasta|caducidad|fecha caducidad"
    "|fecha de caducidad",
    RATING: "rating|score|grade|class|risk class|calificacion|puntuacion|scoring|nota|clase",
    PD: "pd|probability of default|default probability|probabilidad de impago"
    "|probabilidad de incumplimiento",
    PAYMENT_INDEX: "payment index|paydex|indice de pago|indice de pagos",
    STATUS: "status|company status|state|estado|situacion",
    STATUS_DATE: "status date|since|status since|fecha estado|fecha situacion|desde",
    PERIOD_END: "period end|year end|fiscal year end|closing date|accounts date|cierre"
    "|fecha de cierre|fecha cierre|cierre del ejercicio|ejercicio",
    "legal_name": "legal name|denominacion social|denominacion",
    "registration_number": "registration number|registry number|company registry"
    "|numero de registro|hoja registral",
    "lei": "lei|lei code|codigo lei",
    **AMOUNT_SYNONYMS,
}
AMOUNTS = tuple(AMOUNT_SYNONYMS)
DATES = (DATE, EXPIRY, STATUS_DATE, PERIOD_END)
TEXTS = (RATING, "legal_name", "registration_number", "lei")
NUMBERS = (PD, PAYMENT_INDEX)
#: One of these makes a report; what else is in a row goes with it.
TELLING = (RATING, PD, ASSETS, STATUS, "lei")


def guess_columns(headers: list[str]) -> dict[int, str]:
    """Return {column index: field}, each field at most once.

    >>> guess_columns(["NIF", "Activo total", "Patrimonio neto", "Cierre", "Notas"])
    {0: 'vat', 1: 'total_assets', 2: 'equity', 3: 'period_end'}
    >>> guess_columns(["Customer name", "Rating", "Date"])
    {0: 'name', 1: 'rating', 2: 'date'}
    """
    return history_columns.guess_columns(headers, SYNONYMS)


def missing_fields(fields: set[str]) -> list[str]:
    """Return what a mapping still lacks: "customer", "telling", the end of the accounts' year.

    >>> missing_fields({"vat", "rating"}), missing_fields({"total_assets"}), missing_fields(set())
    ([], ['customer', 'period_end'], ['customer', 'telling'])
    """
    lacking = [] if fields & set(history_columns.CUSTOMER) else ["customer"]
    if not fields & set(TELLING):
        lacking.append("telling")
    if ASSETS in fields and PERIOD_END not in fields:
        lacking.append(PERIOD_END)
    return lacking
