"""What would have been forecast: a ledger is told day by day, and no forecast sees its own day.

A forecast uses no fact of its own day or later. Ledgers are ``{debtor: instalments}``, days are
ordinals, see :mod:`instalments`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from .factors import (
    Facts,
    Portfolio,
    Values,
    confidence_of,
    p_late_of,
    payment_index_of,
    values_of,
    x_of,
)
from .instalments import Instalment, defaulted_within, facts_of
from .portfolio import portfolio_of
from .scoring import SHIPPED, Card

Ledger = Mapping[object, Sequence[Instalment]]
CUTS = (0.5, 0.65, 0.8)  # shares of the invoices: where the three folds begin
BACKGROUND_DAYS = 30  # a forecast is made on a background this old at most
UNKNOWN_INDEX = 75.0  # payment index of somebody who never had to pay
MATERIAL_BILLING = 0.05


class LateCase(NamedTuple):
    """An invoice before it was issued, and whether it was then paid late."""

    fold: int
    day: int
    debtor: object
    item: Instalment
    facts: Facts
    portfolio: Portfolio
    late: bool

    @property
    def p_late(self) -> float:
        """What the product forecast for it."""
        return p_late_of(self.facts, self.portfolio, self.item.segment)

    @property
    def raw_ratio(self) -> float:
        """The share of instalments that was late until then; of nobody's, everybody's."""
        return self.facts.late / self.facts.n if self.facts.n else self.portfolio.late


class Snapshot(NamedTuple):
    """A debtor with exposure on one day, and whether a material amount then went into default."""

    day: int
    debtor: object
    segment: str
    facts: Facts
    portfolio: Portfolio
    bad: bool

    @property
    def index(self) -> float:
        """The payment index."""
        found = payment_index_of(self.facts)
        return UNKNOWN_INDEX if found is None else found


def end_of(ledger: Ledger) -> int:
    """Return the last day that a ledger knows of.

    >>> end_of({"A": [Instalment(1, 31, 5.0)]}), end_of({})
    (1, 0)
    """
    return max(
        (max(item.issued, *(s.day for s in item.settlements), 0)
         for items in ledger.values() for item in items),
        default=0,
    )  # fmt: skip


def backgrounds_of(ledger: Ledger, days: Iterable[int], card: Card) -> dict[int, Portfolio]:
    """Return the portfolio as it was on each day.

    >>> backgrounds_of({"A": [Instalment(1, 31, 5.0)]}, [99], Card())[99].late > 0.4
    True
    """
    return {day: portfolio_of(_book(ledger, day), card.weights) for day in set(days)}


def _book(ledger: Ledger, day: int) -> Iterator[tuple[str, Facts]]:
    return ((items[0].segment, facts_of(items, day)) for items in ledger.values() if items)


def late_cases(ledger: Ledger, card: Card = SHIPPED) -> list[LateCase]:
    """Return every decided invoice as it looked the day before; fold 0 is for learning only.

    >>> items = [Instalment(day, day + 30, 9.0) for day in range(1, 100, 9)]
    >>> [case.fold for case in late_cases({"A": items})]
    [0, 0, 0, 0, 0, 1, 1]
    """
    end = end_of(ledger)
    every = sorted(
        ((item.issued, str(debtor), item, debtor) for debtor, items in ledger.items()
         for item in items),
        key=lambda entry: entry[:2],
    )  # fmt: skip
    decided = [entry for entry in every if entry[2].due < end]
    starts = [every[int(len(every) * cut)][0] for cut in CUTS] if every else []
    backgrounds = backgrounds_of(ledger, {_background_day(entry[0]) for entry in decided}, card)
    known: dict[tuple[object, int], Facts] = {}
    cases = []
    for day, _name, item, debtor in decided:
        late = item.days_late(end)
        if late is None:
            continue
        if (debtor, day) not in known:
            known[debtor, day] = facts_of(ledger[debtor], day - 1)
        fold = sum(1 for start in starts if day >= start)
        portfolio = backgrounds[_background_day(day)]
        cases.append(LateCase(fold, day, debtor, item, known[debtor, day], portfolio, late > 0))
    return cases


def _background_day(day: int) -> int:
    return day // BACKGROUND_DAYS * BACKGROUND_DAYS - 1


def learnt_before(cases: Sequence[LateCase], fold: int) -> list[LateCase]:
    """Return the cases whose outcome was decided, late or not, when a fold began.

    >>> items = [Instalment(day, day + 30, 9.0) for day in range(1, 100, 9)]
    >>> cases = late_cases({"A": items})
    >>> len(learnt_before(cases, 1)), len(learnt_before(cases, 3))
    (2, 0)
    """
    start = min((case.day for case in cases if case.fold == fold), default=0)
    return [case for case in cases if case.item.due < start]


def snapshots_of(
    ledger: Ledger, days: Sequence[int], horizon: int, default_days: int, card: Card = SHIPPED
) -> list[Snapshot]:
    """Return the rated debtors with exposure on each day, and what became of them.

    >>> ledger = {"A": [Instalment(1, 31, 9.0), Instalment(40, 70, 9.0)]}
    >>> [(shot.day, shot.bad) for shot in snapshots_of(ledger, [60, 200], 180, 60)]
    [(60, True), (200, False)]
    """
    shots = []
    for day in days:
        book = {debtor: facts_of(items, day) for debtor, items in ledger.items() if items}
        segments = {debtor: ledger[debtor][0].segment for debtor in book}
        pairs = ((segments[debtor], facts) for debtor, facts in book.items())
        portfolio = portfolio_of(pairs, card.weights)
        shots.extend(
            Snapshot(
                day, debtor, segments[debtor], facts, portfolio,
                defaulted_within(
                    ledger[debtor], day, horizon, default_days, facts.billed, MATERIAL_BILLING
                ),
            )
            for debtor, facts in book.items()
            if facts.n and facts.open > 0
        )  # fmt: skip
    return shots


def month_ends(ledger: Ledger, horizon: int) -> list[int]:
    """Return the days of a ledger, a month apart, whose outcome it knows.

    >>> month_ends({"A": [Instalment(1, 31, 9.0), Instalment(100, 130, 9.0)]}, 30)
    [31, 61]
    """
    start = min((item.issued for items in ledger.values() for item in items), default=0)
    return list(range(start + 30, end_of(ledger) - horizon + 1, 30))


def split(
    shots: Sequence[Snapshot], horizon: int
) -> tuple[list[Snapshot], list[Snapshot]]:
    """Return (what was decided when the later half of the days began, the later half).

    >>> split([], 180)
    ([], [])
    """
    days = sorted({shot.day for shot in shots})
    if not days:
        return [], []
    cut = days[len(days) // 2]
    earlier = [shot for shot in shots if shot.day + horizon <= cut]
    return earlier, [shot for shot in shots if shot.day >= cut]


def terms_of(shot: Snapshot) -> Values:
    """Return the terms of the log-odds of a debtor on a day.

    >>> terms_of(Snapshot(1, "A", "", Facts(n=1, oldest=180), Portfolio(), False)).odage
    1.0
    """
    values = values_of(shot.facts, shot.portfolio, shot.segment)
    return x_of(values, confidence_of(shot.facts), shot.portfolio, shot.segment)
