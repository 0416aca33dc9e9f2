"""How far a debtor's contact data can be relied on: a score from 0 to 100 and what is missing."""

from datetime import date
from typing import NamedTuple

#: What each thing is worth when it is as it should be; together 100.
WEIGHTS = {
    "email": 30,
    "phone": 20,
    "mobile": 10,
    "billing": 15,
    "verified": 15,
    "delivered": 10,
}
POOR = 60


class Contact(NamedTuple):
    """What is on file of a debtor.

    `billing` says that somebody else than who buys receives invoices; `bounces` counts the
    messages that came back from the address in use.
    """

    email: bool
    phone: bool
    mobile: bool
    billing: bool
    verified: date | None
    bounces: int = 0


def months_between(earlier: date, later: date) -> int:
    """Return the whole months between two days.

    >>> months_between(date(2026, 1, 31), date(2026, 2, 28))
    0
    >>> months_between(date(2025, 2, 28), date(2026, 2, 28))
    12
    """
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def missing_in(contact: Contact, today: date, months: int) -> list[str]:
    """Return what is missing, in the order of `WEIGHTS`; a check holds for `months`.

    With `months` 0 a check once made holds for good.

    >>> missing_in(Contact(True, True, False, True, date(2026, 1, 1)), date(2026, 6, 30), 6)
    ['mobile']
    >>> missing_in(Contact(True, True, True, True, date(2026, 1, 1)), date(2026, 7, 1), 6)
    ['verified']
    """
    present = {
        "email": contact.email,
        "phone": contact.phone,
        "mobile": contact.mobile,
        "billing": contact.billing,
        "verified": is_verified(contact.verified, today, months),
        "delivered": contact.email and contact.bounces == 0,
    }
    return [thing for thing in WEIGHTS if not present[thing]]


def is_verified(verified: date | None, today: date, months: int) -> bool:
    """Return whether a check of that day still holds.

    >>> is_verified(None, date(2026, 7, 1), 0), is_verified(date(2020, 1, 1), date(2026, 7, 1), 0)
    (False, True)
    """
    return verified is not None and (not months or months_between(verified, today) < months)


def score_of(missing: list[str]) -> int:
    """Return the score that is left, 0 to 100.

    >>> score_of([]), score_of(["mobile", "verified"]), score_of(list(WEIGHTS))
    (100, 75, 0)
    """
    return 100 - sum(WEIGHTS[thing] for thing in missing)
