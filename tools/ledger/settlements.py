"""How a debtor settles his invoices: payments and credit notes, each within what was open."""

from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from . import characters
from .book import ZERO, CreditNote, Payment, Share
from .catalogue import DAYS, VAT_PERCENT, tax_of


class _Event(NamedTuple):
    """Something that lowers a debt; a refund's `wanted` is before tax. Fields sort by day."""

    day: date
    is_refund: bool
    invoice: int
    place: int
    wanted: Decimal


def settle(rng, today, debtor, character, invoices):
    """Return (payments, credit notes) of the past, each share within what was still open."""
    left = _open_instalments(invoices)
    payments, credit_notes = [], []
    for event in sorted(_draw_events(rng, today, debtor, character, invoices)):
        if event.day > today:
            break
        if event.is_refund:
            credit_notes.append(_refund(event, debtor, left))
        else:
            _pay(event, debtor, left, payments)
    payments += _draw_deposit(rng, today, debtor, invoices)
    return tuple(payments), tuple(credit_notes)


def _open_instalments(invoices):
    return {
        (invoice.number, place): part.amount
        for invoice in invoices
        for place, part in enumerate(invoice.instalments)
    }


def _draw_events(rng, today, debtor, character, invoices):
    for invoice in invoices:
        if rng.random() < 0.04:
            returned = (invoice.net * rng.randint(5, 25) / 100).quantize(ZERO)
            yield _Event(
                invoice.date + timedelta(days=rng.randint(5, 20)), True, invoice.number, 0, returned
            )
        for place in range(len(invoice.instalments)):
            yield from _draw_settlements(rng, today, debtor, character, invoice, place)


def _draw_settlements(rng, today, debtor, character, invoice, place):
    part = invoice.instalments[place]
    age = (today - part.due).days
    intents = character.settle(rng, characters.Moment(1 - age / DAYS, part.due.month))
    promised = sum(intent.percent for intent in intents)
    for intent in intents:
        is_last = promised == 100 and intent is intents[-1]
        wanted = part.amount if is_last else (part.amount * intent.percent / 100).quantize(ZERO)
        day = _banking_day(part.due + timedelta(days=intent.days), character.monthdays)
        yield _Event(day, False, invoice.number, place, wanted)
    if character is characters.DISPUTING and promised < 100 and rng.random() < 0.5:
        contested = part.amount * (100 - promised) / (100 + VAT_PERCENT[debtor.country])
        yield _Event(
            part.due + timedelta(days=45),
            True,
            invoice.number,
            0,
            contested.quantize(ZERO, ROUND_DOWN),
        )


def _banking_day(day, monthdays):
    """Return the day on which he really pays: his next monthday, never on a weekend.

    >>> _banking_day(date(2024, 1, 12), (10, 25)), _banking_day(date(2024, 6, 30), ())
    (datetime.date(2024, 1, 25), datetime.date(2024, 6, 28))
    """
    while monthdays and day.day not in monthdays:
        day += timedelta(days=1)
    return day - timedelta(days=max(0, day.weekday() - 4))


def _pay(event, debtor, left, payments):
    """Append what the event pays; what closes instalments on one day is one transfer."""
    key = event.invoice, event.place
    amount = min(event.wanted, left[key])
    if not amount:
        return
    left[key] -= amount
    share = Share(*key, amount)
    previous = payments[-1] if payments else None
    if (
        previous
        and previous.date == event.day
        and not left[key]
        and not _is_partial(previous, left)
    ):
        payments[-1] = previous._replace(
            amount=previous.amount + amount, shares=(*previous.shares, share)
        )
    else:
        payments.append(Payment(event.day, debtor.currency, amount, (share,)))


def _is_partial(payment, left):
    return any(left[share.invoice, share.instalment] for share in payment.shares)


def _refund(event, debtor, left):
    """Return a credit note that settles what is open of its invoice, first instalment first."""
    net, tax = event.wanted, tax_of(event.wanted, debtor.country)
    spare, shares = net + tax, []
    for number, place in [key for key in left if key[0] == event.invoice]:
        if amount := min(spare, left[number, place]):
            shares.append(Share(number, place, amount))
            left[number, place] -= amount
            spare -= amount
    return CreditNote(event.day, debtor.currency, event.invoice, net, tax, tuple(shares))


def _draw_deposit(rng, today, debtor, invoices):
    """Return, for one debtor in twelve, a recent payment that settles nothing yet."""
    if not invoices or rng.random() > 1 / 12:
        return []
    amount = (invoices[-1].total * rng.randint(20, 60) / 100).quantize(ZERO)
    day = max(invoices[0].date, today - timedelta(days=rng.randint(1, 40)))
    return [Payment(day, debtor.currency, amount, ())]
