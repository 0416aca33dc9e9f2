"""What a debtor book is made of: plain records with exact amounts, and the sums over them."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal("0.00")


class Line(NamedTuple):
    """A quantity of a catalogue product, by its place in the catalogue, at a unit price."""

    product: int
    quantity: int
    price: Decimal


class Instalment(NamedTuple):
    due: date
    amount: Decimal


class Invoice(NamedTuple):
    """A posted customer invoice; `number` counts from 1 within its debtor."""

    number: int
    date: date
    currency: str
    lines: tuple[Line, ...]
    net: Decimal
    tax: Decimal
    instalments: tuple[Instalment, ...]

    @property
    def total(self):
        return self.net + self.tax


class Share(NamedTuple):
    """The part of a payment or credit note that settles one instalment of one invoice."""

    invoice: int
    instalment: int
    amount: Decimal


class Payment(NamedTuple):
    date: date
    currency: str
    amount: Decimal
    shares: tuple[Share, ...]


class CreditNote(NamedTuple):
    """A posted refund of (part of) `invoice`."""

    date: date
    currency: str
    invoice: int
    net: Decimal
    tax: Decimal
    shares: tuple[Share, ...]

    @property
    def amount(self):
        return self.net + self.tax


class Order(NamedTuple):
    """A sales order; `state` is quotation, confirmed, held (over its limit) or released."""

    date: date
    currency: str
    lines: tuple[Line, ...]
    net: Decimal
    tax: Decimal
    state: str

    @property
    def total(self):
        return self.net + self.tax


class Debtor(NamedTuple):
    """A company that buys; `limit` None: not checked; `cover` None: not insured."""

    key: int
    character: str
    parent: int | None
    name: str
    vat: str
    street: str
    city: str
    postcode: str
    province: str
    country: str
    phone: str
    contact: str
    email: str
    language: str
    currency: str
    term: str
    salesperson: int
    limit: Decimal | None = None
    cover: Decimal | None = None


class Ledger(NamedTuple):
    """One debtor and every document of his."""

    debtor: Debtor
    invoices: tuple[Invoice, ...] = ()
    payments: tuple[Payment, ...] = ()
    credit_notes: tuple[CreditNote, ...] = ()
    orders: tuple[Order, ...] = ()

    @property
    def credits(self):
        """Payments and credit notes, oldest first: the order in which they were settled."""
        return sorted((*self.payments, *self.credit_notes), key=lambda credit: credit.date)

    def residuals(self):
        """Return {(invoice number, instalment place): open amount}, all instalments."""
        left = {
            (invoice.number, place): instalment.amount
            for invoice in self.invoices
            for place, instalment in enumerate(invoice.instalments)
        }
        for credit in (*self.payments, *self.credit_notes):
            for share in credit.shares:
                left[share.invoice, share.instalment] -= share.amount
        return left

    def unallocated(self):
        """Return what was paid or credited and settles nothing yet, positive."""
        credits = (*self.payments, *self.credit_notes)
        return sum((credit.amount - sum_of(credit.shares) for credit in credits), ZERO)

    def balance(self):
        """Return what the debtor owes, in his currency, less his unallocated credits."""
        return sum(self.residuals().values(), ZERO) - self.unallocated()

    def overdue(self, today):
        """Return the open amount of instalments whose due date has passed."""
        due = {
            (invoice.number, place): instalment.due
            for invoice in self.invoices
            for place, instalment in enumerate(invoice.instalments)
        }
        return sum((left for key, left in self.residuals().items() if due[key] < today), ZERO)


class Book(NamedTuple):
    """A debtor book as of `today`; `rates` are US dollars for one euro, by first day."""

    today: date
    seed: int
    rates: dict[date, Decimal]
    ledgers: tuple[Ledger, ...]

    def balances(self):
        """Return {currency: receivable balance} over all debtors."""
        totals = defaultdict(lambda: ZERO)
        for ledger in self.ledgers:
            totals[ledger.debtor.currency] += ledger.balance()
        return dict(totals)


def sum_of(parts):
    """Return the sum of the amounts of instalments or shares.

    >>> sum_of([Share(1, 0, Decimal("2.50")), Share(1, 1, Decimal("0.25"))])
    Decimal('2.75')
    """
    return sum((part.amount for part in parts), ZERO)
