"""How much money will come in which week, and how wrong such forecasts have been.

An open instalment is paid in a week with a probability: that of its debtor's own history and of
all customers', given that it is still unpaid today (Kaplan-Meier, recent history weighing more).
What the debtor has promised comes on its day with the probability that his kind of promise is
kept; the rest as if nothing had been promised.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ...credit_risk.kernel.payment_date import MIN_WEIGHT, Paid

#: Share of what is left that comes each week when nobody's history reaches so far.
TAIL = 0.03
NOTHING = 1e-9
ZERO = Decimal(0)


class Curve(NamedTuple):
    """The share of instalments still unpaid after each day late, and how much history that is."""

    days: tuple[int, ...]
    unpaid: tuple[float, ...]
    weight: float


#: No history at all; and customers who all pay on the day.
NOBODY = Curve((), (), 0.0)
PUNCTUAL = Curve((0,), (0.0,), 0.0)


class Commitment(NamedTuple):
    """An amount that was promised, or agreed in a plan, for a day; ``chance`` that it comes."""

    day: date
    amount: Decimal
    chance: float


class Forecast(NamedTuple):
    """What is expected of one instalment: by week, the last one being everything later."""

    committed: tuple[Decimal, ...]
    usual: tuple[Decimal, ...]

    @property
    def weeks(self) -> tuple[Decimal, ...]:
        """Both together.

        >>> Forecast((Decimal(1), ZERO), (Decimal(2), Decimal(3))).weeks
        (Decimal('3'), Decimal('3'))
        """
        return tuple(map(sum, zip(self.committed, self.usual, strict=True)))


class Accuracy(NamedTuple):
    """How wrong forecasts were: mean absolute percentage error, and error over all the money."""

    weeks: int
    mape: float | None
    wape: float | None


def survive(history: Iterable[Paid]) -> Curve:
    """Return the share still unpaid after each day late; open ones count as far as they are known.

    >>> survive([Paid(0, 0), Paid(10, 0), Paid(10, 0), Paid(5, 0, is_open=True)])
    Curve(days=(0, 10), unpaid=(0.75, 0.0), weight=3.0)
    >>> survive([])
    Curve(days=(), unpaid=(), weight=0.0)
    """
    items = sorted(history, key=lambda item: (item.days_late, item.is_open))
    at_risk, unpaid, known = sum(item.weight for item in items), 1.0, 0.0
    curve: dict[int, float] = {}
    for item in items:
        if not item.is_open:
            unpaid *= 1 - item.weight / max(at_risk, item.weight)
            known += item.weight
            curve[item.days_late] = unpaid if unpaid > NOTHING else 0.0
        at_risk = max(at_risk - item.weight, 0.0)
    return Curve(tuple(curve), tuple(curve.values()), known)


def unpaid_after(curve: Curve, days: int) -> float:
    """Return the share still unpaid when an instalment is so many days late.

    >>> curve = Curve((0, 10), (0.75, 0.25), 4.0)
    >>> [unpaid_after(curve, days) for days in (-1, 0, 9, 10, 99)]
    [1.0, 0.75, 0.75, 0.25, 0.25]
    """
    place = bisect_right(curve.days, days)
    return curve.unpaid[place - 1] if place else 1.0


def blend(own: Curve, others: Curve, days: int) -> float:
    """Return the share unpaid by both histories; the own counts the more the longer it is.

    >>> blend(Curve((0,), (0.0,), 3.0), Curve((0,), (1.0,), 50.0), 5)
    0.5
    >>> blend(Curve((), (), 0.0), Curve((0,), (0.4,), 50.0), 5)
    0.4
    """
    trust = own.weight / (own.weight + MIN_WEIGHT)
    return trust * unpaid_after(own, days) + (1 - trust) * unpaid_after(others, days)


def week_chances(
    due: date, today: date, own: Curve, others: Curve, weeks: int
) -> tuple[float, ...]:
    """Return the probability that an instalment open this evening is paid in each week to come.

    The first week is the seven days after ``today``; one more item holds what comes later, or
    never. They add up to one. Where nobody has a history, all is expected on its due date.

    >>> at_once = Curve((0,), (0.0,), 99.0)
    >>> week_chances(date(2026, 9, 10), date(2026, 9, 1), at_once, at_once, 3)
    (0.0, 1.0, 0.0, 0.0)
    >>> [round(chance, 4) for chance in week_chances(
    ...     date(2026, 9, 10), date(2026, 9, 20), NOBODY, NOBODY, 2)]
    [0.03, 0.0291, 0.9409]
    """
    others = others if others.days else PUNCTUAL
    late = (today - due).days
    known = max((*own.days[-1:], *others.days[-1:]))
    chances, share, before = [], 1.0, blend(own, others, late)
    for until in range(late + 7, late + 7 * weeks + 1, 7):
        after = blend(own, others, until)
        hazard = 1 - after / before if before > NOTHING else TAIL
        if until > known:
            hazard = max(hazard, TAIL)
        chances.append(share * hazard)
        share, before = share * (1 - hazard), after
    return (*chances, share)


def forecast(
    amount: Decimal, chances: Sequence[float], today: date, commitments: Sequence[Commitment] = ()
) -> Forecast:
    """Return what is expected of an open amount in each week: what was committed, and the rest.

    A commitment whose day has passed and that still waits is expected in the first week; one
    beyond the last week, later. Commitments beyond the amount itself count for nothing.

    >>> agreed = [Commitment(date(2026, 9, 10), Decimal(80), 0.75)]
    >>> found = forecast(Decimal(100), (0.5, 0.25, 0.25), date(2026, 9, 1), agreed)
    >>> [int(part) for part in found.committed], [int(part) for part in found.usual]
    ([0, 60, 0], [20, 10, 10])
    >>> float(sum(forecast(Decimal(100), (0.5, 0.5), date(2026, 9, 1), agreed * 2).weeks))
    100.0
    """
    committed, rest = [ZERO] * len(chances), amount
    for commitment in commitments:
        part = min(commitment.amount, rest)
        week = max((commitment.day - today).days - 1, 0) // 7
        committed[min(week, len(chances) - 1)] += part * Decimal(commitment.chance)
        rest -= part
    left = amount - sum(committed, ZERO)
    return Forecast(tuple(committed), tuple(left * Decimal(chance) for chance in chances))


def accuracy(pairs: Iterable[tuple[float, float]]) -> Accuracy:
    """Return how wrong the (expected, received) of past weeks were, as shares.

    MAPE is the mean of each week's error over what was received; weeks without money say nothing
    to it. WAPE is all errors over all the money.

    >>> accuracy([(90.0, 100.0), (300.0, 200.0), (10.0, 0.0)])
    Accuracy(weeks=3, mape=0.3, wape=0.4)
    >>> accuracy([(10.0, 0.0)])
    Accuracy(weeks=1, mape=None, wape=None)
    """
    book = list(pairs)
    shares = [abs(expected - real) / real for expected, real in book if real > 0]
    money = sum(real for _expected, real in book)
    wrong = sum(abs(expected - real) for expected, real in book)
    return Accuracy(
        len(book),
        sum(shares) / len(shares) if shares else None,
        wrong / money if money > 0 else None,
    )


def net_of_credits(items: Sequence[tuple[date, Decimal]], credits: Decimal) -> tuple[Decimal, ...]:
    """Return what is left of a debtor's open items once his unmatched credits settle the oldest.

    >>> book = [(date(2026, 9, 1), Decimal(100)), (date(2026, 8, 1), Decimal(50))]
    >>> [int(amount) for amount in net_of_credits(book, Decimal(80))]
    [70, 0]
    """
    left = [amount for _due, amount in items]
    for place in sorted(range(len(items)), key=lambda place: items[place][0]):
        used = min(left[place], credits)
        left[place] -= used
        credits -= used
    return tuple(left)
