"""The open orders and quotations of one debtor, in view of what he may still buy."""

from datetime import timedelta
from decimal import Decimal

from . import characters
from .book import Line, Order
from .catalogue import CATALOGUE, VAT_PERCENT, money, tax_of

#: Below this room, in euros, a debtor orders nothing: the catalogue has no such small lots.
LITTLE = 100


def draw_orders(rng, today, ledger, character):
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
        place for place, (_name, cents) in enumerate(CATALOGUE) if money(cents) <= net_target
    ]
    product = rng.choice(affordable)
    price = money(CATALOGUE[product][1])
    line = Line(product, int(net_target / price) + (state == "held"), price)
    net = line.quantity * price
    day = today - timedelta(days=rng.randint(0, 12))
    return Order(day, debtor.currency, (line,), net, tax_of(net, debtor.country), state)
