"""How old debts are: each open instalment falls into exactly one bucket."""

from bisect import bisect_left
from collections.abc import Sequence

#: Last day of each bucket but the last one, in days past the date that counts.
DEFAULT_BOUNDS = (30, 60, 90, 120)
NOT_DUE = "not_due"
CREDITS = "credits"
LATE = ("late_1", "late_2", "late_3", "late_4", "late_5")
#: Every bucket, in the order in which reports show them.
BUCKETS = (NOT_DUE, *LATE, CREDITS)


def check_bounds(bounds: Sequence[int]) -> None:
    """Raise ValueError unless the bounds are four growing, positive numbers of days.

    >>> check_bounds((30, 60, 90, 120))
    >>> check_bounds((30, 30, 90, 120))
    Traceback (most recent call last):
    ...
    ValueError: (30, 30, 90, 120)
    """
    steps = zip((0, *bounds), bounds, strict=False)
    if len(bounds) != len(DEFAULT_BOUNDS) or any(lower >= upper for lower, upper in steps):
        raise ValueError(bounds)


def bucket_of(days: int, bounds: Sequence[int] = DEFAULT_BOUNDS) -> str:
    """Return the bucket of a debt that many days past its due date (0 or less: not due).

    >>> [bucket_of(days) for days in (0, 1, 30, 31, 120, 121)]
    ['not_due', 'late_1', 'late_1', 'late_2', 'late_4', 'late_5']
    """
    return NOT_DUE if days <= 0 else LATE[bisect_left(bounds, days)]


def bucket_by_age(days: int, bounds: Sequence[int] = DEFAULT_BOUNDS) -> str:
    """Return the bucket of a debt that many days after its issue; there is no 'not due'.

    >>> [bucket_by_age(days) for days in (0, 30, 31)]
    ['late_1', 'late_1', 'late_2']
    """
    return bucket_of(max(days, 1), bounds)


def thresholds(bounds: Sequence[int] = DEFAULT_BOUNDS) -> list[int]:
    """Return the first day of each late bucket: what PostgreSQL's ``width_bucket`` wants.

    >>> thresholds()
    [1, 31, 61, 91, 121]
    """
    return [1, *(bound + 1 for bound in bounds)]


def spans(bounds: Sequence[int] = DEFAULT_BOUNDS) -> dict[str, tuple[int, int | None]]:
    """Return the first and last day of each late bucket; the last one has no end.

    >>> spans()["late_1"], spans()["late_5"]
    ((1, 30), (121, None))
    """
    return dict(zip(LATE, zip(thresholds(bounds), (*bounds, None), strict=True), strict=True))
