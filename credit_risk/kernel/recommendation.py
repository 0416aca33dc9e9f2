"""The limit that a debtor's trade asks for and its risk allows, with the arithmetic behind it."""

from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

ZERO = Decimal(0)
YEAR = 365
SEASONED_DAYS = 90  # a shorter history is taken as this long: a first month is no year


class Trade(NamedTuple):
    """What the books say about one debtor, in the company's currency.

    ``factor``: by which the grade multiplies the need. ``billed``: gross, in the last 365 days.
    ``tenure_days``: since the first invoice. ``term_days, late_days``: on average.
    ``average_order``: of one invoice; 0: not known. ``oldest_days``: of what is overdue now.
    """

    grade: str = "NR"
    factor: Decimal = ZERO
    pd: float = 0.0
    billed: Decimal = ZERO
    tenure_days: int = 0
    term_days: int = 0
    late_days: int = 0
    average_order: Decimal = ZERO
    oldest_days: int = 0


class Outside(NamedTuple):
    """What others say about a debtor; None: nothing. ``distress``: by its financial statements.

    ``bureau_limit`` is one that was recommended within the last six months.
    """

    net_worth: Decimal | None = None
    working_capital: Decimal | None = None
    bureau_limit: Decimal | None = None
    distress: bool = False


class Rules(NamedTuple):
    """What a company allows. Shares are of 1; a share of 0 sets no cap.

    ``base``: what concentration is measured by, receivables or own funds. ``margin``: gross, of
    sales; ``loss_share``: of that margin, how much expected loss may eat; ``lgd``: what is lost of
    a debt in default. ``rise``: per month. ``step``: smaller changes are not proposed.
    """

    base: Decimal = ZERO
    starter: Decimal = Decimal(3000)
    peak: Decimal = Decimal("1.2")
    late_cap: int = 30
    net_worth_share: Decimal = Decimal("0.10")
    capital_share: Decimal = Decimal("0.20")
    concentration: Decimal = Decimal("0.10")
    margin: Decimal = Decimal("0.20")
    loss_share: Decimal = Decimal("0.10")
    lgd: Decimal = Decimal("0.60")
    rise: Decimal = Decimal("0.25")
    step: Decimal = Decimal("0.10")


DEFAULT_RULES = Rules()


class Present(NamedTuple):
    """The standing limit now and a month ago; None: not checked."""

    amount: Decimal | None = None
    month_ago: Decimal | None = None


class Term(NamedTuple):
    """One bound of the recommendation.

    ``code``: need, starter, net_worth, capital, bureau, concentration, expected_loss.
    """

    code: str
    amount: Decimal


class Recommendation(NamedTuple):
    """``target``: the least of ``terms``, rounded down to two digits; ``binding``: which that is.

    ``amount``: what is recommended today, nearer to the present limit when a rise is held back:
    ``held_back`` is overdue, pace, unknown (nothing speaks for another limit), or empty.
    ``change``: against the present limit; None: there is none. ``proposed``: whether it is worth
    anybody's decision.
    """

    amount: Decimal
    target: Decimal
    binding: str
    terms: tuple[Term, ...]
    held_back: str = ""
    change: Decimal | None = None
    proposed: bool = False


def yearly(trade: Trade) -> Decimal:
    """Return the billing of a year: what was billed in a shorter time is drawn out, with care.

    >>> yearly(Trade(billed=Decimal(3650), tenure_days=800))
    Decimal('3650')
    >>> yearly(Trade(billed=Decimal(900), tenure_days=30))
    Decimal('3650')
    """
    if trade.tenure_days >= YEAR or trade.billed <= 0:
        return max(trade.billed, ZERO)
    return trade.billed * YEAR / max(trade.tenure_days, SEASONED_DAYS)


def need_of(trade: Trade, rules: Rules = DEFAULT_RULES) -> Decimal:
    """Return the credit that the trade takes at its peak; paying late cannot buy more than a month.

    >>> round(need_of(Trade(billed=Decimal(36500), tenure_days=999, term_days=30, late_days=90)))
    7200
    """
    days = trade.term_days + min(max(trade.late_days, 0), rules.late_cap)
    return yearly(trade) / YEAR * days * rules.peak


def terms_of(trade: Trade, outside: Outside, rules: Rules) -> tuple[Term, ...]:
    """Return every bound of the limit; the least of them counts.

    >>> good = Trade("B", Decimal(1), 0.02, Decimal(36500), 999, 30)
    >>> [(term.code, round(term.amount)) for term in terms_of(good, Outside(), Rules())]
    [('need', 3600), ('expected_loss', 60833)]
    >>> [term.code for term in terms_of(Trade(), Outside(bureau_limit=Decimal(9)), Rules())]
    ['starter', 'bureau']
    """
    terms = [_first_term(trade, rules)]
    if outside.net_worth is not None:
        share = rules.net_worth_share / (2 if outside.distress else 1)
        terms.append(Term("net_worth", max(outside.net_worth, ZERO) * share))
    elif outside.working_capital is not None:
        terms.append(Term("capital", max(outside.working_capital, ZERO) * rules.capital_share))
    if outside.bureau_limit is not None:
        terms.append(Term("bureau", max(outside.bureau_limit, ZERO)))
    if terms[0].code == "need":
        if rules.concentration and rules.base > 0:
            terms.append(Term("concentration", rules.base * rules.concentration))
        if loss := Decimal(str(trade.pd)) * rules.lgd:
            earned = yearly(trade) * rules.margin
            if earned:
                terms.append(Term("expected_loss", earned * rules.loss_share / loss))
    return tuple(terms)


def _first_term(trade: Trade, rules: Rules) -> Term:
    """The need; for whom nothing is known, or bought nothing for a year, a limit to start with."""
    if trade.grade != "NR" and (trade.billed > 0 or not trade.factor):
        return Term("need", need_of(trade, rules) * trade.factor)
    start = rules.starter
    return Term("starter", min(start, trade.average_order) if trade.average_order > 0 else start)


def two_digits(amount: Decimal) -> Decimal:
    """Return the amount rounded down to two digits, so that no bound is overstepped.

    >>> two_digits(Decimal("12999.99")), two_digits(Decimal("7.59")), two_digits(Decimal(-3))
    (Decimal('12000'), Decimal('7.5'), Decimal('0'))
    """
    if amount <= 0:
        return ZERO
    exponent = max(amount.adjusted() - 1, -2)
    rounded = amount.quantize(Decimal(1).scaleb(exponent), ROUND_DOWN)
    return rounded.quantize(Decimal(1)) if exponent > 0 else rounded


def recommend(trade: Trade, outside: Outside, rules: Rules, present: Present) -> Recommendation:
    """Return the limit to recommend today. Cuts are immediate, rises are slow and earned.

    >>> good = Trade("B", Decimal(1), 0.02, Decimal(36500), 999, 30)
    >>> first = recommend(good, Outside(), Rules(), Present())
    >>> first.amount, first.binding, first.change, first.proposed
    (Decimal('3600'), 'need', None, True)
    >>> now = Present(Decimal(2000), Decimal(2000))
    >>> recommend(good, Outside(), Rules(), now)[4:]
    ('pace', Decimal('500'), True)
    >>> recommend(good._replace(oldest_days=31), Outside(), Rules(), now)[4:]
    ('overdue', Decimal('0'), False)
    >>> recommend(good, Outside(), Rules(), Present(Decimal(3300), Decimal(3300))).proposed
    False
    >>> recommend(Trade(), Outside(), Rules(), Present(Decimal(9000))).held_back
    'unknown'
    """
    terms = terms_of(trade, outside, rules)
    binding = min(terms, key=lambda term: term.amount)
    target = two_digits(binding.amount)
    if binding.code == "starter" and present.amount is not None:
        amount, held_back = present.amount, "unknown"
    else:
        amount, held_back = _paced(target, trade, rules, present)
    if present.amount is None:
        return Recommendation(amount, target, binding.code, terms, held_back, None, True)
    change = amount - present.amount
    worth = abs(change) > present.amount * rules.step
    return Recommendation(amount, target, binding.code, terms, held_back, change, worth)


def _paced(
    target: Decimal, trade: Trade, rules: Rules, present: Present
) -> tuple[Decimal, str]:
    """Return how far towards ``target`` the limit may go today, and what holds it back."""
    now = present.amount
    if now is None or target <= now:
        return target, ""
    if trade.oldest_days > 30:
        return now, "overdue"
    base = now if present.month_ago is None else present.month_ago
    # From no credit at all the way leads through the limit to start with.
    ceiling = two_digits(base * (1 + rules.rise)) if base else rules.starter
    return (target, "") if target <= ceiling else (max(ceiling, now), "pace")


def is_new(amount: Decimal, refused: Decimal | None, rules: Rules = DEFAULT_RULES) -> bool:
    """Tell whether a recommendation differs enough from the one that was refused last.

    >>> is_new(Decimal(110), Decimal(100)), is_new(Decimal(111), Decimal(100))
    (False, True)
    >>> is_new(Decimal(0), None), is_new(Decimal(0), Decimal(0)), is_new(Decimal(1), Decimal(0))
    (True, False, True)
    """
    return refused is None or abs(amount - refused) > refused * rules.step
