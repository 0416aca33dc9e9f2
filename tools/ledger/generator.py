"""Writes a debtor book: `build` for the whole, `ledger_of` for one debtor (they agree).

Every debtor draws from his own random source, seeded by the book's seed and his key: the same seed
gives the same book, and a larger book starts with the smaller one. Amounts are whole cents inside.
"""

from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal
from random import Random
from typing import NamedTuple

from . import characters, identity
from .book import (
    ZERO,
    Book,
    CreditNote,
    Debtor,
    Instalment,
    Invoice,
    Ledger,
    Line,
    Order,
    Payment,
    Share,
)

DAYS = 730
VAT_PERCENT = {"ES": 21, "US": 0}
#: Below this room, in euros, a debtor orders nothing: the catalogue has no such small lots.
LITTLE = 100
TERMS = {"30": (30,), "60": (60,), "30/60": (30, 60)}
# Spanish name and unit price in cents.
CATALOGUE = (
    ("Papel A4 80 g (caja de 5 paquetes)", 2490),
    ("Estantería metálica de 5 baldas", 8900),
    ("Guantes de nitrilo (caja de 100)", 1150),
    ("Film estirable manual (bobina)", 785),
    ("Transpaleta manual 2.500 kg", 32900),
    ("Carretilla plegable de aluminio", 6450),
    ("Cinta de embalar (pack de 36)", 4140),
    ("Caja de cartón 60x40x40 (palé de 240)", 26880),
    ("Contenedor apilable de 60 l", 1875),
    ("Mesa de trabajo de 150 cm", 21400),
)


def build(today, debtors=60, seed=1, invoices=None):
    """Return the book of the first `debtors` debtors as of `today`.

    :param invoices: how many invoices each trading debtor has (None: as his character suggests)
    """
    ledgers = (ledger_of(today, key, seed, invoices) for key in range(debtors))
    return Book(today, seed, dollar_rates(today, seed), tuple(ledgers))


def ledger_of(today, key, seed=1, invoices=None):
    """Return the complete ledger of one debtor."""
    rng = Random(f"{seed}/{key}")
    character = characters.character_of(key)
    debtor = _draw_debtor(rng, key, character)
    count = _draw_count(rng, character, invoices)
    issued = tuple(_draw_invoices(rng, today, debtor, character, count))
    payments, credit_notes = _settle(rng, today, debtor, character, issued)
    ledger = Ledger(debtor, issued, payments, credit_notes)
    ledger = ledger._replace(debtor=_grant_limit(rng, ledger, character))
    return ledger._replace(orders=tuple(_draw_orders(rng, today, ledger, character)))


def dollar_rates(today, seed=1):
    """Return {first of month: US dollars for one euro} from two years before `today` on."""
    rng = Random(f"{seed}/rates")
    rate, rates = Decimal("1.0850"), {}
    first = (today - timedelta(days=DAYS + 40)).replace(day=1)
    while first <= today:
        rates[first] = rate
        # Drifts back to its mean: no rate leaves what the last years have seen.
        drift = (Decimal("1.0850") - rate) / 4 + Decimal(rng.randint(-140, 140)).scaleb(-4)
        rate = (rate + drift).quantize(Decimal("0.0001"))
        first = (first + timedelta(days=31)).replace(day=1)
    return rates


# Debtors


def _draw_debtor(rng, key, character):
    american = character in (characters.PROMPT, characters.SLOW) and key % 20 in (10, 16)
    who = (
        identity.american_identity(rng)
        if american
        else identity.spanish_identity(rng, key, _stem(key, character))
    )
    mailbox = "accounts" if american else "administracion"
    return Debtor(
        key=key,
        character=character.name,
        parent=characters.parent_of(key),
        name=who.name,
        vat=who.vat,
        street=who.street,
        city=who.town.name,
        postcode=who.postcode,
        province=who.town.province,
        country="US" if american else "ES",
        phone=who.phone,
        contact=who.contact,
        # One in forty has given no address: his reminders fail, and must be seen to.
        email=f"{mailbox}@{who.domain}" if key % 40 != 18 else "",
        language="en_US" if american else "es_ES",
        currency="USD" if american else "EUR",
        term=rng.choice(("30", "60", "60", "30/60")),
        salesperson=key % 3,
    )


def _stem(key, character):
    if character is characters.SEASONAL:
        return identity.seasonal_stem(key)
    if character is not characters.HOLDING:
        return identity.trading_stem(key)
    head = characters.parent_of(key)
    return identity.group_stem(key if head is None else head, 0 if head is None else key - head)


def _draw_count(rng, character, invoices):
    count = rng.randint(*character.invoices)
    return count if invoices is None or character is characters.PROSPECT else invoices


def _grant_limit(rng, ledger, character):
    """Return the debtor with the limit that fits his billing and, for some, an insured cover."""
    debtor = ledger.debtor
    monthly = sum((invoice.total for invoice in ledger.invoices), ZERO) / 24
    factor = Decimal(str(character.limit_factor))
    unchecked = character is characters.PROMPT and rng.random() < 0.15
    limit = (
        None
        if unchecked
        else _round_up(max(ledger.balance() * factor, monthly * 3 * factor, Decimal(1500)))
    )
    insured = character in (characters.SLOW, characters.HOLDING) and limit
    return debtor._replace(
        limit=limit, cover=_round_up(limit * Decimal("0.6")) if insured else None
    )


def _round_up(amount):
    """Return the next multiple of 500.

    >>> _round_up(Decimal("1500.01")), _round_up(Decimal(1500))
    (Decimal('2000'), Decimal('1500'))
    """
    return (amount / 500).to_integral_value(ROUND_CEILING) * 500


# Invoices


def _draw_invoices(rng, today, debtor, character, count):
    size = min(max(rng.lognormvariate(7.2, 0.7), 250), 9000)
    dates = sorted(_draw_day(rng, today, character) for _ in range(count))
    for number, day in enumerate(dates, 1):
        lines, net, tax = _draw_lines(rng, debtor, size)
        parts = _split(net + tax, day, TERMS[debtor.term])
        yield Invoice(number, day, debtor.currency, lines, net, tax, parts)


def _draw_day(rng, today, character):
    """Return a past working day of the last two years, in season for four out of five."""
    wanted = character.season and rng.random() < 0.8
    while True:
        day = today - timedelta(days=rng.randint(1, DAYS))
        if day.weekday() < 5 and (not wanted or day.month in character.season):
            return day


def _draw_lines(rng, debtor, size):
    """Return (lines, net, tax) worth about `size` euros, of one or two products."""
    count = rng.choice((1, 1, 2))
    chosen = rng.sample(range(len(CATALOGUE)), count)
    lines, net = [], 0
    for product in chosen:
        price = CATALOGUE[product][1]
        quantity = max(1, round(size * 100 * rng.uniform(0.5, 1.6) / count / price))
        lines.append(Line(product, quantity, _money(price)))
        net += price * quantity
    return tuple(lines), _money(net), _tax(_money(net), debtor.country)


def _tax(net, country):
    return (net * VAT_PERCENT[country] / 100).quantize(ZERO, ROUND_HALF_UP)


def _money(cents):
    return Decimal(cents).scaleb(-2)


def _split(total, day, delays):
    """Return equal instalments; the last one takes the odd cent.

    >>> [str(part.amount) for part in _split(Decimal("10.01"), date(2024, 1, 31), (30, 60))]
    ['5.01', '5.00']
    """
    each = (total / len(delays)).quantize(ZERO, ROUND_HALF_UP)
    last = total - each * (len(delays) - 1)
    amounts = [each] * (len(delays) - 1) + [last]
    return tuple(
        Instalment(day + timedelta(days=d), amount)
        for d, amount in zip(delays, amounts, strict=True)
    )


# Settlements


class _Event(NamedTuple):
    """Something that lowers a debt; a refund's `wanted` is before tax. Fields sort by day."""

    day: date
    is_refund: bool
    invoice: int
    place: int
    wanted: Decimal


def _settle(rng, today, debtor, character, invoices):
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
        yield _Event(max(day, invoice.date), False, invoice.number, place, wanted)
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
    net, tax = event.wanted, _tax(event.wanted, debtor.country)
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


# Orders


def _draw_orders(rng, today, ledger, character):
    """Yield one debtor's open orders and quotations; held ones exceed what is available."""
    debtor = ledger.debtor
    if character is characters.PROSPECT:
        yield _order(rng, today, debtor, debtor.limit * Decimal("1.3"), "quotation")
    elif debtor.limit is None or debtor.currency != "EUR":
        yield _order(rng, today, debtor, Decimal(800), "confirmed")
    else:
        yield from _draw_checked_orders(rng, today, ledger)


def _draw_checked_orders(rng, today, ledger):
    debtor, chance = ledger.debtor, rng.random()
    available = debtor.limit - ledger.balance()
    if available <= 0:
        yield _order(rng, today, debtor, debtor.limit / 4, "held" if chance < 0.7 else "released")
    elif available < LITTLE:
        return
    elif chance < 0.15 and debtor.cover is None:
        yield _order(rng, today, debtor, available * Decimal("1.25"), "held")
    elif chance < 0.5:
        yield _order(
            rng,
            today,
            debtor,
            available * Decimal("0.4"),
            "drafted" if chance < 0.22 else "confirmed",
        )
    elif chance < 0.75:
        yield _order(rng, today, debtor, available * Decimal("0.5"), "quotation")


def _order(rng, today, debtor, target, state):
    """Return an order worth about `target`, tax included: above it when held or only quoted."""
    net_target = target * 100 / (100 + VAT_PERCENT[debtor.country])
    affordable = [
        place for place, (_name, cents) in enumerate(CATALOGUE) if _money(cents) <= net_target
    ]
    product = rng.choice(affordable)
    price = _money(CATALOGUE[product][1])
    line = Line(product, int(net_target / price) + (state == "held"), price)
    net = line.quantity * price
    day = today - timedelta(days=rng.randint(0, 12))
    return Order(day, debtor.currency, (line,), net, _tax(net, debtor.country), state)
