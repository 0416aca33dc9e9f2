"""What a ladder would have sent, had it been followed over debts whose payment is known.

Each debtor gets one message a day at most, at the highest rung that one of his debts reaches,
as the nightly run would have sent it.
"""

from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple

from .steps import dated


class Debt(NamedTuple):
    """An instalment of the past: due `term` days after its document; `paid` None: still open."""

    partner_id: int
    due: date
    paid: date | None
    term: int = 0


class Sent(NamedTuple):
    """A step that would have been taken; `needless`: everything it was about came in anyway."""

    partner_id: int
    day: date
    rung_id: int
    needless: bool


class Spared(NamedTuple):
    """A step that an instalment never came to, because it had been paid by then."""

    partner_id: int
    day: date
    rung_id: int


def replay(ladder, debts, date_from, date_to, grace=3):
    """Return `(sent, spared)` of the days from `date_from` to `date_to`.

    A message is needless when all it was about was paid within `grace` days after it: that
    money was on its way.

    >>> from .steps import Rung
    >>> ladder = (Rung(1, 3), Rung(2, 15))
    >>> start, end = date(2020, 1, 1), date(2020, 12, 31)
    >>> late = Debt(7, date(2020, 3, 1), date(2020, 3, 6))
    >>> sent, spared = replay(ladder, [late], start, end)
    >>> [(it.day.isoformat(), it.rung_id, it.needless) for it in sent]
    [('2020-03-04', 1, True)]
    >>> [(it.day.isoformat(), it.rung_id) for it in spared]
    [('2020-03-16', 2)]
    """
    reached, spared = defaultdict(list), []
    for debt in debts:
        for rung in dated(ladder, debt.term):
            day = debt.due + timedelta(rung.offset)
            if not date_from <= day <= date_to:
                continue
            if debt.paid is not None and debt.paid <= day:
                spared.append(Spared(debt.partner_id, day, rung.id))
            else:
                reached[debt.partner_id, day].append((rung, debt))
    return list(_send(reached, grace)), spared


def _send(reached, grace):
    """Yield the messages, one a day and debtor, none within the quiet days of the one before."""
    last = {}
    for (partner_id, day), climbs in sorted(reached.items(), key=lambda it: it[0]):
        actions = [climb for climb in climbs if climb[0].is_action]
        messages = [climb for climb in climbs if not climb[0].is_action]
        yield from (Sent(partner_id, day, rung.id, False) for rung, _debt in actions)
        if messages:
            rung = max((rung for rung, _debt in messages), key=lambda rung: rung.offset)
            before = last.get(partner_id)
            if before is None or (day - before).days >= rung.quiet:
                last[partner_id] = day
                yield Sent(partner_id, day, rung.id, _is_needless(messages, day, grace))


def _is_needless(climbs, day, grace):
    return all(debt.paid is not None and (debt.paid - day).days <= grace for _rung, debt in climbs)
