"""What the firm sells, to whom it charges tax, and when it wants its money."""

from datetime import date, timedelta  # noqa: F401 - date is for the examples
from decimal import ROUND_HALF_UP, Decimal

from .book import ZERO, Instalment

#: How far back the book goes, in days.
DAYS = 730
VAT_PERCENT = {"ES": 21, "US": 0}
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


def tax_of(net, country):
    """Return the value added tax on a net amount sold to that country.

    >>> tax_of(Decimal("10.50"), "ES"), tax_of(Decimal("10.50"), "US")
    (Decimal('2.21'), Decimal('0.00'))
    """
    return (net * VAT_PERCENT[country] / 100).quantize(ZERO, ROUND_HALF_UP)


def money(cents):
    """Return whole cents as an amount.

    >>> money(785)
    Decimal('7.85')
    """
    return Decimal(cents).scaleb(-2)


def split(total, day, delays):
    """Return equal instalments; the last one takes the odd cent.

    >>> [str(part.amount) for part in split(Decimal("10.01"), date(2024, 1, 31), (30, 60))]
    ['5.01', '5.00']
    """
    each = (total / len(delays)).quantize(ZERO, ROUND_HALF_UP)
    last = total - each * (len(delays) - 1)
    amounts = [each] * (len(delays) - 1) + [last]
    return tuple(
        Instalment(day + timedelta(days=d), amount)
        for d, amount in zip(delays, amounts, strict=True)
    )
