"""Which strategy a debtor follows: the first rule whose every condition he meets."""

from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)


class Rule(NamedTuple):
    """A condition left empty asks nothing; `is_company` None: companies and persons."""

    id: int
    strategy_id: int
    grades: frozenset = frozenset()
    tags: frozenset = frozenset()
    countries: frozenset = frozenset()
    users: frozenset = frozenset()
    is_company: bool | None = None
    least: Decimal = ZERO
    most: Decimal | None = None


class Traits(NamedTuple):
    """What a rule may ask of a debtor; `overdue` in company currency."""

    grade: str | None = None
    tags: frozenset = frozenset()
    country: int | None = None
    user: int | None = None
    is_company: bool = True
    overdue: Decimal = ZERO


def matches(rule, traits):
    """Return whether the debtor meets every condition of the rule.

    >>> matches(Rule(1, 5, grades=frozenset("AB")), Traits(grade="B"))
    True
    >>> matches(Rule(1, 5, tags=frozenset({3})), Traits(tags=frozenset({4})))
    False
    >>> matches(Rule(1, 5, most=Decimal(100)), Traits(overdue=Decimal(100)))
    False
    """
    return (
        (not rule.grades or traits.grade in rule.grades)
        and (not rule.tags or bool(rule.tags & traits.tags))
        and (not rule.countries or traits.country in rule.countries)
        and (not rule.users or traits.user in rule.users)
        and rule.is_company in (None, traits.is_company)
        and rule.least <= traits.overdue
        and (rule.most is None or traits.overdue < rule.most)
    )


def choose(rules, traits):
    """Return the first of `rules` that matches, or None.

    >>> rules = (Rule(1, 5, is_company=False), Rule(2, 6))
    >>> choose(rules, Traits(is_company=True)).strategy_id, choose(rules[:1], Traits()) is None
    (6, True)
    """
    return next((rule for rule in rules if matches(rule, traits)), None)
