"""A strategy replayed sends what the nightly run would have sent."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel.replay import Debt, replay
from odoo.addons.dunning_automation.kernel.steps import Rung

START, END = date(2020, 1, 1), date(2020, 12, 31)
LADDER = (Rung(1, 3, quiet=2), Rung(2, 15), Rung(3, 40, is_action=True))


@st.composite
def debts(draw):
    due = START + timedelta(draw(st.integers(-60, 400)))
    paid = draw(st.none() | st.integers(-20, 90).map(lambda late: due + timedelta(late)))
    return Debt(draw(st.integers(1, 3)), due, paid, draw(st.integers(0, 60)))


@given(st.lists(debts(), max_size=12))
def test_each_debtor_gets_one_message_a_day_and_never_for_what_is_paid(book):
    sent, spared = replay(LADDER, book, START, END)
    messages = [(it.partner_id, it.day) for it in sent if it.rung_id != 3]
    assert len(messages) == len(set(messages))
    for step in sent:
        assert START <= step.day <= END
        assert any(
            debt.partner_id == step.partner_id and (debt.paid is None or debt.paid > step.day)
            for debt in book
        )
    for step in spared:
        assert any(debt.paid is not None and debt.paid <= step.day for debt in book)


def test_a_message_just_before_the_money_is_needless():
    for days, needless in [(2, True), (3, True), (4, False)]:
        paid = START + timedelta(3 + days)
        sent, _spared = replay(LADDER[:1], [Debt(1, START, paid)], START, END)
        assert [step.needless for step in sent] == [needless]


def test_quiet_days_hold_a_message_back():
    book = [Debt(1, START, None), Debt(1, START + timedelta(1), None)]
    sent, _spared = replay(LADDER[:1], book, START, END)
    assert [step.day for step in sent] == [START + timedelta(3)]
