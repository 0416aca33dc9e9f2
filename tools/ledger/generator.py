"""Writes a debtor book: `build` for the whole, `ledger_of` for one debtor (they agree).

Every debtor draws from his own random source, seeded by the book's seed and his key: the same seed
gives the same book, and a larger book starts with the smaller one. Amounts are whole cents inside.
"""

from datetime import timedelta
from decimal import ROUND_CEILING, Decimal
from random import Random

from . import characters, identity, orders, settlements
from .book import ZERO, Book, Debtor, Invoice, Ledger, Line
from .catalogue import CATALOGUE, DAYS, TERMS, money, split, tax_of


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
    payments, credit_notes = settlements.settle(rng, today, debtor, character, issued)
    ledger = Ledger(debtor, issued, payments, credit_notes)
    ledger = ledger._replace(debtor=_grant_limit(rng, ledger, character))
    return ledger._replace(orders=tuple(orders.draw_orders(rng, today, ledger, character)))


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


def _draw_invoices(rng, today, debtor, character, count):
    size = min(max(rng.lognormvariate(7.2, 0.7), 250), 9000)
    dates = sorted(_draw_day(rng, today, character) for _ in range(count))
    for number, day in enumerate(dates, 1):
        lines, net, tax = _draw_lines(rng, debtor, size)
        parts = split(net + tax, day, TERMS[debtor.term])
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
        lines.append(Line(product, quantity, money(price)))
        net += price * quantity
    return tuple(lines), money(net), tax_of(money(net), debtor.country)
