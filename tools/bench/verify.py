"""Is the bulk ledger a ledger? Its sums against the plan, a sample against Odoo's own computing."""

from decimal import Decimal

from odoo.fields import Domain

SAMPLE = 300
RECOMPUTED = {
    "account.move.line": ("amount_residual", "amount_residual_currency", "reconciled"),
    "account.move": (
        "amount_untaxed",
        "amount_tax",
        "amount_total",
        "amount_residual",
        "amount_untaxed_signed",
        "amount_total_signed",
        "amount_total_in_currency_signed",
        "amount_residual_signed",
        "payment_state",
    ),
}


class LedgerError(Exception):
    """The ledger written in bulk is not one that Odoo would have written."""


def verify(env, planned):
    """Raise LedgerError unless all balances and a recomputed sample agree to the cent.

    :param planned: {currency: receivable balance} of the generator
    """
    differences = [*_compare_totals(env, planned), *_find_unbalanced(env)]
    moves = _pick_sample(env)
    differences += _compare_recomputed(env, moves.line_ids)
    differences += _compare_recomputed(env, moves)
    if differences:
        raise LedgerError("\n".join(differences[:20]))


def _compare_totals(env, planned):
    receivable = (
        Domain("account_type", "=", "asset_receivable")
        & Domain("parent_state", "=", "posted")
        & Domain("company_id", "=", env.company.id)
    )
    found = env["account.move.line"]._read_group(
        receivable, ["currency_id"], ["amount_residual_currency:sum", "amount_currency:sum"]
    )
    for currency, *sums in found:
        for total in sums:
            if Decimal(str(round(total, 2))) != planned[currency.name]:
                yield f"{currency.name}: planned {planned[currency.name]}, found {total}"


def _find_unbalanced(env):
    env.cr.execute(
        "SELECT move_id FROM account_move_line GROUP BY move_id HAVING SUM(balance) != 0"
    )
    return [f"The entry {move} is not balanced" for [move] in env.cr.fetchall()]


def _pick_sample(env):
    """Return moves of every kind, spread evenly over the table."""
    env.cr.execute(
        "SELECT id FROM account_move WHERE id %% 97 = 0 ORDER BY id DESC LIMIT %s", [SAMPLE]
    )
    return env["account.move"].browse(row[0] for row in env.cr.fetchall())


def _compare_recomputed(env, records):
    """Yield the fields whose stored value is not what Odoo computes."""
    for name in RECOMPUTED[records._name]:
        stored = {record.id: record[name] for record in records}
        env.add_to_compute(records._fields[name], records)
        for record in records:
            if not _same(record[name], stored[record.id]):
                yield f"{record} {name}: stored {stored[record.id]}, computed {record[name]}"


def _same(one, other):
    if isinstance(one, float):
        return abs(one - other) < 0.005
    return one == other
