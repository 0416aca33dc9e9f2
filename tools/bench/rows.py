"""A scaled debtor book as rows of ledger tables: ids, balances, matching numbers. No database."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from typing import NamedTuple

from tools.ledger.book import ZERO, CreditNote, Ledger, Payment

#: US dollars for one euro, one for all dates: settling at it leaves no exchange difference.
DOLLAR_RATE = Decimal("1.0850")


class Move(NamedTuple):
    """`kind`: invoice, refund or payment. Amounts positive; `balance` in euros."""

    id: int
    kind: str
    debtor: int
    date: str
    due: str
    currency: str
    amount: Decimal
    balance: Decimal


class Part(NamedTuple):
    """A receivable line: an instalment (positive) or a credit (negative)."""

    id: int
    move: int
    due: str
    amount: Decimal
    balance: Decimal
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


class _Writer:
    """Turns one ledger into rows, following what each instalment still owes."""

    def __init__(self, ledger: Ledger, ids: Numbering) -> None:
        self.ledger = ledger
        self.ids = ids
        self.moves: list[Move] = []
        self.parts: dict[int, Part] = {}
        self.matches: list[Match] = []
        #: By part id: what it still owes, in its currency and in euros.
        self.left: dict[int, list[Decimal]] = {}
        self.instalments: dict[tuple[int, int], int] = {}
        self.issued = {invoice.number: invoice.date for invoice in ledger.invoices}

    def write(self) -> Rows:
        for invoice in self.ledger.invoices:
            self._write_invoice(invoice)
        for credit in self.ledger.credits:
            self._write_credit(credit)
        fulls, matchings = self._join()
        parts = [
            part._replace(full=fulls.get(part.id), matching=matchings.get(part.id))
            for part in self.parts.values()
        ]
        matches = [match._replace(full=fulls.get(match.debit)) for match in self.matches]
        return Rows(self.moves, parts, matches)

    def _write_invoice(self, invoice) -> None:
        move = next(self.ids.move)
        total = ZERO
        for place, instalment in enumerate(invoice.instalments):
            balance = self._in_euros(instalment.amount)
            part = self._write_part(move, instalment.due, instalment.amount, balance)
            self.instalments[invoice.number, place] = part
            self.left[part] = [instalment.amount, balance]
            total += balance
        due = invoice.instalments[-1].due
        self._write_move(move, "invoice", invoice.date, due, invoice.total, total)

    def _write_credit(self, credit: Payment | CreditNote) -> None:
        """Write the credit's move and line; its balance is what its matches are worth."""
        move, part = next(self.ids.move), next(self.ids.part)
        spare, balance = credit.amount, ZERO
        for share in credit.shares:
            worth = self._match(share, part, max(credit.date, self.issued[share.invoice]))
            spare -= share.amount
            balance += worth
        rest = self._in_euros(spare)
        self.parts[part] = Part(
            part, move, credit.date.isoformat(), -credit.amount, -balance - rest, None, None
        )
        self.left[part] = [-spare, -rest]
        kind = "refund" if isinstance(credit, CreditNote) else "payment"
        self._write_move(move, kind, credit.date, credit.date, credit.amount, balance + rest)

    def _match(self, share, credit_part: int, day) -> Decimal:
        """Write one match and return its worth in euros; the last one takes all that is left."""
        debit = self.instalments[share.invoice, share.instalment]
        left = self.left[debit]
        worth = left[1] if share.amount == left[0] else self._in_euros(share.amount)
        left[0] -= share.amount
        left[1] -= worth
        self.matches.append(
            Match(
                next(self.ids.match), debit, credit_part, share.amount, worth, day.isoformat(), None
            )
        )
        return worth

    def _join(self) -> tuple[dict[int, int], dict[int, str]]:
        """Return the full reconciliation and the matching number of each matched line.

        Lines that settle one another hang together; a group without residual is reconciled in full.
        """
        groups = _connected(self.matches)
        fulls, matchings = {}, {}
        for members in groups:
            settled = all(not self.left[part][0] for part in members)
            full = next(self.ids.full) if settled else None
            first = min(match.id for match in self.matches_of(members))
            for part in members:
                matchings[part] = str(full) if full else f"P{first}"
                if full:
                    fulls[part] = full
        return fulls, matchings

    def matches_of(self, members: set[int]) -> Iterator[Match]:
        return (match for match in self.matches if match.debit in members)

    def _write_part(self, move, due, amount, balance) -> int:
        part = next(self.ids.part)
        self.parts[part] = Part(part, move, due.isoformat(), amount, balance, None, None)
        return part

    def _write_move(self, move, kind, day, due, amount, balance) -> None:
        debtor = self.ledger.debtor
        self.moves.append(
            Move(
                move, kind, debtor.key, day.isoformat(), due.isoformat(), debtor.currency, amount,
                balance,
            )
        )  # fmt: skip

    def _in_euros(self, amount: Decimal) -> Decimal:
        if self.ledger.debtor.currency == "EUR":
            return amount
        return (amount / DOLLAR_RATE).quantize(ZERO, ROUND_HALF_UP)


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
