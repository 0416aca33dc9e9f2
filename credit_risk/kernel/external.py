"""What outsiders say about a debtor, as a bounded correction of the log-odds of default.

A positive correction is bad news. Nothing here weighs after its expiry, and old news weigh less.
"""

from collections.abc import Iterable
from datetime import date
from math import log
from typing import NamedTuple

CAP = 3.0  # log-odds, 43 points: outsiders correct a score, they never make it
OPINION_CAP = 1.0
BUREAU_HALF_LIFE = 12  # months
STATEMENT_LIFE = 24  # months
STATEMENT_WEIGHT = 0.7
NEGATIVE_EQUITY = 1.0
DAYS_PER_MONTH = 365.25 / 12

# Log-odds against the base rate. Measured for Z'', and taken over for its elder brother Z'; for
# Zmijewski from its two bad rates. Springate tells two zones too and borrows the milder figures.
ZONES = {
    "z2": {"distress": 1.1, "grey": -0.5, "safe": -0.9},
    "z1": {"distress": 1.1, "grey": -0.5, "safe": -0.9},
    "zmijewski": {"distress": 1.3, "safe": -0.5},
    "springate": {"distress": 1.1, "safe": -0.5},
    "ohlson": {"distress": 1.1, "safe": -0.5},
}
#: The codes of adjustments, each with a sentence of its own in an assessment.
CODES = ("bureau", "statement", "equity", "opinion")


class Evidence(NamedTuple):
    """One thing an outsider (or an analyst) said, good through ``expires`` (None: no end).

    ``kind``: "pd" (``value`` is a 12-month probability of default), "pd_full" (one that already
    contains the statements), "<model>_<zone>" of a statement (``value`` is the model's, ``date``
    the end of its year), "equity" (equity per unit of assets, counts when negative), "opinion"
    (log-odds of an analyst). Other kinds say nothing about default.
    """

    kind: str
    value: float
    date: date
    expires: date | None = None
    source: str = ""


class Adjustment(NamedTuple):
    """A correction of the log-odds of default, with what was said, by whom and about which day."""

    code: str
    log_odds: float
    value: float
    source: str
    date: date


def months_between(start: date, end: date) -> float:
    """Return the months from ``start`` to ``end``, never negative.

    >>> months_between(date(2024, 1, 1), date(2025, 1, 1)) > 12
    True
    >>> months_between(date(2025, 1, 1), date(2024, 1, 1))
    0.0
    """
    return max((end - start).days, 0) / DAYS_PER_MONTH


def statement_weight(period_end: date, as_of: date) -> float:
    """Return the share of its weight that a statement keeps: none two years after its year.

    >>> statement_weight(date(2025, 1, 1), date(2025, 1, 1))
    1.0
    >>> statement_weight(date(2023, 1, 1), date(2025, 1, 1))
    0.0
    """
    return max(0.0, 1 - months_between(period_end, as_of) / STATEMENT_LIFE)


def bureau_weight(day: date, as_of: date) -> float:
    """Return the share of its weight that a rating keeps: half of it a year later.

    >>> bureau_weight(date(2025, 1, 1), date(2025, 1, 1))
    1.0
    >>> round(bureau_weight(date(2025, 1, 1), date(2026, 1, 1)), 2)
    0.5
    """
    return 0.5 ** (months_between(day, as_of) / BUREAU_HALF_LIFE)


def adjust(
    evidence: Iterable[Evidence], confidence: float, base: float, as_of: date
) -> tuple[Adjustment, ...]:
    """Return the corrections that the evidence of one debtor is worth on ``as_of``.

    ``confidence``: how much own history stands behind the score, 0 to 1: the more there is, the
    less a bureau weighs. ``base``: the probability of default of the portfolio. Of each sort the
    newest counts, of two as new the worse. A rating that contains the statements stands alone.
    The corrections together stay within three units of log-odds, each cut in proportion.

    >>> day = date(2025, 1, 1)
    >>> [one] = adjust([Evidence("pd", 0.10, day, source="Bureau")], 0.0, 0.02, day)
    >>> one.code, round(one.log_odds, 3)  # (0.2 + 0.5) * (logit 0.10 - logit 0.02)
    ('bureau', 1.186)
    >>> [round(a.log_odds, 3) for a in adjust([Evidence("z2_distress", 0.8, day)], 0, 0.02, day)]
    [0.77]
    >>> adjust([Evidence("pd", 0.10, day, expires=date(2025, 6, 30))], 0, 0.02, date(2025, 7, 1))
    ()
    """
    known = [item for item in evidence if _counts(item, as_of)]
    rating = _newest(item for item in known if item.kind in ("pd", "pd_full"))
    statement = _newest(item for item in known if _zone_log_odds(item) is not None)
    equity = _newest(item for item in known if item.kind == "equity" and item.value < 0)
    opinion = _newest(item for item in known if item.kind == "opinion")
    if rating and rating.kind == "pd_full":
        statement = equity = None
    if equity and statement and statement.date > equity.date:
        equity = None  # newer accounts show that the hole was filled
    found = [_opinion(opinion), _bureau(rating, confidence, base, as_of)]
    found.append(_accounts(statement, equity, as_of))
    return _capped([item for item in found if item and item.log_odds])


def _counts(item: Evidence, as_of: date) -> bool:
    return item.date <= as_of and (item.expires is None or as_of <= item.expires)


def _newest(items: Iterable[Evidence]) -> Evidence | None:
    return max(items, key=lambda item: (item.date, _badness(item), item.source), default=None)


def _badness(item: Evidence) -> float:
    zone = _zone_log_odds(item)
    if zone is not None:
        return zone
    return -item.value if item.kind == "equity" else item.value


def _zone_log_odds(item: Evidence) -> float | None:
    model, _, zone = item.kind.partition("_")
    return ZONES.get(model, {}).get(zone)


def _logit(p: float) -> float:
    p = min(max(p, 0.0001), 0.9999)
    return log(p / (1 - p))


def _bureau(
    item: Evidence | None, confidence: float, base: float, as_of: date
) -> Adjustment | None:
    if item is None:
        return None
    weight = (0.2 + 0.5 * (1 - confidence)) * bureau_weight(item.date, as_of)
    log_odds = weight * (_logit(item.value) - _logit(base))
    return Adjustment("bureau", log_odds, item.value, item.source, item.date)


def _accounts(
    statement: Evidence | None, equity: Evidence | None, as_of: date
) -> Adjustment | None:
    """Return what the accounts are worth: negative equity is never better than its floor."""
    floor = NEGATIVE_EQUITY * statement_weight(equity.date, as_of) if equity else None
    if statement is None:
        worth = None
    else:
        zone = _zone_log_odds(statement) or 0.0
        worth = STATEMENT_WEIGHT * zone * statement_weight(statement.date, as_of)
    if equity and (worth is None or worth < floor):
        return Adjustment("equity", floor, equity.value, equity.source, equity.date)
    if statement is None:
        return None
    return Adjustment("statement", worth, statement.value, statement.source, statement.date)


def _opinion(item: Evidence | None) -> Adjustment | None:
    if item is None:
        return None
    log_odds = min(max(item.value, -OPINION_CAP), OPINION_CAP)
    return Adjustment("opinion", log_odds, item.value, item.source, item.date)


def _capped(found: list[Adjustment]) -> tuple[Adjustment, ...]:
    total = abs(sum(item.log_odds for item in found))
    if total <= CAP:
        return tuple(found)
    return tuple(item._replace(log_odds=item.log_odds * CAP / total) for item in found)
