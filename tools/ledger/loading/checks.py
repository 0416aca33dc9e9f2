"""The loaded book against the plan: any difference, be it a cent, is an error."""

from datetime import timedelta
from decimal import Decimal

from odoo.fields import Domain

from ..book import ZERO
from .documents import receivable_lines

#: What each planned order may have become: states, and whether it is on credit hold.
ORDER_ENDS = {
    "quotation": ({"draft", "sent"}, {False}),
    "confirmed": ({"sale"}, {False}),
    "drafted": ({"sale"}, {False}),
    "held": ({"draft", "sent"}, {True}),
    "released": ({"draft", "sent", "sale"}, {False}),
}


class PlanError(Exception):
    """What stands in the database is not what the plan says."""


def check_book(env, company, book, partners, loader):
    """Raise PlanError unless instalments, balances and the general ledger equal the plan."""
    differences = [
        *_compare_instalments(book, loader),
        *_compare_balances(env, company, book, partners),
        *_compare_general_ledger(env, company),
    ]
    if differences:
        raise PlanError("\n".join(differences[:20]))


def _compare_instalments(book, loader):
    for ledger in book.ledgers:
        for (number, place), left in ledger.residuals().items():
            line = receivable_lines(loader.invoices[ledger.debtor.key, number])[place]
            yield from _compare(line.display_name, left, line.amount_residual_currency)


def _compare_balances(env, company, book, partners):
    """Each debtor's receivable balance in his own currency."""
    found = dict(
        env["account.move.line"]._read_group(
            _receivable_domain(company), ["partner_id"], ["amount_residual_currency:sum"]
        )
    )
    for ledger in book.ledgers:
        partner = partners[ledger.debtor.key]
        yield from _compare(partner.name, ledger.balance(), found.get(partner, 0))


def _compare_general_ledger(env, company):
    """Open items and account balance: two ways to one figure, exchange differences included."""
    [(open_items, balance)] = env["account.move.line"]._read_group(
        _receivable_domain(company), [], ["amount_residual:sum", "balance:sum"]
    )
    yield from _compare("Receivable accounts", Decimal(str(round(balance, 2))), open_items)


def _receivable_domain(company):
    return (
        Domain("company_id", "=", company.id)
        & Domain("account_type", "=", "asset_receivable")
        & Domain("parent_state", "=", "posted")
    )


def check_suite(env, company, book, partners, played):
    """Raise PlanError unless orders, exposure, cases and notices are what the book must lead to."""
    differences = [
        *_compare_orders(played),
        *_compare_exposures(env, company, partners),
        *_compare_cases(env, company, book, partners),
    ]
    if differences:
        raise PlanError("\n".join(differences[:20]))


def _compare_orders(played):
    for plan, orders in played.items():
        states, holds = ORDER_ENDS[plan]
        for order in orders:
            if order.state not in states or order.credit_hold not in holds:
                yield (
                    f"{order.name} of {order.partner_id.name} should be {plan}:"
                    f" it is {order.state}, on hold: {order.credit_hold}"
                )


def _compare_exposures(env, company, partners):
    """What the profiles show, the live figure and the ledger are one amount."""
    debtors = env["res.partner"].browse(partner.id for partner in partners.values())
    ledger = dict(
        env["account.move.line"]._read_group(
            _receivable_domain(company), ["partner_id"], ["amount_residual:sum"]
        )
    )
    for partner_id, exposure in debtors._credit_exposure().items():
        partner = debtors.browse(partner_id)
        owed = exposure.not_due + exposure.overdue - exposure.unallocated
        yield from _compare(f"Exposure of {partner.name}", owed, ledger.get(partner, 0))
        stored = partner.credit_profile_id.exposure
        yield from _compare(f"Profile of {partner.name}", exposure.total, stored)


def _compare_cases(env, company, book, partners):
    """Whoever is two weeks late has an open case and got exactly one message tonight."""
    for ledger in book.ledgers:
        if not _is_late(ledger, book.today, 14):
            continue
        partner = partners[ledger.debtor.key]
        case = env["dunning.case"].search(
            Domain("partner_id", "=", partner.id)
            & Domain("company_id", "=", company.id)
            & Domain("state", "=", "open")
        )
        if len(case) != 1 or len(case.notice_ids) != 1:
            yield f"{partner.name}: {len(case)} open cases, {len(case.notice_ids)} notices"


def _is_late(ledger, today, days):
    """Tell whether an instalment is open more than `days` after its due date."""
    return ledger.overdue(today - timedelta(days=days)) > 0


def summarise(env, company):
    """Return one line with what there is to see."""
    notices = env["dunning.notice"]._read_group([], ["state"], ["__count"])
    sent = ", ".join(f"{count} {state}" for state, count in notices)
    profiles = env["credit.profile"].search_count(Domain("company_id", "=", company.id))
    cases = env["dunning.case"].search_count(Domain("state", "=", "open"))
    return f"{profiles} credit profiles, {cases} open cases, notices: {sent}"


def _compare(what, planned, found):
    if planned != Decimal(str(found or 0)).quantize(ZERO):
        yield f"{what}: the plan says {planned}, the database {found}"
