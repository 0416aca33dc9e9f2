from odoo import api, fields, models
from odoo.tools import SQL, Query

from odoo.addons.dunning_automation.models.credit_snapshot import REACHING_CHANNELS

#: Days within which money is taken to answer a reminder.
WINDOWS = (7, 14, 30)


class DunningEffectiveness(models.Model):
    """What was paid after each instalment was claimed: which step, channel and person work.

    One row per instalment and step, of messages that reached the debtor. Money counts, credit
    notes do not; from the day of the message on, and never more than was claimed. Rates of a
    group are those of its money, not the mean of its rows.
    """

    _name = "dunning.effectiveness"
    _description = "Effectiveness of reminders"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "notice_id"
    _depends = {
        "account.journal": ["type"],
        "account.move.line": ["journal_id", "move_id"],
        "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id", "max_date"],
        "dunning.notice": [
            "case_id", "channel", "company_id", "date", "partner_id", "state", "user_id",
        ],
        "dunning.notice.line": ["amount_company", "days_overdue", "move_line_id", "step_id"],
        "dunning.step": ["strategy_id"],
    }  # fmt: skip

    notice_id = fields.Many2one("dunning.notice", string="Reminder", readonly=True)
    case_id = fields.Many2one("dunning.case", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Debtor", readonly=True)
    user_id = fields.Many2one("res.users", string="Collector", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    strategy_id = fields.Many2one("dunning.strategy", readonly=True)
    step_id = fields.Many2one("dunning.step", readonly=True)
    channel = fields.Selection(
        selection=lambda self: self.env["dunning.notice"]._selection_channel(), readonly=True
    )
    date = fields.Date(readonly=True)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    move_line_id = fields.Many2one("account.move.line", string="Instalment", readonly=True)
    days_overdue = fields.Integer(string="Days late when claimed", readonly=True, aggregator="avg")
    amount = fields.Monetary(string="Claimed", readonly=True)
    paid_7 = fields.Monetary(string="Paid within 7 days", readonly=True)
    paid_14 = fields.Monetary(string="Paid within 14 days", readonly=True)
    paid_30 = fields.Monetary(string="Paid within 30 days", readonly=True)
    rate_7 = fields.Float(string="Paid within 7 days (share)", readonly=True, aggregator="avg")
    rate_14 = fields.Float(string="Paid within 14 days (share)", readonly=True, aggregator="avg")
    rate_30 = fields.Float(string="Paid within 30 days (share)", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id, line.notice_id, notice.case_id, notice.partner_id, notice.user_id,
                   notice.company_id, company.currency_id, step.strategy_id, line.step_id,
                   notice.channel, notice.date, claimed.move_id, line.move_line_id,
                   line.days_overdue, line.amount_company AS amount, %(columns)s
              FROM dunning_notice_line line
              JOIN dunning_notice notice ON notice.id = line.notice_id
              JOIN dunning_step step ON step.id = line.step_id
              JOIN res_company company ON company.id = notice.company_id
              JOIN account_move_line claimed ON claimed.id = line.move_line_id
              LEFT JOIN (%(paid)s) paid ON paid.line_id = line.id
             WHERE notice.state = 'sent' AND notice.channel IN %(channels)s
               AND line.amount_company > 0
            """,
            channels=REACHING_CHANNELS,
            columns=SQL(", ").join(self._window_sql(days) for days in WINDOWS),
            paid=self._paid_sql(),
        )

    def _window_sql(self, days):
        paid = SQL(
            "LEAST(COALESCE(paid.%s, 0), line.amount_company)", SQL.identifier(f"within_{days}")
        )
        return SQL(
            "%(paid)s AS %(sum)s, %(paid)s / line.amount_company AS %(rate)s",
            paid=paid,
            sum=SQL.identifier(f"paid_{days}"),
            rate=SQL.identifier(f"rate_{days}"),
        )

    def _paid_sql(self):
        """Return the money that came for each claimed line within each number of days."""
        sums = SQL(", ").join(
            SQL(
                "SUM(part.amount) FILTER (WHERE part.max_date <= notice.date + %s) AS %s",
                days,
                SQL.identifier(f"within_{days}"),
            )
            for days in WINDOWS
        )
        return SQL(
            """
            SELECT line.id AS line_id, %(sums)s
              FROM dunning_notice_line line
              JOIN dunning_notice notice ON notice.id = line.notice_id
              JOIN account_partial_reconcile part ON part.debit_move_id = line.move_line_id
               AND part.max_date BETWEEN notice.date AND notice.date + %(last)s
              JOIN account_move_line money ON money.id = part.credit_move_id
              JOIN account_journal journal ON journal.id = money.journal_id
               AND journal.type IN ('bank', 'cash', 'credit')
             WHERE line.step_id IS NOT NULL
             GROUP BY line.id
            """,
            sums=sums,
            last=WINDOWS[-1],
        )

    def _read_group_select(self, aggregate_spec: str, query: Query) -> SQL:
        # EXTENDS base: the rate of a group is that of its money
        name, _colon, function = aggregate_spec.partition(":")
        if not name.startswith("rate_") or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "SUM(%s) / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, name.replace("rate_", "paid_"), query),
            self._field_to_sql(self._table, "amount", query),
        )

    def action_open_notice(self):
        """Open the message behind this row."""
        self.ensure_one()
        return self.notice_id.get_formview_action()

    @api.model
    def _get_effectiveness_action(self, name, domain):
        """Return the action that lists the rows of a domain."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "domain": list(domain),
            "views": [[False, "list"], [False, "pivot"], [False, "graph"]],
        }
