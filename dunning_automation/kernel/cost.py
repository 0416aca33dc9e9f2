"""Whether the next action is worth its cost, and the cheapest channel that does it.

An action brings the money of those debtors who would stay late and yet can pay, in the share
that such an action moves. A debtor who pays anyway, or never can, brings nothing however
often he is rung.
"""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)
#: Share of late payers who pay within a week of the action, before own history says otherwise.
PRIOR = {
    "email": Decimal("0.15"),
    "sms": Decimal("0.20"),
    "letter": Decimal("0.20"),
    "call": Decimal("0.35"),
    "registered": Decimal("0.40"),
}
#: What follows when a channel gets no answer, from the least solemn to the most.
INSISTENCE = ("email", "sms", "call", "letter", "registered")
#: So many actions weigh as much as the prior.
PRIOR_WEIGHT = 20
#: A channel is sufficient that brings this share of what the best one brings.
SUFFICIENT = Decimal("0.8")
#: The grade of who was never rated, and how likely such a debtor, late already, stays late.
UNRATED = "NR"
UNRATED_LATE = Decimal("0.5")
#: Who is late already is never sure to pay by himself.
LEAST_LATE = Decimal("0.1")


class Channel(NamedTuple):
    """A way to reach the debtor: what an action costs and the share of debtors that it moves."""

    code: str
    cost: Decimal
    effectiveness: Decimal


class Choice(NamedTuple):
    """The channel to take, what it costs and what it is expected to bring."""

    code: str
    cost: Decimal
    gain: Decimal


class Facts(NamedTuple):
    """What tells whether a debtor's next action pays: the ways to him, his standing and his debt.

    ``reach`` are codes of channels; a debtor who was never rated has the grade NR.
    """

    reach: Collection[str]
    grade: str
    residual: Decimal
    p_late: Decimal
    pd: Decimal


class Advice(NamedTuple):
    """What to do next, if anything is worth it; worthless: he is reached, and nothing is."""

    choice: Choice | None
    is_worthless: bool


def expected_gain(
    residual: Decimal, effectiveness: Decimal, p_late: Decimal, pd: Decimal
) -> Decimal:
    """Return what an action is expected to bring, unrounded: never negative, never the whole.

    >>> expected_gain(Decimal(1000), Decimal("0.35"), Decimal("0.5"), Decimal("0.1"))
    Decimal('157.5000')
    >>> expected_gain(Decimal(-50), Decimal("0.35"), Decimal("0.5"), Decimal("0.1"))
    Decimal('0')
    """
    if residual <= 0:
        return ZERO
    return residual * _share(effectiveness) * _share(p_late) * (1 - _share(pd))


def effectiveness(successes: int, actions: int, prior: Decimal) -> Decimal:
    """Return the measured share of successes, drawn towards `prior` while actions are few.

    >>> effectiveness(0, 0, Decimal("0.2")), effectiveness(10, 20, Decimal("0.1"))
    (Decimal('0.2'), Decimal('0.3'))
    """
    return (successes + prior * PRIOR_WEIGHT) / (actions + PRIOR_WEIGHT)


def choose(
    channels: Iterable[Channel], residual: Decimal, p_late: Decimal, pd: Decimal
) -> Choice | None:
    """Return the cheapest sufficient channel, or None when no action pays for itself.

    A free action pays for itself as soon as it brings anything.

    >>> mail = Channel("email", Decimal("0.05"), Decimal("0.15"))
    >>> call = Channel("call", Decimal(6), Decimal("0.35"))
    >>> half, tenth = Decimal("0.5"), Decimal("0.1")
    >>> choose([mail, call], Decimal(20), half, tenth).code  # a call costs more than it brings
    'email'
    >>> choose([mail, call], Decimal(5000), half, tenth).code  # a message brings too little
    'call'
    >>> choose([call], Decimal(20), half, tenth) is None
    True
    """
    choices = [
        Choice(
            channel.code,
            channel.cost,
            expected_gain(residual, channel.effectiveness, p_late, pd),
        )
        for channel in channels
    ]
    worth = [choice for choice in choices if choice.gain > choice.cost]
    best = max((choice.gain - choice.cost for choice in worth), default=ZERO)
    sufficient = [choice for choice in worth if choice.gain - choice.cost >= best * SUFFICIENT]
    return min(sufficient, key=lambda choice: (choice.cost, choice.code), default=None)


def odds(grade: str, p_late: Decimal, pd: Decimal) -> tuple[Decimal, Decimal]:
    """Return the probabilities of late payment and of default of a debtor who is late already.

    >>> odds("B", Decimal("0.3"), Decimal("0.02")), odds("NR", Decimal(0), Decimal("0.02"))
    ((Decimal('0.3'), Decimal('0.02')), (Decimal('0.5'), Decimal('0')))
    >>> odds("A", Decimal(0), Decimal(0))[0]
    Decimal('0.1')
    """
    return (UNRATED_LATE, ZERO) if grade == UNRATED else (max(p_late, LEAST_LATE), pd)


def within(channels: Iterable[Channel], reach: Collection[str]) -> list[Channel]:
    """Return the channels that reach a debtor.

    >>> [way.code for way in within([Channel("call", ZERO, ZERO)] * 2, ["email"])]
    []
    """
    return [channel for channel in channels if channel.code in reach]


def advise(facts: Facts, channels: Iterable[Channel]) -> Advice:
    """Return what to do next about a debtor.

    One who cannot be reached at all is not worthless: his contact data are to be mended.

    >>> mail = Channel("email", Decimal("0.05"), Decimal("0.15"))
    >>> advise(Facts(["email"], "NR", Decimal(20), ZERO, ZERO), [mail]).choice.code
    'email'
    >>> advise(Facts(["email"], "NR", Decimal("0.1"), ZERO, ZERO), [mail])
    Advice(choice=None, is_worthless=True)
    >>> advise(Facts([], "NR", Decimal(20), ZERO, ZERO), [mail])
    Advice(choice=None, is_worthless=False)
    """
    ways = within(channels, facts.reach)
    choice = choose(ways, facts.residual, *odds(facts.grade, facts.p_late, facts.pd))
    return Advice(choice, not choice and bool(ways) and facts.residual > 0)


def next_channel(code: str, reachable: Iterable[str]) -> str | None:
    """Return the channel to take after one that got no answer, of those that reach the debtor.

    >>> next_channel("call", ["email", "sms", "letter"]), next_channel("registered", ["email"])
    ('letter', None)
    """
    open_ways = set(reachable)
    after = INSISTENCE[INSISTENCE.index(code) + 1 :]
    return next((way for way in after if way in open_ways), None)


def _share(value: Decimal) -> Decimal:
    return min(max(value, ZERO), Decimal(1))
