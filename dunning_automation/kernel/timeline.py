"""What happened with a debtor, in one order, whoever tells of it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

#: Of one day, what comes first is told first: an invoice before the call about it.
KINDS = (
    "invoice",
    "hold",
    "notice",
    "task",
    "charge",
    "handover",
    "call",
    "promise",
    "dispute",
    "payment",
    "document",
    "note",
)


class Entry(NamedTuple):
    """One thing that happened. `amount` is in company currency; None: it has none."""

    date: date
    kind: str
    title: str
    text: str = ""
    amount: Decimal | None = None
    res_model: str = ""
    res_id: int = 0


def latest_first(entries: Iterable[Entry], kinds: Iterable[str] = ()) -> list[Entry]:
    """Return the entries of these kinds (none named: of all), the latest first.

    A kind that is not known yet comes after the others of its day.

    >>> call = Entry(date(2026, 3, 2), "call", "No answer")
    >>> bill = Entry(date(2026, 3, 2), "invoice", "INV/1")
    >>> [entry.title for entry in latest_first([bill, call])]
    ['No answer', 'INV/1']
    >>> [entry.title for entry in latest_first([bill, call], ["invoice"])]
    ['INV/1']
    """
    wanted = set(kinds)
    chosen = [entry for entry in entries if not wanted or entry.kind in wanted]
    return sorted(chosen, key=lambda entry: (entry.date, _rank(entry.kind)), reverse=True)


def _rank(kind):
    return KINDS.index(kind) if kind in KINDS else len(KINDS)
