"""Days and hours on which a company writes to its debtors.

`weekdays` are numbers of days of the week (Monday 0), `holidays` dates, `hours` maps a weekday
to its `(from, to)` in hours of the day.
"""

from datetime import datetime, time, timedelta

FARTHEST = 366


def is_business_day(day, weekdays, holidays=()):
    """Return whether the company works on `day`; a company without weekdays works always.

    >>> from datetime import date
    >>> is_business_day(date(2020, 2, 1), {0, 1, 2, 3, 4})  # a Saturday
    False
    >>> is_business_day(date(2020, 2, 3), {0, 1, 2, 3, 4}, {date(2020, 2, 3)})
    False
    >>> is_business_day(date(2020, 2, 4), {0, 1, 2, 3, 4}), is_business_day(date(2020, 2, 1), ())
    (True, True)
    """
    return day not in holidays and (not weekdays or day.weekday() in weekdays)


def next_business_day(day, weekdays, holidays=()):
    """Return `day` or the first business day after it.

    >>> from datetime import date
    >>> next_business_day(date(2020, 2, 1), {0, 1, 2, 3, 4})
    datetime.date(2020, 2, 3)
    """
    for ahead in range(FARTHEST):
        if is_business_day(day + timedelta(ahead), weekdays, holidays):
            return day + timedelta(ahead)
    return day


def is_open(moment, hours, holidays=()):
    """Return whether the company is at work at `moment`, local time.

    >>> hours = {0: [(9.0, 13.5)]}
    >>> is_open(datetime(2020, 2, 3, 13, 29), hours), is_open(datetime(2020, 2, 3, 13, 30), hours)
    (True, False)
    >>> is_open(datetime(2020, 2, 3, 10), hours, {datetime(2020, 2, 3).date()})
    False
    """
    if moment.date() in holidays:
        return False
    hour = moment.hour + moment.minute / 60
    return any(start <= hour < end for start, end in hours.get(moment.weekday(), ()))


def next_opening(moment, hours, holidays=()):
    """Return the first moment from `moment` on when the company is at work, or None if never.

    >>> next_opening(datetime(2020, 2, 1, 10), {0: [(9.0, 13.5)]})
    datetime.datetime(2020, 2, 3, 9, 0)
    >>> next_opening(datetime(2020, 2, 3, 10), {0: [(9.0, 13.5)]})
    datetime.datetime(2020, 2, 3, 10, 0)
    >>> next_opening(datetime(2020, 2, 3, 10), {}) is None
    True
    """
    if is_open(moment, hours, holidays):
        return moment
    for ahead in range(FARTHEST):
        day = moment.date() + timedelta(ahead)
        if day not in holidays:
            for start, _end in sorted(hours.get(day.weekday(), ())):
                opening = datetime.combine(day, time(int(start), round(start % 1 * 60)))
                if opening > moment:
                    return opening
    return None
