"""Debts, payments and tables of rates as hypothesis draws them."""

import os
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel.interest import Payment, Rate, half_year

#: How many cases each promise is tried on; the properties layer asks for more.
CASES = int(os.environ.get("PROPERTY_CASES", "250"))
FIRST = date(2013, 1, 1)
LAST = date(2026, 12, 31)

money = st.integers(1, 100_000_000).map(lambda cents: Decimal(cents) / 100)
percents = st.integers(0, 2000).map(lambda points: Decimal(points) / 100)
days = st.dates(date(2013, 1, 2), date(2026, 12, 30))


def many(test):
    """Try a property on CASES examples; mark it for the layer that tries ten thousand."""
    return pytest.mark.many(settings(max_examples=CASES)(test))


@st.composite
def tables(draw):
    """A rate for each half-year from FIRST to LAST, without a gap."""
    start, table = FIRST, []
    while start <= LAST:
        end = half_year(start)[1]
        table.append(Rate(start, end, draw(percents)))
        start = end + timedelta(days=1)
    return tuple(table)


@st.composite
def debts(draw):
    """A principal, its due day, a day on which it is looked at, and what was paid when."""
    due, until = sorted((draw(days), draw(days)))
    principal = draw(money)
    payments = tuple(
        Payment(day, (principal * share / 100).quantize(Decimal("0.01")))
        for day, share in draw(st.lists(st.tuples(days, st.integers(0, 60)), max_size=4))
    )
    return principal, due, until, payments
