from odoo import fields, models
from odoo.tools import SQL


class DunningUncontacted(models.Model):
    """Debtors whom nobody has reached since their oldest open debt fell due."""

    _name = "dunning.uncontacted"
    _description = "Debtor never contacted"
    _auto = False
    _order = "amount_overdue desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", string="Debtor", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    case_id = fields.Many2one("dunning.case", readonly=True)
    amount_overdue = fields.Monetary(string="Overdue", readonly=True)
    date_due = fields.Date(string="Oldest due date", readonly=True)
    days_overdue = fields.Integer(string="Days late", readonly=True, aggregator="max")
    last_contact_date = fields.Date(
        string="Last contact", readonly=True, help="Before the debt fell due; empty: never."
    )
    email = fields.Char(related="partner_id.email")
    phone = fields.Char(related="partner_id.phone")

    _depends = {
        "account.move.line": [
            "partner_id",
            "company_id",
            "parent_state",
            "reconciled",
            "amount_residual",
            "date_maturity",
            "date",
            "account_id",
        ],
        "account.account": ["account_type", "non_trade"],
        "dunning.case": ["partner_id", "company_id", "state", "user_id", "last_contact_date"],
        "res.partner": ["user_id"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT debt.id, debt.partner_id, debt.company_id, company.currency_id,
                   file.id AS case_id, file.user_id, partner.user_id AS salesperson_id,
                   debt.amount_overdue, debt.date_due,
                   %(today)s::date - debt.date_due AS days_overdue, contact.last_contact_date
              FROM (%(debts)s) debt
              JOIN res_company company ON company.id = debt.company_id
              JOIN res_partner partner ON partner.id = debt.partner_id
         LEFT JOIN dunning_case file ON file.partner_id = debt.partner_id
               AND file.company_id = debt.company_id AND file.state = 'open'
         LEFT JOIN (SELECT partner_id, company_id, MAX(last_contact_date) AS last_contact_date
                      FROM dunning_case
                  GROUP BY partner_id, company_id) contact
                ON contact.partner_id = debt.partner_id AND contact.company_id = debt.company_id
             WHERE contact.last_contact_date IS NULL OR contact.last_contact_date < debt.date_due
            """,
            debts=self._get_debts_query(),
            today=fields.Date.context_today(self),
        )

    def _get_debts_query(self):
        """Return what each debtor of each company has overdue, and since when."""
        return SQL(
            """
            SELECT MIN(line.id) AS id, line.partner_id, line.company_id,
                   SUM(line.amount_residual) AS amount_overdue,
                   MIN(COALESCE(line.date_maturity, line.date)) AS date_due
              FROM account_move_line line
             WHERE line.parent_state = 'posted'
               AND line.reconciled IS NOT TRUE
               AND line.amount_residual > 0
               AND line.partner_id IS NOT NULL
               AND COALESCE(line.date_maturity, line.date) < %s
               AND line.account_id IN (SELECT id FROM account_account
                                        WHERE account_type = 'asset_receivable'
                                          AND non_trade IS NOT TRUE)
          GROUP BY line.partner_id, line.company_id
            """,
            fields.Date.context_today(self),
        )

    def action_open_case(self):
        """Open the debtor's case, opened now if he has none; for collectors."""
        self.ensure_one()
        self.env["dunning.case"].check_access("write")
        case = self.case_id or self.env["dunning.case"]._get_or_open_for(
            self.partner_id, self.company_id
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "dunning.case",
            "res_id": case.id,
            "views": [(False, "form")],
        }
