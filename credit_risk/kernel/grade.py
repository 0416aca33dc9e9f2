"""Grades: the bands of default probability, and what each means for limits and terms."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

KNOCKED_OUT, NOT_RATED = "X", "NR"


class GradeRule(NamedTuple):
    """One grade. ``pd_max``: the highest probability of default it still holds, as a share.

    ``limit_factor`` multiplies the need that a limit is recommended for. ``max_term_days``: longest
    term; 0 sets none. ``review_months``: until the limit is looked at again.
    """

    code: str
    pd_max: float
    limit_factor: Decimal
    max_term_days: int = 0
    review_months: int = 12


DEFAULT_RULES = (
    GradeRule("A", 0.015, Decimal("1.25"), 0, 12),
    GradeRule("B", 0.04, Decimal("1.0"), 0, 12),
    GradeRule("C", 0.10, Decimal("0.7"), 0, 6),
    GradeRule("D", 0.25, Decimal("0.35"), 0, 3),
    GradeRule("E", 1.0, Decimal("0.0"), 0, 1),
    GradeRule(KNOCKED_OUT, 1.0, Decimal("0.0"), 0, 1),
    GradeRule(NOT_RATED, 1.0, Decimal("0.0"), 0, 6),
)
RATED = "ABCDE"
CODES = tuple(rule.code for rule in DEFAULT_RULES)

Bands = tuple[tuple[str, float], ...]


def bands_of(rules: Iterable[GradeRule]) -> Bands:
    """Return the pairs (grade, highest probability) of the grades that a probability leads to.

    >>> bands_of(DEFAULT_RULES)
    (('A', 0.015), ('B', 0.04), ('C', 0.1), ('D', 0.25), ('E', 1.0))
    """
    rated = [rule for rule in rules if rule.code in RATED]
    return tuple((rule.code, rule.pd_max) for rule in sorted(rated, key=lambda rule: rule.code))


DEFAULT_BANDS = bands_of(DEFAULT_RULES)


def grade_of(pd: float, bands: Sequence[tuple[str, float]] = DEFAULT_BANDS) -> str:
    """Return the band of a probability of default.

    >>> "".join(grade_of(pd) for pd in (0.015, 0.0151, 0.04, 0.10, 0.25, 0.26))
    'ABBCDE'
    """
    return next((grade for grade, upper in bands if pd <= upper), bands[-1][0])


def fault_in(bands: Sequence[tuple[str, float]]) -> str | None:
    """Return the grade whose band does not follow the one before it, or that leaves a gap.

    >>> fault_in(DEFAULT_BANDS), fault_in((("A", 0.02), ("B", 0.02), ("E", 1.0)))
    (None, 'B')
    >>> fault_in((("A", 0.0), ("E", 1.0))), fault_in((("A", 0.02), ("E", 0.9)))
    ('A', 'E')
    """
    lower = 0.0
    for grade, upper in bands:
        if upper <= lower or upper > 1:
            return grade
        lower = upper
    return bands[-1][0] if bands and lower != 1 else None


def with_defaults(rules: Iterable[GradeRule]) -> Mapping[str, GradeRule]:
    """Return every grade's rule by its code: the given ones, else the shipped ones.

    >>> own = with_defaults([GradeRule("A", 0.01, Decimal(2))])
    >>> own["A"].pd_max, own["C"].limit_factor
    (0.01, Decimal('0.7'))
    """
    return {rule.code: rule for rule in (*DEFAULT_RULES, *rules)}
