from odoo import fields, models
from odoo.tools import SQL


class CreditAgeingItem(models.Model):
    """How much of each open item was contested that evening."""

    _inherit = "credit.ageing.item"
    _depends = {
        "account.move": ["date", "state"],
        "account.move.line": ["amount_currency", "balance", "currency_id"],
        "dunning.dispute": [
            "amount", "amount_accepted", "company_id", "credit_move_ids", "currency_id", "date",
            "date_close", "line_ids", "state",
        ],
    }  # fmt: skip

    disputed = fields.Monetary(
        readonly=True, help="What the debtor contests of it, until that is decided and credited."
    )
    undisputed = fields.Monetary(readonly=True, help="Total less what is disputed.")

    def _ageing_query(self, as_of, by):
        # EXTENDS credit_risk
        return SQL(
            """
            SELECT aged.*, COALESCE(contest.amount, 0) AS disputed,
                   aged.amount - COALESCE(contest.amount, 0) AS undisputed
              FROM (%(aged)s) aged
              LEFT JOIN (%(contested)s) contest ON contest.line_id = aged.line_id
            """,
            aged=super()._ageing_query(as_of, by),
            contested=self.env["dunning.ledger"]._get_contested_sql(
                as_of, self.env.companies.ids
            ),
        )
