"""Debts, promises and payments as hypothesis draws them."""

import os
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel.allocation import Owed, Promised, Received

TODAY = date(2026, 6, 15)
#: How many cases each property is tried on; the properties layer asks for more.
CASES = int(os.environ.get("PROPERTY_CASES", "250"))


def many(test):
    """Try a property on CASES examples; mark it for the layer that tries ten thousand."""
    return pytest.mark.many(settings(max_examples=CASES)(test))


def money(least=0, most=1_000_000):
    """Amounts in cents."""
    return st.integers(least, most).map(lambda cents: Decimal(cents) / 100)


dates = st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days))


@st.composite
def debts(draw):
    amounts = draw(st.lists(money(-500), max_size=8))
    return [Owed(number, amount, draw(dates)) for number, amount in enumerate(amounts)]


@st.composite
def commitments(draw):
    """Promises on a handful of debts, and the money that came for these."""
    promises = []
    for number, amount in enumerate(draw(st.lists(money(1), max_size=5))):
        day = draw(dates)
        items = draw(st.frozensets(st.integers(0, 3)))
        until = day + timedelta(days=draw(st.integers(0, 9)))
        promises.append(Promised(number, amount, day, until, items))
    known = st.frozensets(st.integers(0, 5))
    receipts = [
        Received(draw(st.integers(0, 3)), amount, draw(dates), draw(known))
        for amount in draw(st.lists(money(1), max_size=6))
    ]
    return promises, receipts
