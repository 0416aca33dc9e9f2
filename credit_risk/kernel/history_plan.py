"""Decide, without writing anything, what an import does with each row of a payment history."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from .history import RowIssue
from .history_values import plain

_COUNTRY = re.compile(r"^[A-Z]{2}(?=\w{8,})")


class Directory(NamedTuple):
    """Who is known: keys of `key_of` to the ids of commercial entities; `codes` by id."""

    vat: Mapping
    code: Mapping
    name: Mapping
    codes: Mapping


class Plan(NamedTuple):
    """What becomes of each row; every row read is in exactly one of these lists.

    A debtor is the id of a known customer or the key of one to create.
    """

    experiences: list  # (debtor, row)
    invoices: list  # (debtor, row)
    completed: list  # (id of the unpaid experience, row)
    left_open: list  # row
    known: list  # RowIssue
    repeated: list  # RowIssue
    refused: list  # RowIssue


def key_of(text):
    """Return what two spellings of one name, code or VAT number share.

    >>> key_of(" Acmé  S.L.") == key_of("ACME S.L."), key_of("") == ""
    (True, True)
    """
    return " ".join(plain(text).split())


def vat_key(text):
    """Return a VAT number without blanks and signs.

    >>> vat_key("es-B 12.345.678")
    'ESB12345678'
    """
    return "".join(filter(str.isalnum, text)).upper()


def vat_aliases(text):
    """Return the keys under which a known VAT number is kept: `*` marks a country left out.

    >>> vat_aliases("ESB12345678"), vat_aliases("B12345678")
    (['ESB12345678', '*B12345678'], ['B12345678'])
    """
    key = vat_key(text)
    bare = _COUNTRY.sub("", key)
    return [key] if bare == key else [key, f"*{bare}"]


def _find_vat(text, known):
    """Return who has a VAT number; its country may lack on one side, never differ."""
    key = vat_key(text)
    candidates = (key, f"*{key}", _COUNTRY.sub("", key))
    return next((known[name] for name in candidates if name in known), ())


def find_debtor(row, directory):
    """Return the customer of a row: by VAT, then code, then name; a key when nobody is known.

    A name is no proof against another code. Two candidates raise LookupError(field).

    >>> known = Directory({"ESB12345678": {7}, "*B12345678": {7}}, {"c1": {8}},
    ...                   {"acme": {8, 9}}, {8: "c1", 9: ""})
    >>> from types import SimpleNamespace as Row
    >>> find_debtor(Row(vat="B-12345678", code="", name=""), known)
    7
    >>> find_debtor(Row(vat="", code="", name="Beta"), known)
    'name:beta'
    >>> find_debtor(Row(vat="", code="C2", name="Acme"), known)
    9
    >>> find_debtor(Row(vat="", code="", name="Acme"), known)
    Traceback (most recent call last):
    LookupError: name
    """
    code, name = key_of(row.code), key_of(row.name)
    for field, found in (
        ("vat", _find_vat(row.vat, directory.vat)),
        ("code", directory.code.get(code, ())),
        ("name", _namesakes(code, directory.name.get(name, ()), directory)),
    ):
        if len(found) > 1:
            raise LookupError(field)
        if found:
            return next(iter(found))
    # A code holds rows together even where some of them lack the VAT number.
    keys = (("code", code), ("vat", vat_key(row.vat)), ("name", name))
    return next(f"{field}:{key}" for field, key in keys if key)


def _namesakes(code, partners, directory):
    """Return those of the same name whose own code does not contradict the row's."""
    return [
        partner
        for partner in partners
        if not (code and directory.codes.get(partner)) or code == key_of(directory.codes[partner])
    ]


def instalment_key(ref, invoice_date, due_date, amount, currency):
    """Return what makes an instalment the same: reference and due date, or its figures.

    >>> instalment_key("F1", 1, 2, 3, "EUR"), instalment_key("", 1, 2, 3, "EUR")
    (('F1', 2), (1, 2, 3, 'EUR'))
    """
    return (ref, due_date) if ref else (invoice_date, due_date, amount, currency)


def ledger_key(ref, invoice_date, due_date, amount, currency):
    """Return what makes an invoice the same: the ledger may have cut it otherwise.

    >>> ledger_key("F1", 1, 2, 3, "EUR"), ledger_key("", 1, 2, 3, "EUR")
    (('F1', 1), (1, 2, 3, 'EUR'))
    """
    return (ref, invoice_date) if ref else (invoice_date, due_date, amount, currency)


def find_debtors(rows, directory, create):
    """Return ({row number: debtor}, issues of the rows without one); `create` allows new ones.

    >>> from types import SimpleNamespace as Row
    >>> rows = [Row(number=n, vat="", code="", name=name) for n, name in ((2, "Acme"), (3, "B"))]
    >>> known = Directory({}, {}, {"acme": {8}}, {})
    >>> find_debtors(rows, known, create=True)
    ({2: 8, 3: 'name:b'}, [])
    >>> find_debtors(rows, known, create=False)
    ({2: 8}, [RowIssue(number=3, field='name', value='B', code='no_customer', other=0)])
    """
    debtors, issues = {}, []
    for row in rows:
        try:
            debtor, code = find_debtor(row, directory), "no_customer"
            field = str(debtor).partition(":")[0]
        except LookupError as error:
            debtor, code, field = None, "ambiguous_customer", str(error)
        if isinstance(debtor, int) or (debtor and create):
            debtors[row.number] = debtor
        else:
            issues.append(RowIssue(row.number, field, getattr(row, field), code))
    return debtors, issues


class Planner:
    """Sorts rows: debtors, known experiences and ledger go in, a Plan comes out.

    `experiences` maps (debtor, instalment_key) to (id, is_paid), `ledger` holds
    (debtor, ledger_key). `open_mode` says what an unpaid row becomes: "ignore", "experience"
    or "invoice".
    """

    def __init__(self, debtors, experiences, ledger, open_mode):
        self.debtors, self.experiences, self.ledger = debtors, experiences, ledger
        self.open_mode = open_mode
        self.plan = Plan([], [], [], [], [], [], [])
        self.seen, self.newcomers = {}, {}

    def add(self, row):
        """Put one row in the list where it belongs."""
        debtor = self.debtors[row.number]
        figures = row.ref, row.invoice_date, row.due_date, row.amount, row.currency
        instalment = debtor, instalment_key(*figures)
        first = self.seen.setdefault(instalment, row.number)
        known_id, is_paid = self.experiences.get(instalment, (0, False))
        if first != row.number:
            self.plan.repeated.append(RowIssue(row.number, "ref", row.ref, "repeated", first))
        elif known_id and row.payment_date and not is_paid:
            self.plan.completed.append((known_id, row))
        elif known_id:
            self.plan.known.append(RowIssue(row.number, "ref", row.ref, "known"))
        elif (debtor, ledger_key(*figures)) in self.ledger:
            self.plan.known.append(RowIssue(row.number, "ref", row.ref, "in_ledger"))
        else:
            self._add_new(debtor, row)

    def _add_new(self, debtor, row):
        if not row.payment_date and self.open_mode == "ignore":
            self.plan.left_open.append(row)
            return
        if isinstance(debtor, str):
            self.newcomers.setdefault(debtor, row)
        is_invoice = not row.payment_date and self.open_mode == "invoice"
        target = self.plan.invoices if is_invoice else self.plan.experiences
        target.append((debtor, row))
