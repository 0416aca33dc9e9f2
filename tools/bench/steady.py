"""The plan of an ordinary day: yesterday's run has left its notices on every line that was due."""

from datetime import timedelta

from . import rival

WRITTEN = "dunning_case, dunning_notice, dunning_notice_line"


def persist_all(env, today):
    """Persist what a run of `today` tells every debtor; return of how many lines."""
    partners, lines = rival.pick(env, today, float("inf"))
    rival.claim(env, partners, today)
    env.cr.execute(f"ANALYZE {WRITTEN}")  # as the server does by itself before the next night
    return lines


def plan(env, today):
    """Plan the day after `today`."""
    return env["dunning.case"]._plan(today + timedelta(days=1))
