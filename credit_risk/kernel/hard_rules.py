"""The rules that no weight outvotes: what caps a grade, and what ends all credit."""

from .factors import Facts
from .grade import KNOCKED_OUT

MATERIAL_AMOUNT, MATERIAL_SHARE, MATERIAL_BILLING = 500.0, 0.01, 0.05
RATED = 3  # instalments decided for a grade better than B
RULES = ("default_90", "insolvency", "legal", "write_off", "manual_block")


def is_material(late: float, open_: float) -> bool:
    """Tell whether what is overdue matters beside everything open.

    >>> is_material(500, 1000), is_material(501, 1000), is_material(600, 100000)
    (False, True, False)
    """
    return late > max(MATERIAL_AMOUNT, MATERIAL_SHARE * open_)


def worst_allowed(facts: Facts, p_late: float) -> tuple[str, str] | None:
    """Return the hard rule that binds, as (code, best grade still possible), or None.

    >>> due = Facts(n=9, n_w=9.0, overdue=2000, over_30=2000, open=2000, billed=4000)
    >>> worst_allowed(due, 0.1)
    ('cap_30', 'C')
    >>> worst_allowed(due._replace(over_60=2000), 0.1)
    ('cap_60', 'D')
    >>> worst_allowed(due._replace(over_60=2000, defaulted=2000), 0.1)
    ('default_90', 'X')
    >>> worst_allowed(Facts(n=9, n_w=9.0, days_w=180.0), 0.5)
    ('cap_habit', 'B')
    >>> worst_allowed(Facts(n=2, n_w=2.0), 0.1), worst_allowed(Facts(n=3, n_w=2.0), 0.1)
    (('cap_thin', 'B'), None)
    >>> worst_allowed(Facts(n=9, n_w=9.0, returned=2), 0.1), worst_allowed(Facts(broken=1), 0.1)
    (('cap_returned', 'D'), ('cap_broken', 'D'))
    >>> worst_allowed(Facts(knock_out="insolvency"), 0.1)
    ('insolvency', 'X')
    """
    if facts.knock_out:
        return facts.knock_out, KNOCKED_OUT
    in_default = facts.defaulted > MATERIAL_BILLING * facts.billed
    if in_default and is_material(facts.defaulted, facts.open):
        return "default_90", KNOCKED_OUT
    if is_material(facts.over_60, facts.open):
        return "cap_60", "D"
    if facts.returned >= 2:
        return "cap_returned", "D"
    if facts.broken:
        return "cap_broken", "D"
    if is_material(facts.over_30, facts.open):
        return "cap_30", "C"
    if p_late >= 0.5 and facts.days_w > 15 * facts.n_w:
        return "cap_habit", "B"
    return ("cap_thin", "B") if facts.n < RATED or facts.n_w < 2 else None


def is_rule(code: str) -> bool:
    """Tell whether a factor's code is a hard rule's.

    >>> is_rule("cap_30"), is_rule("insolvency"), is_rule("h30"), is_rule("rating")
    (True, True, False, False)
    """
    return code.startswith("cap_") or code in RULES
