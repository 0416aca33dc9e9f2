"""Late-payment interest: simple, exact to the day, explained period by period.

Interest runs from the day after the due date through the day of payment, on what was
still owed on each day. It is additive in principal always; in time for every method but
`fixed_at_payment`, whose very point is that the last day decides for all. Nothing here is
rounded: the caller rounds once, in the currency of the debt. A day without a rate raises
`MissingRate`; no rate is ever carried forward.
"""

from calendar import isleap
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import NamedTuple

METHODS = ("piecewise", "fixed_at_start", "fixed_at_payment")
ZERO = Decimal(0)
ONE_DAY = timedelta(days=1)


class MissingRate(LookupError):
    """No rate is known for a day that counts; `day` is the first such day."""

    def __init__(self, day):
        super().__init__(f"No rate is known for {day}.")
        self.day = day


class Rate(NamedTuple):
    """Percent a year, from the first day through the last one, both included."""

    start: date
    end: date
    percent: Decimal


class Terms(NamedTuple):
    """What the law adds to the reference from a day on, and to what step it rounds it up."""

    start: date
    margin: Decimal
    step: Decimal = ZERO


class Payment(NamedTuple):
    """Part of the debt settled on a day; that day still bears interest on it."""

    day: date
    amount: Decimal


class Period(NamedTuple):
    """Days in a row with one rate and one base; `amount` is exact, not rounded."""

    start: date
    end: date
    days: int
    percent: Decimal
    base: Decimal
    amount: Decimal


class Slice(NamedTuple):
    """A part of the debt and the days, after `after` through `until`, on which it was owed."""

    base: Decimal
    after: date
    until: date


def round_up(value, step):
    """Return `value` rounded up to a multiple of `step`; as it is when there is no step.

    Belgium rounds the reference rate up to the next half point.

    >>> round_up(Decimal("3.15"), Decimal("0.5")), round_up(Decimal("4.50"), Decimal("0.5"))
    (Decimal('3.5'), Decimal('4.5'))
    >>> round_up(Decimal("3.15"), ZERO)
    Decimal('3.15')
    """
    return (value / step).to_integral_value(ROUND_CEILING) * step if step else value


def half_year(day):
    """Return the first and the last day of the half-year in which `day` lies.

    >>> half_year(date(2024, 6, 30))
    (datetime.date(2024, 1, 1), datetime.date(2024, 6, 30))
    >>> half_year(date(2024, 7, 1))[1]
    datetime.date(2024, 12, 31)
    """
    if day.month <= 6:
        return date(day.year, 1, 1), date(day.year, 6, 30)
    return date(day.year, 7, 1), date(day.year, 12, 31)


def legal_rates(references, terms):
    """Return the legal rates: each reference rounded, plus the margin in force on those days.

    A law that changes within a half-year splits it. Spain, RDL 4/2013: 8 points from
    24 February 2013, 7 before.

    >>> spring = Rate(date(2013, 1, 1), date(2013, 6, 30), Decimal("0.75"))
    >>> spain = [Terms(date(2004, 12, 31), Decimal(7)), Terms(date(2013, 2, 24), Decimal(8))]
    >>> [(str(rate.start), str(rate.percent)) for rate in legal_rates([spring], spain)]
    [('2013-01-01', '7.75'), ('2013-02-24', '8.75')]
    """
    terms = sorted(terms)
    rates = []
    for reference in references:
        for number, term in enumerate(terms):
            following = terms[number + 1].start if number + 1 < len(terms) else date.max
            start = max(reference.start, term.start)
            end = min(reference.end, following - ONE_DAY)
            if start <= end:
                percent = round_up(reference.percent, term.step) + term.margin
                rates.append(Rate(start, end, percent))
    return tuple(sorted(rates))


def rate_on(day, rates):
    """Return the `Rate` in force on `day`; raise `MissingRate` when there is none.

    >>> rates = [Rate(date(2025, 1, 1), date(2025, 6, 30), Decimal("11.15"))]
    >>> rate_on(date(2025, 6, 30), rates).percent
    Decimal('11.15')
    >>> rate_on(date(2025, 7, 1), rates)
    Traceback (most recent call last):
    ...
    odoo.addons.dunning_automation.kernel.interest.MissingRate: No rate is known for 2025-07-01.
    """
    for rate in rates:
        if rate.start <= day <= rate.end:
            return rate
    raise MissingRate(day)


def accrue(
    principal, due, until, rates, *, method="piecewise", payments=(), since=None, basis=365
):
    """Return the `Period`s of interest on a debt through the day `until`, oldest first.

    `method`: `piecewise` takes each day's rate (Directive 2011/7/EU as Spain applies it,
    Ley 3/2004 art. 7), `fixed_at_start` that of the first day for good (UK, SI 2002/1675
    art. 4), `fixed_at_payment` that of the day on which each part is paid (Ireland).
    `since` leaves out the days through it, already charged. `basis` is 365, 360, or 0 for
    the days of each calendar year.

    >>> table = [
    ...     Rate(date(2024, 1, 1), date(2024, 6, 30), Decimal("12.50")),
    ...     Rate(date(2024, 7, 1), date(2024, 12, 31), Decimal("12.25")),
    ...     Rate(date(2025, 1, 1), date(2025, 6, 30), Decimal("11.15")),
    ... ]
    >>> due, paid = date(2024, 5, 31), date(2025, 2, 10)
    >>> periods = accrue(Decimal(10000), due, paid, table)
    >>> [period.days for period in periods], round(total(periods), 2)
    ([30, 184, 41], Decimal('845.52'))
    >>> round(total(accrue(Decimal(10000), due, paid, table, method="fixed_at_payment")), 2)
    Decimal('778.97')
    >>> accrue(Decimal(10000), due, due, table)
    ()
    """
    first = max(due, since) if since else due
    periods = []
    for part in _slices(principal, first, until, payments, method):
        for start, end, percent in _stretches(part, due, rates, method):
            periods.extend(_years(start, end, percent, part.base, basis))
    return tuple(sorted(periods))


def total(periods):
    """Return the interest of all periods, unrounded.

    >>> day = date(2025, 1, 1)
    >>> total([Period(day, day, 1, ZERO, ZERO, Decimal("0.4"))] * 2)
    Decimal('0.8')
    """
    return sum((period.amount for period in periods), ZERO)


def _slices(principal, first, until, payments, method):
    """Yield the slices of the debt: by time, or by part when the day of payment decides."""
    open_amount, after = principal, first
    for day, amount in sorted(payments):
        paid = min(max(amount, ZERO), max(open_amount, ZERO))
        end = min(day, until)
        if method == "fixed_at_payment":
            yield Slice(paid, first, end)
        elif end > after:
            yield Slice(open_amount, after, end)
            after = end
        open_amount -= paid
    yield Slice(open_amount, after, until)


def _stretches(part, due, rates, method):
    """Yield `(start, end, percent)`: the days of a slice, cut where its rate changes."""
    if part.base <= 0 or part.until <= part.after:
        return
    start = part.after + ONE_DAY
    if method != "piecewise":
        deciding = due + ONE_DAY if method == "fixed_at_start" else part.until
        yield start, part.until, rate_on(deciding, rates).percent
        return
    while start <= part.until:
        rate = rate_on(start, rates)
        end = min(rate.end, part.until)
        yield start, end, rate.percent
        start = end + ONE_DAY


def _years(start, end, percent, base, basis):
    """Yield the periods of a stretch; one for each calendar year if years are counted exactly."""
    while start <= end:
        last = end if basis else min(end, date(start.year, 12, 31))
        days = (last - start).days + 1
        year = basis or (366 if isleap(start.year) else 365)
        yield Period(start, last, days, percent, base, base * percent * days / (100 * year))
        start = last + ONE_DAY


def split_cents(amounts, unit):
    """Return `amounts` rounded to `unit` so that they add up to the rounded total.

    >>> thirds = [Decimal(1) / 3] * 3
    >>> [str(share) for share in split_cents(thirds, Decimal("0.01"))]
    ['0.33', '0.34', '0.33']
    """
    shares, exact, given = [], ZERO, ZERO
    for amount in amounts:
        exact += amount
        rounded = (exact / unit).to_integral_value(ROUND_HALF_UP) * unit
        shares.append(rounded - given)
        given = rounded
    return tuple(shares)


def compensation(amount, bands):
    """Return the fixed sum that recovery costs the debtor; `bands` are `(from, sum)` pairs.

    EUR 40 for each invoice, Directive 2011/7/EU art. 6; £40, £70 from £1,000, £100 from
    £10,000, Late Payment of Commercial Debts (Interest) Act 1998 s. 5A.

    >>> uk = [(0, Decimal(40)), (1000, Decimal(70)), (10000, Decimal(100))]
    >>> [str(compensation(Decimal(debt), uk)) for debt in ("999.99", "1000", "9999.99", "10000")]
    ['40', '70', '70', '100']
    >>> compensation(Decimal(0), uk)
    Decimal('0')
    """
    reached = [band for band in sorted(bands) if band[0] <= amount]
    return reached[-1][1] if amount > 0 and reached else ZERO
