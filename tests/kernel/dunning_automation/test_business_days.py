"""The days and hours on which a company writes."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dunning_automation.kernel.business_days import (
    is_business_day,
    is_open,
    next_business_day,
    next_opening,
)

days = st.dates(date(2019, 1, 1), date(2021, 12, 31))
weekdays = st.sets(st.integers(0, 6))
holidays = st.sets(days, max_size=20)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2020, 12, 31))
spans = st.tuples(st.integers(0, 11), st.integers(12, 24)).map(lambda span: [span])
hours = st.dictionaries(st.integers(0, 6), spans, max_size=7)


@given(days, weekdays, holidays)
def test_the_next_business_day_is_the_first_one(day, worked, free):
    found = next_business_day(day, worked, free)
    assert is_business_day(found, worked, free)
    between = [day + timedelta(ahead) for ahead in range((found - day).days)]
    assert not any(is_business_day(passed, worked, free) for passed in between)


def test_a_company_that_never_works_is_not_waited_for():
    day = date(2020, 1, 1)
    free = {day + timedelta(ahead) for ahead in range(400)}
    assert next_business_day(day, (), free) == day


@given(moments, hours, holidays)
def test_the_next_opening_is_open_and_not_in_the_past(moment, opened, free):
    opening = next_opening(moment, opened, free)
    if opening is None:
        assert not any(
            day not in free and day.weekday() in opened
            for ahead in range(1, 360)
            for day in [moment.date() + timedelta(ahead)]
        )
    else:
        assert opening >= moment
        assert is_open(opening, opened, free)


def test_a_public_holiday_is_closed_all_day():
    monday = datetime(2020, 2, 3, 10)
    assert is_open(monday, {0: [(9, 17)]})
    assert next_opening(monday, {0: [(9, 17)]}, {monday.date()}) == datetime(2020, 2, 10, 9)
