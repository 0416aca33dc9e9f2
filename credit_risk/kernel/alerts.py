"""Which alerts open, stay and close: one per cause and listener, and none that flickers."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

GONE = "gone"
SUPERSEDED = "superseded"


class Watch(NamedTuple):
    """What a rule asks for. All values grow with the trouble, in the unit of the rule's kind.

    An alert opens from ``opens_at`` on (``inclusive``) or above it, and stays while the value is
    above ``opens_at - margin``: what hovers around the mark does not open and close every night.
    ``rank`` orders rules of one ``cause``, the gravest highest; ``listener`` is who is told.
    """

    rule_id: int
    cause: str
    listener: tuple
    rank: tuple
    opens_at: float
    margin: float = 0.0
    inclusive: bool = False


class Finding(NamedTuple):
    """What a rule measured on a debtor's profile; ``before`` is what it was compared with."""

    rule_id: int
    profile_id: int
    value: float
    before: float | None = None


class Known(NamedTuple):
    """An alert whose cause still stood when it was last looked at."""

    alert_id: int
    rule_id: int
    profile_id: int
    value: float


class Waiting(NamedTuple):
    """An alert that is to become a task of its listener."""

    alert_id: int
    listener: int
    is_grave: bool


class Changes(NamedTuple):
    """Findings to open, alerts whose value moved, and alerts to close with the reason."""

    opened: list[Finding]
    moved: list[tuple[int, Finding]]
    closed: list[tuple[int, str]]


def reaches(watch: Watch, value: float, *, is_open: bool = False) -> bool:
    """Say whether ``value`` opens an alert, or keeps one open that ``is_open``.

    >>> over_80 = Watch(1, "limit", (), (2,), 80, margin=5)
    >>> [reaches(over_80, value) for value in (75, 80, 80.1)]
    [False, False, True]
    >>> [reaches(over_80, value, is_open=True) for value in (75, 75.1, 80)]
    [False, True, True]
    >>> fell_10 = Watch(2, "score", (), (2,), 10, margin=3, inclusive=True)
    >>> [reaches(fell_10, value) for value in (9.9, 10)]
    [False, True]
    >>> [reaches(fell_10, value, is_open=True) for value in (6.9, 7)]
    [False, True]
    """
    mark = watch.opens_at - watch.margin if is_open else watch.opens_at
    return value >= mark if watch.inclusive else value > mark


def settle(
    watches: Mapping[int, Watch], findings: Iterable[Finding], known: Iterable[Known]
) -> Changes:
    """Return what changes when ``findings`` are all that the rules of ``watches`` see today.

    Of several rules with one cause that tell the same person, the gravest alone stands.

    >>> over_80 = Watch(1, "limit", ("responsible",), (2, 80), 80, 5)
    >>> over_100 = Watch(2, "limit", ("responsible",), (3, 100), 100, 5)
    >>> watches = {1: over_80, 2: over_100}
    >>> settle(watches, [Finding(1, 7, 90)], []).opened
    [Finding(rule_id=1, profile_id=7, value=90, before=None)]
    >>> both = [Finding(1, 7, 120), Finding(2, 7, 120)]
    >>> changes = settle(watches, both, [Known(50, 1, 7, 90)])
    >>> [finding.rule_id for finding in changes.opened], changes.closed
    ([2], [(50, 'superseded')])
    >>> settle(watches, [], [Known(50, 1, 7, 90)]).closed
    [(50, 'gone')]
    """
    alerts = {(alert.rule_id, alert.profile_id): alert for alert in known}
    standing = [finding for finding in findings if _stands(watches, finding, alerts)]
    seen = {(finding.rule_id, finding.profile_id) for finding in standing}
    gravest = _gravest(watches, standing)
    kept = {(finding.rule_id, finding.profile_id): finding for finding in gravest}
    return Changes(
        [finding for key, finding in kept.items() if key not in alerts],
        [
            (alerts[key].alert_id, finding)
            for key, finding in kept.items()
            if key in alerts and alerts[key].value != finding.value
        ],
        [
            (alert.alert_id, SUPERSEDED if key in seen else GONE)
            for key, alert in alerts.items()
            if key not in kept
        ],
    )


def _stands(watches: Mapping[int, Watch], finding: Finding, alerts: Collection[tuple]) -> bool:
    is_open = (finding.rule_id, finding.profile_id) in alerts
    return reaches(watches[finding.rule_id], finding.value, is_open=is_open)


def _gravest(watches: Mapping[int, Watch], standing: Iterable[Finding]) -> Iterable[Finding]:
    """Return the finding of the highest rank for each debtor, cause and listener."""
    best: dict[tuple, Finding] = {}
    for finding in standing:
        watch = watches[finding.rule_id]
        key = (finding.profile_id, watch.cause, watch.listener)
        rival = best.get(key)
        if rival is None or watch.rank > watches[rival.rule_id].rank:
            best[key] = finding
    return best.values()


def hand_out(
    waiting: Iterable[Waiting], held: Mapping[tuple[int, bool], int], most: int
) -> list[int]:
    """Return the alerts that become tasks now, in the order of ``waiting``: gravest first.

    Nobody gets more than ``most`` tasks (zero: no limit) with those he has, ``held`` as
    ``{(listener, is grave): tasks}``. Grave ones are counted among themselves alone: lesser
    ones never stand in their way.

    >>> queue = [Waiting(1, 7, True), Waiting(2, 7, False), Waiting(3, 8, False)]
    >>> hand_out(queue, {}, 1), hand_out(queue, {}, 2), hand_out(queue, {}, 0)
    ([1, 3], [1, 2, 3], [1, 2, 3])
    >>> hand_out(queue, {(7, False): 5, (8, True): 1}, 1)
    [1]
    """
    tasks = Counter(held)
    due = []
    for alert in waiting:
        key = (alert.listener, alert.is_grave)
        rivals = tasks[key] if alert.is_grave else tasks[key] + tasks[alert.listener, True]
        if not most or rivals < most:
            tasks[key] += 1
            due.append(alert.alert_id)
    return due
