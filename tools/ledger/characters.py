"""The eight kinds of debtor in a book: how often each appears and how each pays.

A way of paying answers, for one instalment, with the settlements that the debtor means to make:
days after the due date (negative: before) and percentage of the instalment. What he means to pay
after today simply has not happened yet.
"""

from collections.abc import Callable
from typing import NamedTuple


class Moment(NamedTuple):
    """When an instalment falls due: 0.0 two years ago … 1.0 today, and its month."""

    progress: float
    month: int


class Intent(NamedTuple):
    days: int
    percent: int


class Character(NamedTuple):
    """`monthdays`: the days of the month on which he pays (empty: any working day)."""

    name: str
    invoices: tuple[int, int]
    settle: Callable
    limit_factor: float
    monthdays: tuple[int, ...] = ()
    season: tuple[int, ...] = ()


def _settle_prompt(rng, _moment):
    return (Intent(rng.choice((-3, -2, -1, 0, 0, 0, 1, 2)), 100),)


def _settle_slow(rng, _moment):
    return (Intent(rng.randint(18, 30), 100),)


def _settle_seasonal(rng, moment):
    in_season = moment.month in SEASON
    return (Intent(rng.randint(-1, 3) if in_season else rng.randint(20, 45), 100),)


def _settle_sinking(rng, moment):
    days = int(100 * moment.progress**2) + rng.randint(0, 4)
    if moment.progress > 0.85 and rng.random() < 0.5:
        return (Intent(days, 40),)
    return (Intent(days, 100),)


def _settle_disputing(rng, _moment):
    contested = rng.random() < 0.3
    return (Intent(rng.randint(-1, 6), rng.choice((55, 70, 80)) if contested else 100),)


def _settle_in_promises(rng, _moment):
    fate = rng.random()
    if fate < 0.25:
        return (Intent(rng.randint(0, 5), 100),)
    first = Intent(rng.randint(10, 20), 40)
    return (first,) if fate < 0.4 else (first, Intent(rng.randint(50, 80), 60))


def _settle_as_group(rng, _moment):
    return (Intent(rng.randint(2, 9), 100),)


def _settle_never(_rng, _moment):
    return ()


SEASON = (4, 5, 6, 7, 8, 9)
PROMPT = Character("prompt", (10, 18), _settle_prompt, 1.8)
SLOW = Character("slow_but_safe", (11, 17), _settle_slow, 1.5, monthdays=(10, 25))
SEASONAL = Character("seasonal", (9, 14), _settle_seasonal, 1.5, season=SEASON)
SINKING = Character("sinking", (13, 18), _settle_sinking, 0.6)
DISPUTING = Character("disputing", (10, 15), _settle_disputing, 1.3)
PROMISE_BREAKER = Character("promise_breaker", (9, 14), _settle_in_promises, 0.8)
PROSPECT = Character("prospect", (0, 0), _settle_never, 1.0)
HOLDING = Character("holding", (8, 13), _settle_as_group, 1.6, monthdays=(5, 20))

CHARACTERS = {
    character.name: character
    for character in (
        PROMPT,
        SLOW,
        SEASONAL,
        SINKING,
        DISPUTING,
        PROMISE_BREAKER,
        PROSPECT,
        HOLDING,
    )
}

# Twenty debtors in a row: a book of any size has the same mixture, and a larger book starts
# with the smaller one. A holding and its subsidiaries stand side by side.
PATTERN = (
    PROMPT, SLOW, SINKING, PROMISE_BREAKER, PROMPT, SEASONAL, DISPUTING, HOLDING, HOLDING, HOLDING,
    PROMPT, SLOW, PROSPECT, SEASONAL, PROMPT, SINKING, SLOW, DISPUTING, PROMISE_BREAKER, PROMPT,
)  # fmt: skip


def character_of(key):
    """Return the character of the debtor with this key (0, 1, 2…).

    >>> character_of(0).name, character_of(22).name
    ('prompt', 'sinking')
    """
    return PATTERN[key % len(PATTERN)]


def parent_of(key):
    """Return the key of the holding that owns this debtor, or None.

    >>> parent_of(7), parent_of(8), parent_of(29), parent_of(30)
    (None, 7, 27, None)
    """
    if character_of(key) is not HOLDING:
        return None
    head = key - key % len(PATTERN) + PATTERN.index(HOLDING)
    return head if key > head else None
