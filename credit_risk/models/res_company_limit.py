from decimal import Decimal

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.recommendation import DEFAULT_RULES, two_digits


class ResCompany(models.Model):
    """What a company allows when limits are recommended."""

    _inherit = "res.company"

    credit_limit_starter = fields.Monetary(
        string="Limit to start with",
        default=float(DEFAULT_RULES.starter),
        help="Recommended for customers without a rating, or one average invoice if that is less.",
    )
    credit_limit_concentration = fields.Float(
        string="Share of one customer",
        default=float(DEFAULT_RULES.concentration),
        help="No recommended limit beyond this share of all receivables, or of the company's own"
        " funds where those are more. 0: no cap.",
    )
    credit_own_funds = fields.Monetary(
        string="Own funds", help="The company's equity. 0: shares are of the receivables alone."
    )
    credit_limit_margin = fields.Float(
        string="Gross margin",
        default=float(DEFAULT_RULES.margin),
        help="Gross margin of sales. The expected loss of a recommended limit may eat a tenth of"
        " the margin that the customer brings in a year. 0: not looked at.",
    )
    credit_limit_rise = fields.Float(
        string="Rise in a month",
        default=float(DEFAULT_RULES.rise),
        help="A limit is recommended to rise by this share in a month at most. Cuts are immediate.",
    )

    _credit_limit_shares = models.Constraint(
        "CHECK (credit_limit_concentration >= 0 AND credit_limit_margin >= 0"
        " AND credit_limit_rise >= 0 AND credit_limit_starter >= 0 AND credit_own_funds >= 0)",
        "Recommended limits: the limit to start with, the own funds and the shares cannot be"
        " negative.",
    )

    def _get_limit_rules(self):
        """Return the kernel's rules of this company, with what concentration is measured by.

        In two digits, as limits are: they do not all move with every invoice.
        """
        self.ensure_one()
        base = Decimal(str(max(self._get_receivables(), self.credit_own_funds)))
        return DEFAULT_RULES._replace(
            base=two_digits(base),
            starter=Decimal(str(self.credit_limit_starter)),
            concentration=Decimal(str(self.credit_limit_concentration)),
            margin=Decimal(str(self.credit_limit_margin)),
            rise=Decimal(str(self.credit_limit_rise)),
            lgd=self._get_credit_economics().lgd,
        )

    def _get_receivables(self):
        """Return what all debtors owe today, from the books."""
        Line = self.env["account.move.line"]
        Line.flush_model(
            ["account_id", "amount_residual", "company_id", "parent_state", "reconciled"]
        )
        [(owed,)] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(amount_residual), 0) FROM account_move_line
                 WHERE account_id = ANY(%s) AND reconciled IS NOT TRUE
                   AND parent_state = 'posted' AND company_id = %s
                """,
                self.env["credit.exposure"]._receivable_accounts_sql(),
                self.id,
            )
        )
        return float(owed)
