"""Who works which case: taking turns, giving to the least loaded, evening the load out."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Load(NamedTuple):
    """A case as a load: who works it, how much work it is, whether it may change hands."""

    id: int
    user_id: int
    weight: int = 1
    movable: bool = True


class Move(NamedTuple):
    """A case passed from one collector to another."""

    id: int
    from_id: int
    to_id: int


def take_turns(users: Sequence[int], last: int | None) -> int | None:
    """Return whose turn it is after `last`; the first when `last` is not, or no longer, one.

    >>> take_turns([4, 7, 9], 7), take_turns([4, 7, 9], 9), take_turns([4, 7], None)
    (9, 4, 4)
    >>> take_turns([], 4) is None
    True
    """
    if not users:
        return None
    return users[(users.index(last) + 1) % len(users)] if last in users else users[0]


def least_loaded(users: Sequence[int], loads: Mapping[int, int]) -> int | None:
    """Return who has least to do; of several the first.

    >>> least_loaded([4, 7, 9], {4: 3, 7: 1, 9: 1})
    7
    """
    return min(users, key=lambda user: loads.get(user, 0), default=None)


def balance(loads: Sequence[Load], users: Sequence[int]) -> list[Move]:
    """Return the moves that even the load of `users` out; each case moves at most once.

    Cases of others go first to the least loaded. Then one case at a time passes from the
    most to the least loaded for as long as that narrows the gap between the two.

    >>> balance([Load(1, 4), Load(2, 4), Load(3, 4), Load(4, 9)], [4, 7])
    [Move(id=4, from_id=9, to_id=7), Move(id=1, from_id=4, to_id=7)]
    """
    if not users:
        return []
    totals = dict.fromkeys(users, 0)
    for load in loads:
        if load.user_id in totals:
            totals[load.user_id] += load.weight
    moves = _take_in(loads, totals)
    moved = {move.id for move in moves}
    rest = [load for load in loads if load.movable and load.id not in moved]
    return moves + _even_out(rest, totals)


def _take_in(loads, totals):
    """Give the cases of outsiders to the least loaded, the heaviest first; keeps the totals."""
    strangers = [load for load in loads if load.movable and load.user_id not in totals]
    moves = []
    for load in sorted(strangers, key=lambda load: -load.weight):
        taker = least_loaded(list(totals), totals)
        totals[taker] += load.weight
        moves.append(Move(load.id, load.user_id, taker))
    return moves


def _even_out(loads, totals):
    moves, waiting = [], [load for load in loads if load.user_id in totals]
    while move := _best_move(waiting, totals):
        load, taker = move
        totals[load.user_id] -= load.weight
        totals[taker] += load.weight
        waiting.remove(load)
        moves.append(Move(load.id, load.user_id, taker))
    return moves


def _best_move(waiting, totals):
    """Return the heaviest case that narrows the gap when passed on, and to whom; or None."""
    giver = max(totals, key=totals.get)
    taker = min(totals, key=totals.get)
    gap = totals[giver] - totals[taker]
    fitting = [load for load in waiting if load.user_id == giver and 0 < load.weight < gap]
    heaviest = max(fitting, key=lambda load: min(load.weight, gap - load.weight), default=None)
    return heaviest and (heaviest, taker)
