from collections import Counter
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.dunning_automation.kernel.replay import Debt, replay


class DunningStrategySimulate(models.TransientModel):
    """What a strategy would have sent over a past year of the ledger, and what for nothing."""

    _name = "dunning.strategy.simulate"
    _description = "Replay a strategy over the past"
    _rec_name = "strategy_id"

    strategy_id = fields.Many2one(
        "dunning.strategy",
        required=True,
        default=lambda self: self.env["dunning.strategy"]._get_default(self.env.company),
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(required=True, default=lambda self: self._default_date_from())
    date_to = fields.Date(required=True, default=lambda self: fields.Date.context_today(self))
    grace_days = fields.Integer(
        string="On its way",
        default=3,
        help="A message is needless when everything it was about is paid within so many days "
        "after it.",
    )
    line_ids = fields.One2many("dunning.strategy.simulate.line", "simulation_id", readonly=True)

    _period_in_order = models.Constraint(
        "CHECK(date_from <= date_to)", "The period must end after it begins."
    )

    @api.model
    def _default_date_from(self):
        return fields.Date.context_today(self) - relativedelta(years=1)

    def action_simulate(self):
        """Replay the strategy and show what it would have sent, month by month."""
        self.ensure_one()
        self.env["dunning.case"].check_access("write")
        self._simulate()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_strategy_simulate_line_action"
        )
        return action | {
            "name": self.strategy_id.name,
            "domain": [("simulation_id", "=", self.id)],
        }

    def _simulate(self):
        """Fill the lines: one per month, step and fate."""
        ladder = self.strategy_id._get_ladder()
        sent, spared = replay(
            ladder, self._get_debts(ladder), self.date_from, self.date_to, self.grace_days
        )
        counts = Counter(
            (step.day.replace(day=1), step.rung_id, "needless" if step.needless else "sent")
            for step in sent
        )
        counts.update((step.day.replace(day=1), step.rung_id, "spared") for step in spared)
        self.line_ids = [Command.clear()] + [
            Command.create({"month": month, "step_id": step, "fate": fate, "count": count})
            for (month, step, fate), count in sorted(counts.items(), key=str)
        ]

    def _get_debts(self, ladder):
        """Return the instalments that came to a step within the period, in one query."""
        if not ladder:
            return []
        offsets = [rung.offset for rung in ladder]
        self.env["account.move.line"].flush_model()
        self.env["account.partial.reconcile"].flush_model()
        query = self._get_debts_query(
            self.date_from - timedelta(days=max(*offsets, 0) + 1),
            self.date_to - timedelta(days=min(*offsets, 0) - 1),
        )
        ledger = self.sudo().env  # collectors see every debtor; checked by the button
        return [Debt(*row) for row in ledger.execute_query(query)]

    def _get_debts_query(self, first_due, last_due):
        return SQL(
            """
            SELECT line.partner_id, line.date_maturity,
                   CASE WHEN line.reconciled THEN paid.day END,
                   line.date_maturity - COALESCE(move.invoice_date, move.date)
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
         LEFT JOIN (SELECT debit_move_id, MAX(max_date) AS day
                      FROM account_partial_reconcile
                     WHERE company_id = %(company)s
                  GROUP BY debit_move_id) paid ON paid.debit_move_id = line.id
             WHERE line.company_id = %(company)s
               AND line.parent_state = 'posted'
               AND line.balance > 0
               AND line.partner_id IS NOT NULL
               AND line.no_followup IS NOT TRUE
               AND line.date_maturity BETWEEN %(first_due)s AND %(last_due)s
               AND line.account_id IN (SELECT id FROM account_account
                                        WHERE account_type = 'asset_receivable'
                                          AND non_trade IS NOT TRUE)
            """,
            company=self.company_id.id,
            first_due=first_due,
            last_due=last_due,
        )


class DunningStrategySimulateLine(models.TransientModel):
    """How often a step would have been taken in a month, and what became of it."""

    _name = "dunning.strategy.simulate.line"
    _description = "Steps of a replayed strategy"
    _order = "month, step_id"

    simulation_id = fields.Many2one(
        "dunning.strategy.simulate", required=True, ondelete="cascade", index=True
    )
    month = fields.Date(required=True)
    step_id = fields.Many2one("dunning.step", required=True, ondelete="cascade")
    channel = fields.Selection(related="step_id.channel", store=True)  # stored to be grouped by
    fate = fields.Selection(
        [
            ("sent", "Sent"),
            ("needless", "Sent, though the money was on its way"),
            ("spared", "Not needed: paid by then"),
        ],
        required=True,
    )
    count = fields.Integer(string="Steps")
