"""Work is shared out: nobody is forgotten, nothing is lost, and the load evens out."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel.assignment import (
    Load,
    balance,
    least_loaded,
    take_turns,
)

users = st.lists(st.integers(1, 8), unique=True, max_size=5)
loads = st.lists(
    st.tuples(st.integers(1, 10), st.integers(1, 5), st.booleans()), max_size=25
).map(lambda rows: [Load(number, *row) for number, row in enumerate(rows, 1)])


def totals_after(book, moves, team):
    owner = {load.id: load.user_id for load in book}
    owner.update({move.id: move.to_id for move in moves})
    totals = dict.fromkeys(team, 0)
    for load in book:
        if owner[load.id] in totals:
            totals[owner[load.id]] += load.weight
    return totals


@given(users, st.integers(1, 30))
def test_everybody_gets_his_turn_equally_often(team, rounds):
    last, seen = None, Counter()
    for _ in range(rounds * len(team)):
        last = take_turns(team, last)
        seen[last] += 1
    assert all(seen[user] == rounds for user in team)


@given(users, st.dictionaries(st.integers(1, 8), st.integers(0, 9)))
def test_nobody_has_less_than_who_is_given_the_case(team, counts):
    chosen = least_loaded(team, counts)
    assert (chosen is None) == (not team)
    assert all(counts.get(chosen, 0) <= counts.get(user, 0) for user in team)


@given(loads, users)
def test_a_case_moves_once_from_its_owner_to_one_of_the_team(book, team):
    moves = balance(book, team)
    by_id = {load.id: load for load in book}
    assert len({move.id for move in moves}) == len(moves)
    for move in moves:
        assert by_id[move.id].movable
        assert by_id[move.id].user_id == move.from_id != move.to_id
        assert move.to_id in team


@given(loads, users)
def test_no_movable_case_stays_with_an_outsider(book, team):
    moved = {move.id for move in balance(book, team)}
    if team:
        outsiders = {load.id for load in book if load.movable and load.user_id not in team}
        assert outsiders <= moved


@given(st.lists(st.integers(1, 5), max_size=30), users)
def test_equal_cases_end_within_one_of_each_other(owners, team):
    book = [Load(number, owner) for number, owner in enumerate(owners, 1)]
    totals = totals_after(book, balance(book, team), team)
    if team:
        assert max(totals.values()) - min(totals.values()) <= 1


def test_a_balanced_team_is_left_alone():
    assert balance([Load(1, 4), Load(2, 7)], [4, 7]) == []
    assert balance([Load(1, 4, 5, False), Load(2, 7, 1)], [4, 7]) == []
