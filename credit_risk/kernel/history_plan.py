"""Decide, without writing anything, what an import does with each row of a payment history."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from .history import RowIssue
from .history_values import plain

_COUNTRY = re.compile(r"^[A-Z]{2}(?=\w{8,})")


class Directory(NamedTuple):
    """Who is known: words as `key_of` and `vat_aliases` give them to ids; `codes` by id."""

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


def _by_vat(row, directory):
    """Return who has a VAT number; its country may lack on one side, never differ."""
    key = vat_key(row.vat)
    candidates = (key, f"*{key}", _COUNTRY.sub("", key))
    return next((directory.vat[name] for name in candidates if name in directory.vat), ())


def _by_code(row, directory):
    return directory.code.get(key_of(row.code), ())


def _by_name(row, directory):
    """Return those of the same name whose own code does not contradict the row's."""
    code = key_of(row.code)
    return [
        debtor
        for debtor in directory.name.get(key_of(row.name), ())
        if not code or key_of(directory.codes.get(debtor, "")) in ("", code)
    ]


_WAYS = (("vat", _by_vat), ("code", _by_code), ("name", _by_name))


def find_debtor(row, *directories):
    """Return whom a row means, by VAT, then code, then name; None when nobody is known.

    A name is no proof against another code. Two candidates raise LookupError(field).

    >>> known = Directory({"ESB12345678": {7}, "*B12345678": {7}}, {"c1": {8}},
    ...                   {"acme": {8, 9}}, {8: "c1", 9: ""})
    >>> from types import SimpleNamespace as Row
    >>> find_debtor(Row(vat="B-12345678", code="", name=""), known)
    7
    >>> find_debtor(Row(vat="", code="C2", name="Acme"), known)
    9
    >>> find_debtor(Row(vat="", code="", name="Acme"), known)
    Traceback (most recent call last):
    LookupError: name
    """
    for field, find in _WAYS:
        for directory in directories:
            found = find(row, directory)
            if len(found) > 1:
                raise LookupError(field)
            if found:
                return next(iter(found))
    return None


class Matcher:
    """Finds the debtor of each row: an id, or the key of a newcomer that its rows share.

    `newcomers` maps each key to a row with all that its rows tell about the customer.

    >>> from .history import HistoryRow
    >>> row = HistoryRow(2, "", "Acme", "", "", "F1", None, None, None, None, "EUR", False)
    >>> matcher = Matcher(Directory({}, {}, {}, {}), create=True)
    >>> matcher.find(row), matcher.find(row._replace(code="C1"))
    ('name:acme', 'name:acme')
    >>> matcher.newcomers["name:acme"].code
    'C1'
    """

    def __init__(self, directory, create):
        self.known, self.new = directory, Directory({}, {}, {}, {})
        self.create, self.newcomers, self.issues = create, {}, []

    def find(self, row):
        """Return the debtor of a row; None, and an issue, when it has none."""
        try:
            debtor = find_debtor(row, self.known, self.new)
        except LookupError as error:
            return self._refuse(row, str(error), "ambiguous_customer")
        if debtor is None and not self.create:
            return self._refuse(row, self._best_field(row), "no_customer")
        if debtor is None:
            debtor = self._add(row)
        elif debtor in self.newcomers:
            self._complete(debtor, row)
        return debtor

    def _refuse(self, row, field, code):
        self.issues.append(RowIssue(row.number, field, getattr(row, field), code))

    @staticmethod
    def _best_field(row):
        """Return what holds the rows of a customer together best."""
        return next(field for field in ("code", "vat", "name") if getattr(row, field))

    def _add(self, row):
        field = self._best_field(row)
        debtor = f"{field}:{key_of(getattr(row, field))}"
        self.newcomers[debtor] = row
        for field in ("vat", "code", "name"):
            self._register(debtor, field, getattr(row, field))
        return debtor

    def _complete(self, debtor, row):
        """Learn from a later row what the first ones left empty, unless another one has it."""
        for field, find in _WAYS:
            value = getattr(row, field)
            if value and not getattr(self.newcomers[debtor], field) and not find(row, self.new):
                self._learn(debtor, field, value)
        country = self.newcomers[debtor].country or row.country
        self.newcomers[debtor] = self.newcomers[debtor]._replace(country=country)

    def _learn(self, debtor, field, value):
        self.newcomers[debtor] = self.newcomers[debtor]._replace(**{field: value})
        self._register(debtor, field, value)

    def _register(self, debtor, field, value):
        keys = vat_aliases(value) if field == "vat" else [key_of(value)]
        for key in filter(None, keys):
            getattr(self.new, field).setdefault(key, set()).add(debtor)
        if field == "code":
            self.new.codes[debtor] = value


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


class Planner:
    """Sorts rows with their debtors: known experiences and ledger go in, a Plan comes out.

    `experiences` maps (debtor, instalment_key) to (id, is_paid), `ledger` holds
    (debtor, ledger_key). `open_mode` says what an unpaid row becomes: "ignore", "experience"
    or "invoice".
    """

    def __init__(self, experiences, ledger, open_mode):
        self.experiences, self.ledger, self.open_mode = experiences, ledger, open_mode
        self.plan, self.seen = Plan([], [], [], [], [], [], []), {}

    def add(self, debtor, row):
        """Put one row in the list where it belongs."""
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
        is_invoice = not row.payment_date and self.open_mode == "invoice"
        target = self.plan.invoices if is_invoice else self.plan.experiences
        target.append((debtor, row))
