from odoo import api, fields, models
from odoo.tools import SQL

#: Money that comes so many days after an action is credited to it.
DAYS = 7


class DunningActionReport(models.Model):
    """What each collector did, action by action, and the money that came within a week of it.

    A payment counts once: for the last action before it, if that lies within the week.
    """

    _name = "dunning.action.report"
    _description = "Actions of collectors"
    _auto = False
    _order = "date desc, id desc"

    date = fields.Date(readonly=True)
    kind = fields.Selection(
        [
            ("call", "Call"),
            ("email", "E-mail"),
            ("sms", "SMS"),
            ("letter", "Letter"),
            ("registered", "Registered letter"),
            ("activity", "Other"),
        ],
        string="Action",
        readonly=True,
    )
    user_id = fields.Many2one("res.users", string="Collector", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Debtor", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    case_id = fields.Many2one("dunning.case", readonly=True)
    step_id = fields.Many2one("dunning.step", readonly=True)
    outcome_id = fields.Many2one("dunning.outcome", readonly=True)
    action_count = fields.Integer(string="Actions", readonly=True, aggregator="sum")
    contact_count = fields.Integer(string="Contacts", readonly=True, aggregator="sum")
    collected = fields.Monetary(string="Collected within 7 days", readonly=True, aggregator="sum")

    _depends = {
        "dunning.call": ["date", "user_id", "partner_id", "company_id", "outcome_id", "is_contact"],
        "dunning.notice": ["date", "user_id", "partner_id", "company_id", "step_id", "state"],
        "account.partial.reconcile": ["amount", "max_date", "debit_move_id", "credit_move_id"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT action.id, action.date, action.kind, action.user_id, action.partner_id,
                   action.company_id, company.currency_id, action.case_id, action.step_id,
                   action.outcome_id, 1 AS action_count, action.contact_count,
                   COALESCE(money.amount, 0) AS collected
              FROM (%(actions)s) action
              JOIN res_company company ON company.id = action.company_id
         LEFT JOIN (%(money)s) money ON money.action_id = action.id
            """,
            actions=self._get_actions_query(),
            money=self._get_money_query(),
        )

    @api.model
    def _get_actions_query(self):
        """Return what was done: calls, and reminders that left; each with a number of its own."""
        return SQL(
            """
            SELECT 2 * call.id AS id, call.date::date AS date, 'call' AS kind, call.user_id,
                   call.partner_id, call.company_id, call.case_id, NULL::int AS step_id,
                   call.outcome_id, call.is_contact::int AS contact_count
              FROM dunning_call call
         UNION ALL
            SELECT 2 * notice.id + 1, notice.date, notice.channel, notice.user_id,
                   notice.partner_id, notice.company_id, notice.case_id, notice.step_id,
                   NULL::int, 0
              FROM dunning_notice notice
             WHERE notice.state = 'sent'
               AND notice.channel IN ('email', 'sms', 'letter', 'registered')
            """
        )

    @api.model
    def _get_money_query(self):
        """Return what came in after each action: every payment for the last one before it."""
        return SQL(
            """
            SELECT action_id, SUM(amount) AS amount
              FROM (SELECT part.amount, (SELECT action.id
                                           FROM (%(actions)s) action
                                          WHERE action.partner_id = debit.partner_id
                                            AND action.company_id = debit.company_id
                                            AND action.date <= part.max_date
                                            AND action.date >= part.max_date - %(days)s
                                       ORDER BY action.date DESC, action.id DESC
                                          LIMIT 1) AS action_id
                      FROM account_partial_reconcile part
                      JOIN account_move_line debit ON debit.id = part.debit_move_id
                      JOIN account_account account ON account.id = debit.account_id
                       AND account.account_type = 'asset_receivable'
                      JOIN account_move_line credit ON credit.id = part.credit_move_id
                      JOIN account_move paid ON paid.id = credit.move_id
                       AND paid.move_type = 'entry'
                     WHERE debit.partner_id IN (SELECT partner_id FROM dunning_case)) money
             WHERE action_id IS NOT NULL
          GROUP BY action_id
            """,
            actions=self._get_actions_query(),
            days=DAYS,
        )
