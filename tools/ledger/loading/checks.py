"""The loaded book against the plan: any difference, be it a cent, is an error."""

from decimal import Decimal

from odoo.fields import Domain

from ..book import ZERO
from .documents import receivable_lines


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


def _compare(what, planned, found):
    if planned != Decimal(str(found or 0)).quantize(ZERO):
        yield f"{what}: the plan says {planned}, the database {found}"
