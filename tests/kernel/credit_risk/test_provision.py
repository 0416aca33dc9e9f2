"""The provision matrix: what must hold for any book."""
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.provision import (
    Cell,
    Vintage,
    bucket_of,
    expected_loss,
    expected_loss_net,
    loss_of_debtor,
    rates_of,
    rolls_of,
    spread,
    total_of,
)

ZERO, ONE = Decimal(0), Decimal(1)
cents = st.integers(0, 10**9).map(lambda value: Decimal(value) / 100)
shares = st.integers(0, 1000).map(lambda value: Decimal(value) / 1000)


@st.composite
def vintages(draw):
    """Money that only gets less from bucket to bucket."""
    amounts = sorted((draw(cents) for _index in range(6)), reverse=True)
    return Vintage(tuple(amounts), draw(shares) * amounts[-1], draw(st.integers(0, 500)))


@given(vintages(), st.none() | vintages())
def test_a_longer_overdue_bucket_never_has_the_lower_rate(segment, company):
    losses = rates_of(segment, company).losses
    assert list(losses) == sorted(losses)
    assert all(0 <= loss <= 1 for loss in losses)


@given(vintages())
def test_the_company_alone_is_its_own_shares(company):
    losses = rates_of(company).losses
    for reached, loss in zip(company.reached, losses, strict=True):
        if company.reached[-1]:
            assert abs(reached * loss - company.unpaid) < Decimal("0.001")


@given(vintages(), vintages())
def test_a_segment_lies_between_itself_and_its_company(segment, company):
    own, usual, leant = rolls_of(segment), rolls_of(company), rolls_of(segment, rolls_of(company))
    for reached, low, high, found in zip(segment.reached, own, usual, leant, strict=True):
        if segment.count and reached:
            assert min(low, high) - Decimal("1e-9") <= found <= max(low, high) + Decimal("1e-9")


def test_a_segment_without_invoices_has_the_rates_of_its_company():
    company = Vintage((Decimal(100), Decimal(20), Decimal(5)), Decimal(5), 9)
    assert rates_of(Vintage((ZERO, ZERO, ZERO)), company) == rates_of(company)


@given(st.lists(vintages(), min_size=1))
def test_the_parts_sum_to_the_whole(parts):
    whole = total_of(parts)
    assert whole.count == sum(part.count for part in parts)
    assert whole.reached[0] == sum(part.reached[0] for part in parts)


@given(st.integers(-400, 400), st.integers(0, 5))
def test_each_day_has_one_bucket_and_later_days_no_earlier_one(day, later):
    assert 0 <= bucket_of(day) <= bucket_of(day + later) <= 5


@given(cents, cents, shares, shares, shares)
def test_cover_only_lowers_the_loss(exposure, insured, rate, lgd, lgd_insured):
    cell = Cell(exposure, insured, rate)
    assert 0 <= expected_loss_net(cell, lgd, lgd_insured) <= expected_loss(cell)
    assert expected_loss_net(cell._replace(insured=ZERO), lgd, lgd_insured) == expected_loss(cell)


@given(cents, st.lists(cents, min_size=1, max_size=6))
def test_the_insured_amount_is_spread_to_the_cent(insured, parts):
    covered = spread(insured, parts)
    assert sum(covered, ZERO) == min(insured, sum(parts, ZERO))
    assert all(share <= part + Decimal("0.05") for share, part in zip(covered, parts, strict=True))


@given(shares, cents, cents, shares, shares)
def test_a_debtor_is_expected_to_lose_no_more_than_he_owes(pd, exposure, insured, lgd, insured_lgd):
    gross, net = loss_of_debtor(pd, exposure, insured, lgd, insured_lgd)
    assert 0 <= net <= gross <= exposure


def test_a_credit_balance_expects_no_loss():
    assert expected_loss(Cell(Decimal(-50), ZERO, ONE)) == 0
    assert loss_of_debtor(ONE, Decimal(-50), ZERO, ONE, ONE) == (0, 0)
