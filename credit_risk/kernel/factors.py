"""The factors of a score: what is found in a debtor's instalments and events, and how it weighs.

Probabilities are floats; amounts enter only as ratios of one another. Every weight is positive:
more overdue can never improve a score.
"""

from collections.abc import Mapping
from math import log, log1p
from operator import mul
from typing import NamedTuple

PRIOR_LATE, PRIOR_30 = 0.40, 0.05  # of an empty ledger
SHRINKAGE = 4.0  # instalments that a debtor needs, until the portfolio can tell
INTERCEPT = -4.6  # log-odds of default of the typical debtor, until it can be calibrated
BASE_PD = 0.02
_LOG_181 = log(181)


class Values(NamedTuple):
    """One figure per factor: what it looks at, its term of the log-odds, or its weight.

    ``h30``: share of decided instalments over 30 days late. ``odage``: days of the oldest overdue.
    ``odmonths, spike``: overdue and open balance in months of billing. ``ldmean``: average days
    late. ``incidents``: returned payments, broken promises and lost covers, halved every 180 days.
    """

    h30: float = 0.0
    odage: float = 0.0
    odmonths: float = 0.0
    ldmean: float = 0.0
    spike: float = 0.0
    incidents: float = 0.0


#: Measured on three ledgers, but for the last: public ledgers tell of no incidents.
WEIGHTS = Values(h30=0.6, odage=0.6, odmonths=1.0, ldmean=0.3, spike=0.1, incidents=0.3)
CODES = Values._fields


class Facts(NamedTuple):
    """How one debtor's instalments were paid; weights ``w`` halve every 180 days.

    ``n, late``: instalments whose due date has passed, and those paid after it or still open;
    ``n30, late30``: those due over 30 days ago, and over 30 days late; ``n_w, late_w, n30_w,
    late30_w``: their weights; ``days_w``: weighted days late, 0 to 180 each. ``oldest``: days.
    ``overdue, over_30, over_60, defaulted`` (for 90 days, or as the scorecard says), ``open,
    billed`` (due within 365 days): amounts. ``months`` since the first due date. ``idle``: days
    since an instalment fell due or money came in. ``paid``: what was paid off in the last 365 days;
    ``paid_days``: the same times its days late, down to 30 early. ``incidents``: weight;
    ``returned, broken``: payments returned and promises broken in the last 90 days;
    ``knock_out``: the event that ends all credit.
    """

    n: int = 0
    late: int = 0
    n30: int = 0
    late30: int = 0
    n_w: float = 0.0
    late_w: float = 0.0
    n30_w: float = 0.0
    late30_w: float = 0.0
    days_w: float = 0.0
    oldest: int = 0
    overdue: float = 0.0
    over_30: float = 0.0
    over_60: float = 0.0
    defaulted: float = 0.0
    open: float = 0.0
    billed: float = 0.0
    months: float = 1.0
    idle: int = 0
    paid: float = 0.0
    paid_days: float = 0.0
    incidents: float = 0.0
    returned: int = 0
    broken: int = 0
    knock_out: str = ""


class Prior(NamedTuple):
    """How the debtors of one segment pay: shares of instalments late, and over 30 days late."""

    late: float = PRIOR_LATE
    late_30: float = PRIOR_30


class Portfolio(NamedTuple):
    """What the debtors of one company have in common: the background of every score.

    ``strength, strength_30``: instalments that a debtor needs to speak for himself. ``days``: the
    median debtor's days late. ``base``: observed default rate of twelve months, which
    ``intercept`` reproduces. ``values, x``: median factors. ``segments``: a Prior for each.
    ``record``: where the caller keeps it; carried along, never read.
    """

    late: float = PRIOR_LATE
    late_30: float = PRIOR_30
    strength: float = SHRINKAGE
    strength_30: float = SHRINKAGE
    days: float = 0.0
    intercept: float = INTERCEPT
    base: float = BASE_PD
    values: Values = Values()
    x: Values = Values()
    segments: Mapping[str, Prior] = {}
    record: int = 0

    def prior(self, segment: str) -> Prior:
        """Return how the debtors of a segment pay; of an unknown one, how all do.

        >>> Portfolio().prior("ES"), Portfolio(segments={"ES": Prior(0.9, 0.5)}).prior("ES").late
        (Prior(late=0.4, late_30=0.05), 0.9)
        """
        return self.segments.get(segment) or Prior(self.late, self.late_30)


def logit(p: float) -> float:
    """Return the log-odds of ``p``, kept away from certainty.

    >>> logit(0.5), round(logit(0.02), 3), round(logit(0), 1)
    (0.0, -3.892, -6.9)
    """
    p = min(max(p, 0.001), 0.999)
    return log(p / (1 - p))


def confidence_of(facts: Facts) -> float:
    """Return how much own history stands behind a score, 0 to 1.

    >>> confidence_of(Facts(n=4, n_w=4.0))
    0.5
    """
    return facts.n_w / (facts.n_w + 4)


def shrunk(late: float, total: float, prior: float, strength: float) -> float:
    """Return a ratio drawn towards ``prior`` as if ``strength`` instalments had behaved like it.

    >>> shrunk(0, 0, 0.4, 4), shrunk(4, 4, 0.5, 4)
    (0.4, 0.75)
    """
    return (late + strength * prior) / (total + strength)


def p_late_of(facts: Facts, portfolio: Portfolio, segment: str = "") -> float:
    """Return the probability that the debtor's next instalment is paid late.

    >>> p_late_of(Facts(n=4, n_w=4.0, late_w=4.0), Portfolio(late=0.5)), p_late_of(
    ...     Facts(), Portfolio())
    (0.75, 0.4)
    """
    prior = portfolio.prior(segment)
    return shrunk(facts.late_w, facts.n_w, prior.late, portfolio.strength)


_INDEX = ((-30.0, 100.0), (-20.0, 90.0), (0.0, 80.0), (15.0, 70.0), (22.0, 60.0), (30.0, 50.0),
          (60.0, 40.0), (90.0, 30.0), (120.0, 20.0), (180.0, 1.0))  # fmt: skip


def payment_index_of(facts: Facts) -> float | None:
    """Return the payment index, 100 (30 days early) to 1, by the value paid off in a year.

    A figure to be read and compared; the score does not use it. None: nothing was paid.

    >>> [payment_index_of(Facts(paid=10.0, paid_days=10.0 * days)) for days in (-30, 0, 15, 75)]
    [100.0, 80.0, 70.0, 35.0]
    >>> payment_index_of(Facts()) is None
    True
    """
    if facts.paid <= 0:
        return None
    days = min(max(facts.paid_days / facts.paid, -30.0), 180.0)
    upper = next(index for index, (anchor, _points) in enumerate(_INDEX) if days <= anchor)
    if not upper:
        return _INDEX[0][1]
    (low, best), (high, worst) = _INDEX[upper - 1 : upper + 1]
    return best + (worst - best) * (days - low) / (high - low)


def _months_of_billing(value: float, facts: Facts) -> float:
    """Return ``value`` in months of billing; without billing to compare with, plenty."""
    if value <= 0:
        return 0.0
    monthly = facts.billed / facts.months
    return min(value / monthly, 99.0) if monthly > 0 else 99.0


def values_of(facts: Facts, portfolio: Portfolio, segment: str = "") -> Values:
    """Return what each factor looks at, in figures a person would use.

    >>> values_of(Facts(n=2, n_w=2.0, n30_w=2.0, days_w=20.0, oldest=12, overdue=50,
    ...                 open=150, billed=600, months=6), Portfolio()).ldmean
    10.0
    """
    prior = portfolio.prior(segment)
    return Values(
        shrunk(facts.late30_w, facts.n30_w, prior.late_30, portfolio.strength_30),
        float(facts.oldest),
        _months_of_billing(facts.overdue, facts),
        facts.days_w / facts.n_w if facts.n_w else 0.0,
        _months_of_billing(facts.open, facts),
        facts.incidents,
    )


def x_of(values: Values, confidence: float, portfolio: Portfolio, segment: str = "") -> Values:
    """Return the terms of the log-odds, each growing with what is bad.

    >>> x = x_of(Values(h30=0.05, odage=180, odmonths=3), 1.0, Portfolio())
    >>> x.h30, x.odage, x.odmonths
    (0.0, 1.0, 1.0)
    """
    return Values(
        logit(values.h30) - logit(portfolio.prior(segment).late_30),
        log1p(min(values.odage, 180)) / _LOG_181,
        min(3.0, values.odmonths) / 3,
        confidence * (log1p(values.ldmean) - log1p(portfolio.days)),
        min(4.0, log1p(values.spike)),
        log1p(values.incidents),
    )


def weigh(x: Values, weights: Values = WEIGHTS) -> float:
    """Return the weighted sum of the factors.

    >>> weigh(Values(h30=1.0, odage=1.0, odmonths=1.0))
    2.2
    """
    return sum(map(mul, weights, x))
