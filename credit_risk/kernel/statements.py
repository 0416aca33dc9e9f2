"""Failure models on a firm's yearly accounts: Altman Z'' and Z', Zmijewski, Springate, Ohlson.

Amounts are Decimal, all in the currency of the accounts; None is unknown. The models mix ratios
of amounts, so that their values are plain floats. Each says nothing where an input is missing.
"""

from decimal import Decimal
from math import erf, exp, log, sqrt
from typing import NamedTuple

MODELS = ("z2", "z1", "zmijewski", "springate", "ohlson")
DEBT_FREE = 10.0  # what equity per unit of debt counts as where there is no debt


class Statement(NamedTuple):
    """The figures of one year. ``ffo``: funds from operations; ``previous``: last year's income.

    ``dollars``: value of one unit of the currency in US dollars, ``price_index``: the United
    States' GNP deflator with 1968 = 100; Ohlson alone asks for them, for the size of the firm.
    """

    assets: Decimal | None = None
    working_capital: Decimal | None = None
    retained: Decimal | None = None
    ebit: Decimal | None = None
    equity: Decimal | None = None
    liabilities: Decimal | None = None
    sales: Decimal | None = None
    income: Decimal | None = None
    current_assets: Decimal | None = None
    current_liabilities: Decimal | None = None
    pretax: Decimal | None = None
    ffo: Decimal | None = None
    previous: Decimal | None = None
    dollars: Decimal | None = None
    price_index: Decimal | None = None


class Part(NamedTuple):
    """One term of a model: ``weight`` times ``ratio``."""

    code: str
    weight: float
    ratio: float


class Outcome(NamedTuple):
    """The value of a model, its zone ("distress", "grey", "safe") and the terms it is made of.

    ``probability`` of failure where the model gives one. The terms and ``constant`` add up.
    """

    model: str
    value: float
    zone: str
    parts: tuple[Part, ...]
    constant: float = 0.0
    probability: float | None = None


class Linear(NamedTuple):
    """A weighted sum of ratios; ``failed``: under this value, ``safe``: over that one."""

    weights: tuple[tuple[str, float], ...]
    failed: float
    safe: float


LINEAR = {
    "z2": Linear((("wc_ta", 6.56), ("re_ta", 3.26), ("ebit_ta", 6.72), ("be_tl", 1.05)), 1.1, 2.6),
    "z1": Linear(
        (("wc_ta", 0.717), ("re_ta", 0.847), ("ebit_ta", 3.107), ("be_tl", 0.42), ("s_ta", 0.998)),
        1.23,
        2.9,
    ),
    "springate": Linear(
        (("wc_ta", 1.03), ("ebit_ta", 3.07), ("ebt_cl", 0.66), ("s_ta", 0.4)), 0.862, 0.862
    ),
}
_PROBABILITY_LIMIT = 30.0  # beyond it an exponential says 0 or 1 anyway


def completed(statement: Statement) -> Statement:
    """Return the statement with what follows from its own figures.

    >>> full = completed(Statement(assets=Decimal(100), equity=Decimal(30),
    ...                            current_assets=Decimal(50), current_liabilities=Decimal(20)))
    >>> full.liabilities, full.working_capital
    (Decimal('70'), Decimal('30'))
    """
    liabilities, capital = statement.liabilities, statement.working_capital
    if liabilities is None:
        liabilities = _difference(statement.assets, statement.equity)
    if capital is None:
        capital = _difference(statement.current_assets, statement.current_liabilities)
    equity = statement.equity
    if equity is None:
        equity = _difference(statement.assets, liabilities)
    return statement._replace(liabilities=liabilities, working_capital=capital, equity=equity)


def ratios_of(statement: Statement) -> dict[str, float]:
    """Return the ratios that can be told, by code: wc_ta is working capital per unit of assets.

    >>> ratios_of(Statement(assets=Decimal(200), ebit=Decimal(-30)))
    {'ebit_ta': -0.15}
    >>> ratios_of(Statement(equity=Decimal(5), liabilities=Decimal(0)))
    {'be_tl': 10.0}
    >>> ratios_of(Statement(assets=Decimal(0), ebit=Decimal(1)))
    {}
    """
    s = completed(statement)
    pairs = {
        "wc_ta": (s.working_capital, s.assets),
        "re_ta": (s.retained, s.assets),
        "ebit_ta": (s.ebit, s.assets),
        "be_tl": (s.equity, s.liabilities),
        "s_ta": (s.sales, s.assets),
        "ni_ta": (s.income, s.assets),
        "tl_ta": (s.liabilities, s.assets),
        "ca_cl": (s.current_assets, s.current_liabilities),
        "cl_ca": (s.current_liabilities, s.current_assets),
        "ebt_cl": (s.pretax, s.current_liabilities),
        "ffo_tl": (s.ffo, s.liabilities),
    }
    found = {code: _ratio(*pair) for code, pair in pairs.items()}
    if s.liabilities == 0 and s.equity is not None:
        found["be_tl"] = DEBT_FREE
    return {code: ratio for code, ratio in found.items() if ratio is not None}


def outcome_of(model: str, statement: Statement) -> Outcome | None:
    """Return what a model says about a firm; None when a figure it needs is missing.

    Worked: 1 000 of assets, working capital 200, retained earnings 150, EBIT 100, equity 400 and
    debts 600 give Z'' = 6.56 x .2 + 3.26 x .15 + 6.72 x .1 + 1.05 x .4/.6 = 3.173.

    >>> firm = Statement(*map(Decimal, (1000, 200, 150, 100, 400, 600, 1200, 60, 500, 300, 90)))
    >>> for model in ("z2", "z1", "zmijewski", "springate"):
    ...     said = outcome_of(model, firm)
    ...     print(model, round(said.value, 3), said.zone)
    z2 3.173 safe
    z1 2.059 grey
    zmijewski -1.193 safe
    springate 1.191 safe
    >>> weak = firm._replace(working_capital=Decimal(-100), retained=Decimal(-50), ebit=Decimal(20))
    >>> round(outcome_of("z2", weak).value, 3), outcome_of("z2", weak).zone
    (0.015, 'distress')
    >>> outcome_of("z2", Statement(assets=Decimal(1000))) is None
    True
    """
    ratios = ratios_of(statement)
    if model in LINEAR:
        return _linear(model, ratios)
    return _zmijewski(ratios) if model == "zmijewski" else _ohlson(statement, ratios)


def outcomes_of(statement: Statement) -> tuple[Outcome, ...]:
    """Return what every model says that has its figures.

    >>> outcomes_of(Statement())
    ()
    """
    found = (outcome_of(model, statement) for model in MODELS)
    return tuple(outcome for outcome in found if outcome)


def preferred_model(is_manufacturer: bool) -> str:
    """Return the model for a trade: Z' was made on manufacturers, Z'' for everybody else.

    >>> preferred_model(True), preferred_model(False)
    ('z1', 'z2')
    """
    return "z1" if is_manufacturer else "z2"


def choose(outcomes: tuple[Outcome, ...], model: str) -> Outcome | None:
    """Return the outcome of ``model``, else the first of those that could be told.

    >>> firm = Statement(*map(Decimal, (1000, 200, 150, 100, 400, 600)))
    >>> choose(outcomes_of(firm), "z1").model  # without sales there is no Z'
    'z2'
    >>> choose((), "z2") is None
    True
    """
    by_model = {outcome.model: outcome for outcome in outcomes}
    return by_model.get(model) or next(iter(outcomes), None)


def remarks_on(statement: Statement, tolerance: Decimal) -> tuple[str, ...]:
    """Return what does not add up: codes "balance", "current", "debts".

    >>> odd = Statement(assets=Decimal(100), equity=Decimal(30), liabilities=Decimal(60))
    >>> remarks_on(odd, Decimal("0.5")), remarks_on(odd, Decimal(10))
    (('balance',), ())
    >>> remarks_on(Statement(assets=Decimal(5), current_assets=Decimal(9)), Decimal(1))
    ('current',)
    """
    s = statement
    gap = _difference(_difference(s.assets, s.equity), s.liabilities)
    rules = (
        ("balance", gap is not None and abs(gap) > tolerance),
        ("current", _exceeds(s.current_assets, s.assets, tolerance)),
        ("debts", _exceeds(s.current_liabilities, s.liabilities, tolerance)),
    )
    return tuple(code for code, is_odd in rules if is_odd)


def _exceeds(part: Decimal | None, whole: Decimal | None, tolerance: Decimal) -> bool:
    excess = _difference(part, whole)
    return excess is not None and excess > tolerance


def _difference(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    return None if left is None or right is None else left - right


def _ratio(numerator: Decimal | None, denominator: Decimal | None) -> float | None:
    if numerator is None or denominator is None or denominator <= 0:
        return None
    return float(numerator / denominator)


def _sum(parts: tuple[Part, ...], constant: float = 0.0) -> float:
    return constant + sum(part.weight * part.ratio for part in parts)


def _parts(weights, ratios: dict[str, float]) -> tuple[Part, ...] | None:
    if any(code not in ratios for code, _weight in weights):
        return None
    return tuple(Part(code, weight, ratios[code]) for code, weight in weights)


def _linear(model: str, ratios: dict[str, float]) -> Outcome | None:
    rule = LINEAR[model]
    parts = _parts(rule.weights, ratios)
    if parts is None:
        return None
    value = _sum(parts)
    zone = "grey"
    if value < rule.failed:
        zone = "distress"
    elif value > rule.safe or rule.failed == rule.safe:
        zone = "safe"
    return Outcome(model, value, zone, parts)


def _zmijewski(ratios: dict[str, float]) -> Outcome | None:
    """X over zero is distress; the probability is the normal distribution's."""
    parts = _parts((("ni_ta", -4.513), ("tl_ta", 5.679), ("ca_cl", 0.004)), ratios)
    if parts is None:
        return None
    value = _sum(parts, -4.336)
    probability = (1 + erf(value / sqrt(2))) / 2
    return Outcome(
        "zmijewski", value, "distress" if value > 0 else "safe", parts, -4.336, probability
    )


def _ohlson(statement: Statement, ratios: dict[str, float]) -> Outcome | None:
    """O over zero, a probability over one half, is distress."""
    known = {**ratios, **_ohlson_terms(completed(statement))}
    weights = (
        ("size", -0.407), ("tl_ta", 6.03), ("wc_ta", -1.43), ("cl_ca", 0.0757),
        ("insolvent", -1.72), ("ni_ta", -2.37), ("ffo_tl", -1.83), ("losses", 0.285),
        ("change", -0.521),
    )  # fmt: skip
    parts = _parts(weights, known)
    if parts is None:
        return None
    value = _sum(parts, -1.32)
    bounded = min(max(value, -_PROBABILITY_LIMIT), _PROBABILITY_LIMIT)
    probability = 1 / (1 + exp(-bounded))
    return Outcome("ohlson", value, "distress" if value > 0 else "safe", parts, -1.32, probability)


def _ohlson_terms(s: Statement) -> dict[str, float]:
    """Return size, insolvent, losses and change, as far as they can be told."""
    found = {}
    needed = (s.assets, s.dollars, s.price_index)
    if None not in needed and min(needed) > 0:
        found["size"] = log(s.assets * s.dollars / s.price_index)
    if s.assets is not None and s.liabilities is not None:
        found["insolvent"] = float(s.liabilities > s.assets)
    if s.income is not None and s.previous is not None:
        found["losses"] = float(s.income < 0 and s.previous < 0)
        span = abs(s.income) + abs(s.previous)
        found["change"] = float((s.income - s.previous) / span) if span else 0.0
    return found
