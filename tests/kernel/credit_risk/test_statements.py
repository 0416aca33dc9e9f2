"""Failure models: the published formulas, their cut-offs on both sides, silence without inputs."""
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.statements import (
    MODELS,
    Statement,
    choose,
    completed,
    outcome_of,
    outcomes_of,
    ratios_of,
    remarks_on,
)

money = st.none() | st.decimals(-10**9, 10**9, places=2)
statements = st.builds(Statement, *[money] * 13, *[st.none() | st.decimals(0, 500, places=2)] * 2)
FIRM = Statement(*map(Decimal, (1000, 200, 150, 100, 400, 600, 1200, 60, 500, 300, 90)))
OHLSON = FIRM._replace(ffo=Decimal(80), previous=Decimal(40), dollars=Decimal(1_100_000),
                       price_index=Decimal(500))


@given(statements)
def test_the_terms_add_up_to_the_value(statement):
    for outcome in outcomes_of(statement):
        total = outcome.constant + sum(part.weight * part.ratio for part in outcome.parts)
        assert outcome.value == pytest.approx(total)
        assert outcome.zone in ("distress", "grey", "safe")
        assert outcome.probability is None or 0 <= outcome.probability <= 1


@given(statements, st.integers(1, 1000))
def test_the_currency_unit_does_not_matter(statement, factor):
    scaled = Statement(*(
        value if value is None or name in ("dollars", "price_index") else value * factor
        for name, value in statement._asdict().items()
    ))
    for model in MODELS[:-1]:
        one, other = outcome_of(model, statement), outcome_of(model, scaled)
        assert (one is None) is (other is None)
        assert one is None or one.value == pytest.approx(other.value, rel=1e-6, abs=1e-9)


@given(st.integers(-500, 500), st.integers(-500, 500))
def test_more_profit_is_never_worse(one, other):
    low, high = sorted((one, other))
    worse, better = (outcome_of("z2", FIRM._replace(ebit=Decimal(ebit))) for ebit in (low, high))
    assert worse.value <= better.value


def test_each_model_says_nothing_without_one_of_its_figures():
    needs = {
        "z2": ("assets", "retained", "ebit"),
        "z1": ("sales", "retained"),
        "springate": ("pretax", "sales"),
        "zmijewski": ("income", "assets"),
        "ohlson": ("ffo", "previous", "dollars", "price_index", "assets"),
    }
    for model, names in needs.items():
        assert outcome_of(model, OHLSON)
        for name in names:
            assert outcome_of(model, OHLSON._replace(**{name: None})) is None, (model, name)


@pytest.mark.parametrize(("model", "ebits"), [
    ("z2", (Decimal("-208.49"), Decimal("-208.47"), Decimal("14.72"), Decimal("14.74"))),
])
def test_the_cut_offs_of_z2_on_both_sides(model, ebits):
    zones = [outcome_of(model, FIRM._replace(ebit=ebit)).zone for ebit in ebits]
    assert zones == ["distress", "grey", "grey", "safe"]


def test_springate_knows_two_zones():
    # 1.03 x .2 + 3.07 x EBIT/TA + .66 x .3 + .4 x 1.2 = .862
    limit = Decimal("-7.17")
    values = [outcome_of("springate", FIRM._replace(ebit=ebit)) for ebit in (limit - 1, limit + 1)]
    assert [said.zone for said in values] == ["distress", "safe"]


def test_zmijewski_and_ohlson_turn_at_zero():
    heavy = FIRM._replace(equity=Decimal(100), liabilities=Decimal(900), income=Decimal(-50))
    assert outcome_of("zmijewski", heavy).zone == "distress"
    assert outcome_of("zmijewski", heavy).probability > 0.5
    assert outcome_of("zmijewski", FIRM).probability < 0.5
    assert outcome_of("ohlson", OHLSON).zone == "safe"
    sinking = OHLSON._replace(equity=Decimal(-999), liabilities=Decimal(1999), income=Decimal(-90),
                              previous=Decimal(-60), ffo=Decimal(-100))
    said = outcome_of("ohlson", sinking)
    assert said.zone == "distress"
    terms = {part.code: part.ratio for part in said.parts}
    assert (terms["insolvent"], terms["losses"]) == (1, 1)
    assert terms["change"] == pytest.approx(-0.2)


def test_ohlson_by_hand():
    # ln(1000 x 1 100 000 / 500) = 14.60397; all other terms are plain ratios.
    by_hand = (-1.32 - 0.407 * 14.603968 + 6.03 * 0.6 - 1.43 * 0.2 + 0.0757 * 0.6 - 2.37 * 0.06
               - 1.83 * (80 / 600) - 0.521 * 0.2)
    assert outcome_of("ohlson", OHLSON).value == pytest.approx(by_hand, abs=1e-5)
    still = OHLSON._replace(income=Decimal(0), previous=Decimal(0))
    assert {p.code: p.ratio for p in outcome_of("ohlson", still).parts}["change"] == 0


def test_what_follows_from_other_figures_is_filled_in():
    full = completed(Statement(assets=Decimal(10), liabilities=Decimal(7)))
    assert full.equity == 3
    assert completed(FIRM) == FIRM
    assert completed(Statement()) == Statement()


def test_no_figure_divides_by_nothing():
    for empty in (Decimal(0), Decimal(-5)):
        bare = FIRM._replace(assets=empty)
        assert not {"wc_ta", "re_ta", "ebit_ta"} & set(ratios_of(bare))
    debt_free = FIRM._replace(equity=Decimal(1000), liabilities=Decimal(0))
    assert ratios_of(debt_free)["be_tl"] == 10
    assert "be_tl" not in ratios_of(Statement(liabilities=Decimal(0)))


def test_the_chosen_model_else_the_first():
    outcomes = outcomes_of(FIRM)
    assert choose(outcomes, "springate").model == "springate"
    assert choose(outcomes, "ohlson").model == "z2"
    assert choose((), "z2") is None


def test_remarks_tell_what_does_not_add_up():
    odd = FIRM._replace(liabilities=Decimal(605), current_assets=Decimal(1100),
                        current_liabilities=Decimal(700))
    assert remarks_on(odd, Decimal(1)) == ("balance", "current", "debts")
    assert remarks_on(FIRM, Decimal(0)) == ()
    assert remarks_on(odd._replace(equity=None), Decimal(200)) == ()
