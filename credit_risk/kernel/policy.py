"""Which rules of a credit policy a debtor falls under."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)
#: From the widest to the narrowest; the narrowest that fits wins.
SCOPES = ("all", "grade", "tag", "customer")
HOLD, EXEMPT = "hold", "exempt"


class Rule(NamedTuple):
    """One rule of a policy; its kind says what ``days, amount, share`` and ``codes`` bound.

    ``mode``: hold (it must wait for a decision) or inform. ``outcome``: review (a human decides) or
    refused. ``members``: grades, ids of tags or of debtors, as the scope says. ``own``: of the
    company itself, and so before a rule that is shared by all. Amounts are in the company's
    currency, ``share`` in percent.
    """

    kind: str
    mode: str = "hold"
    outcome: str = "review"
    days: int = 0
    amount: Decimal = ZERO
    share: Decimal = ZERO
    codes: frozenset[str] = frozenset()
    scope: str = "all"
    members: frozenset = frozenset()
    own: bool = False
    name: str = ""
    rule_id: int = 0

    @property
    def rank(self) -> tuple[int, bool]:
        """How narrow the rule is.

        >>> Rule("term", scope="customer").rank > Rule("term", own=True).rank > Rule("term").rank
        True
        """
        return SCOPES.index(self.scope), self.own


DEFAULT_RULES = (Rule(HOLD, outcome="refused"), Rule("over_limit"))


def fits(rule: Rule, debtor_id: int, grade: str, tags: frozenset[int]) -> bool:
    """Tell whether a rule is about this debtor.

    >>> rule = Rule("term", scope="grade", members=frozenset("DE"))
    >>> fits(rule, 7, "D", frozenset()), fits(rule, 7, "A", frozenset())
    (True, False)
    >>> fits(Rule("term", scope="tag", members=frozenset({3})), 7, "A", frozenset({3, 4}))
    True
    >>> fits(Rule("term", scope="customer", members=frozenset({7})), 7, "A", frozenset())
    True
    >>> fits(Rule("term"), 7, "A", frozenset())
    True
    """
    own = {"grade": {grade}, "tag": tags, "customer": {debtor_id}}
    return rule.scope == "all" or not rule.members.isdisjoint(own[rule.scope])


def rules_for(
    rules: Iterable[Rule], debtor_id: int, grade: str, tags: frozenset[int], credit: Decimal
) -> tuple[Rule, ...]:
    """Return the rules that judge a debtor who asks for ``credit``, in the company's currency.

    Of each kind those of the narrowest scope. An exemption (up to an amount; 0: any) frees from
    rules that are not narrower than itself; what a manager put on hold stays on hold.

    >>> def judged(debtor_id, credit):
    ...     rules = rules_for(policy, debtor_id, "A", frozenset(), Decimal(credit))
    ...     return [(rule.kind, rule.days) for rule in rules]
    >>> policy = (Rule("hold"), Rule("term", days=60),
    ...           Rule("term", days=90, scope="customer", members=frozenset({7})),
    ...           Rule("exempt", amount=Decimal(100)))
    >>> judged(7, 101), judged(8, 101)
    ([('hold', 0), ('term', 90)], [('hold', 0), ('term', 60)])
    >>> judged(7, 100), judged(8, 100)
    ([('hold', 0), ('term', 90)], [('hold', 0)])
    """
    fitting = [rule for rule in rules if fits(rule, debtor_id, grade, tags)]
    narrowest: dict[str, tuple[int, bool]] = {}
    for rule in fitting:
        if rule.kind != EXEMPT or not rule.amount or credit <= rule.amount:
            narrowest[rule.kind] = max(rule.rank, narrowest.get(rule.kind, rule.rank))
    exempt = narrowest.get(EXEMPT)
    return tuple(
        rule
        for rule in fitting
        if rule.kind != EXEMPT
        and rule.rank == narrowest[rule.kind]
        and (rule.kind == HOLD or exempt is None or rule.rank > exempt)
    )
