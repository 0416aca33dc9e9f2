"""A scaled debtor book as rows of ledger tables: ids, balances, matching numbers. No database."""

from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from typing import NamedTuple

from tools.ledger.book import ZERO, CreditNote, Ledger, Payment, sum_of

#: US dollars for one euro, one for all dates: settling at it leaves no exchange difference.
DOLLAR_RATE = Decimal("1.0850")


class Move(NamedTuple):
    """`kind`: invoice, refund or payment. Amounts positive; balances in euros.

    `state` is Odoo's payment state of invoices and refunds.
    """

    id: int
    kind: str
    debtor: int
    date: str
    due: str
    currency: str
    amount: Decimal
    balance: Decimal
    amount_left: Decimal
    balance_left: Decimal
    state: str


class Part(NamedTuple):
    """A receivable line: an instalment (positive) or a credit (negative)."""

    id: int
    move: int
    due: str
    amount: Decimal
    balance: Decimal
    amount_left: Decimal
    balance_left: Decimal
    full: int | None
    matching: str | None


class Match(NamedTuple):
    """A partial reconciliation of two receivable lines, on the later of their dates."""

    id: int
    debit: int
    credit: int
    amount: Decimal
    balance: Decimal
    date: str
    full: int | None


class Rows(NamedTuple):
    moves: list[Move]
    parts: list[Part]
    matches: list[Match]


class Numbering:
    """Hands out ids above those already in the tables."""

    def __init__(self, move: int = 1, part: int = 1, match: int = 1, full: int = 1) -> None:
        self.move = count(move)
        self.part = count(part)
        self.match = count(match)
        self.full = count(full)


def rows_of(ledger: Ledger, ids: Numbering) -> Rows:
    """Return the rows of one debtor's ledger."""
    return _Writer(ledger, ids).write()


class _Side(NamedTuple):
    """A receivable line in the making: what is left of it changes with every match."""

    move: int
    due: str
    amount: Decimal
    balance: Decimal
    left: list[Decimal]
    settled_by: set[str]


class _Writer:
    """Turns one ledger into rows, following what each line still owes."""

    def __init__(self, ledger: Ledger, ids: Numbering) -> None:
        self.ledger = ledger
        self.ids = ids
        self.documents: list[tuple] = []
        self.sides: dict[int, _Side] = {}
        self.matches: list[Match] = []
        self.instalments: dict[tuple[int, int], int] = {}
        self.issued = {invoice.number: invoice.date for invoice in ledger.invoices}

    def write(self) -> Rows:
        for invoice in self.ledger.invoices:
            self._write_invoice(invoice)
        for credit in self.ledger.credits:
            self._write_credit(credit)
        fulls, matchings = self._join()
        parts = [
            Part(id, *side[:4], *side.left, fulls.get(id), matchings.get(id))
            for id, side in self.sides.items()
        ]
        matches = [Match(*match[:6], fulls.get(match.debit)) for match in self.matches]
        return Rows([self._make_move(*document) for document in self.documents], parts, matches)

    def _write_invoice(self, invoice) -> None:
        move = next(self.ids.move)
        parts = []
        for place, instalment in enumerate(invoice.instalments):
            balance = self._in_euros(instalment.amount)
            part = self._add_side(move, instalment.due, instalment.amount, balance)
            self.instalments[invoice.number, place] = part
            parts.append(part)
        self.documents.append(
            (move, "invoice", invoice.date, invoice.instalments[-1].due, invoice.total, parts)
        )

    def _write_credit(self, credit: Payment | CreditNote) -> None:
        """Write the credit's move and line; its balance is what its matches are worth."""
        move = next(self.ids.move)
        kind = "refund" if isinstance(credit, CreditNote) else "payment"
        spare = credit.amount - sum_of(credit.shares)
        matched = [self._settle(share, kind, credit.date) for share in credit.shares]
        rest = self._in_euros(spare)
        balance = rest + sum((match.balance for match in matched), ZERO)
        part = self._add_side(move, credit.date, -credit.amount, -balance)
        self.sides[part].left[:] = [-spare, -rest]
        if matched:
            self.sides[part].settled_by.add("invoice")
        self.matches += [match._replace(credit=part) for match in matched]
        self.documents.append((move, kind, credit.date, credit.date, credit.amount, [part]))

    def _settle(self, share, kind, day) -> Match:
        """Take a share off its instalment; the last one takes all that is left in euros."""
        debit = self.instalments[share.invoice, share.instalment]
        side = self.sides[debit]
        left = side.left
        worth = left[1] if share.amount == left[0] else self._in_euros(share.amount)
        left[0] -= share.amount
        left[1] -= worth
        side.settled_by.add(kind)
        latest = max(day, self.issued[share.invoice]).isoformat()
        return Match(next(self.ids.match), debit, 0, share.amount, worth, latest, None)

    def _add_side(self, move, due, amount, balance) -> int:
        part = next(self.ids.part)
        side = _Side(move, due.isoformat(), amount, balance, [amount, balance], set())
        self.sides[part] = side
        return part

    def _make_move(self, id, kind, day, due, amount, parts) -> Move:
        sides = [self.sides[part] for part in parts]
        left, balance_left, balance = (
            abs(sum(amounts, ZERO))
            for amounts in zip(*((*side.left, side.balance) for side in sides), strict=True)
        )
        state = payment_state(kind, left, set().union(*(side.settled_by for side in sides)))
        debtor = self.ledger.debtor
        dates = day.isoformat(), due.isoformat()
        return Move(
            id,
            kind,
            debtor.key,
            *dates,
            debtor.currency,
            amount,
            balance,
            left,
            balance_left,
            state,
        )

    def _join(self) -> tuple[dict[int, int], dict[int, str]]:
        """Return the full reconciliation and the matching number of each matched line.

        Lines that settle one another hang together; without residual they are reconciled in full.
        """
        first_match: dict[int, int] = {}
        for match in self.matches:
            first_match.setdefault(match.debit, match.id)
        fulls, matchings = {}, {}
        for members in _connected(self.matches):
            settled = all(not self.sides[part].left[0] for part in members)
            full = next(self.ids.full) if settled else None
            first = min(first_match[part] for part in members if part in first_match)
            for part in members:
                matchings[part] = str(full) if full else f"P{first}"
                if full:
                    fulls[part] = full
        return fulls, matchings

    def _in_euros(self, amount: Decimal) -> Decimal:
        if self.ledger.debtor.currency == "EUR":
            return amount
        return (amount / DOLLAR_RATE).quantize(ZERO, ROUND_HALF_UP)


def payment_state(kind: str, left: Decimal, settled_by: set[str]) -> str:
    """Return Odoo's payment state of a document.

    >>> payment_state("invoice", Decimal(0), {"refund"})
    'reversed'
    >>> payment_state("invoice", Decimal(5), {"payment"})
    'partial'
    """
    if kind == "payment" or not settled_by:
        return "not_paid"
    if left:
        return "partial"
    return "reversed" if kind == "invoice" and settled_by == {"refund"} else "paid"


def _connected(matches: list[Match]) -> list[set[int]]:
    """Return the groups of line ids that matches tie together."""
    group_of: dict[int, set[int]] = {}
    for match in matches:
        debit = group_of.get(match.debit, {match.debit})
        credit = group_of.get(match.credit, {match.credit})
        joined = debit if debit is credit else debit | credit
        for part in joined:
            group_of[part] = joined
    return list({id(group): group for group in group_of.values()}.values())


def as_copy(rows) -> str:
    r"""Return rows in PostgreSQL's text format for COPY.

    >>> as_copy([(1, "a", None)])
    '1\ta\t\\N\n'
    """
    return "".join(
        "\t".join("\\N" if value is None else str(value) for value in row) + "\n" for row in rows
    )
