"""The least that PostgreSQL must do for each figure: plain aggregates over the same tables."""

from odoo.tools import SQL

RECEIVABLE = SQL(
    "l.account_id IN (SELECT id FROM account_account"
    " WHERE account_type = 'asset_receivable' AND non_trade IS NOT TRUE)"
    " AND l.parent_state = 'posted'"
)


def receivables(env):
    """What each debtor owes, due and not due."""
    return env.execute_query(
        SQL(
            """
            SELECT l.partner_id, SUM(l.amount_residual),
                   SUM(l.amount_residual) FILTER (WHERE l.date_maturity < CURRENT_DATE)
              FROM account_move_line l
             WHERE %s AND l.reconciled IS NOT TRUE AND l.company_id = %s
             GROUP BY l.partner_id
            """,
            RECEIVABLE,
            env.company.id,
        )
    )


def orders(env):
    """What each debtor has ordered and nobody has invoiced."""
    return env.execute_query(
        SQL(
            """
            SELECT o.partner_invoice_id, o.currency_id, SUM(o.amount_total)
              FROM sale_order o
             WHERE o.state = 'sale' AND o.invoice_status != 'invoiced' AND o.company_id = %s
             GROUP BY o.partner_invoice_id, o.currency_id
            """,
            env.company.id,
        )
    )


def payment_history(env):
    """How late each debtor paid, recent instalments weighing more: one pass over two years."""
    return env.execute_query(
        SQL(
            """
            SELECT partner_id, COUNT(*), SUM(amount), SUM(open), SUM(weight),
                   SUM(weight) FILTER (WHERE late > 0), SUM(weight) FILTER (WHERE late > 30),
                   SUM(weight * LEAST(GREATEST(late, 0), 180))
              FROM (
                SELECT l.partner_id, l.balance::float8 AS amount, l.amount_residual::float8 AS open,
                       COALESCE(paid.day, CURRENT_DATE) - l.date_maturity AS late,
                       power(0.5::float8, (CURRENT_DATE - l.date_maturity) / 180.0::float8)
                           AS weight
                  FROM account_move_line l
                  LEFT JOIN (SELECT debit_move_id, MAX(max_date) AS day
                               FROM account_partial_reconcile
                              GROUP BY debit_move_id) paid ON paid.debit_move_id = l.id
                 WHERE %s AND l.balance > 0 AND l.company_id = %s
              ) instalment
             GROUP BY partner_id
            """,
            RECEIVABLE,
            env.company.id,
        )
    )


def due_lines(env):
    """The instalments past due, debtor by debtor."""
    return env.execute_query(
        SQL(
            """
            SELECT l.partner_id, l.id, l.move_id, l.currency_id, l.date_maturity,
                   l.amount_residual, l.amount_residual_currency
              FROM account_move_line l
             WHERE %s AND l.reconciled IS NOT TRUE AND l.company_id = %s
               AND l.date_maturity < CURRENT_DATE AND l.amount_residual > 0
             ORDER BY l.partner_id, l.date_maturity
            """,
            RECEIVABLE,
            env.company.id,
        )
    )
