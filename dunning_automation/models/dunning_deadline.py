from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.dunning_automation.kernel.clocks import limitation, relief_amount


class DunningDeadline(models.Model):
    """A clock of the law over an unpaid instalment: when the claim lapses, or when its VAT may
    be recovered and until when. Kept by the nightly run; closes when the debt is paid."""

    _name = "dunning.deadline"
    _description = "Legal deadline"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_deadline, id"
    _check_company_auto = True

    kind = fields.Selection(
        [("limitation", "Limitation of the claim"), ("vat_relief", "VAT of the bad debt")],
        required=True,
        readonly=True,
        index=True,
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Instalment",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    move_id = fields.Many2one(
        related="move_line_id.move_id", string="Invoice", store=True, index=True
    )
    partner_id = fields.Many2one(
        related="move_line_id.partner_id", string="Debtor", store=True, index=True
    )
    company_id = fields.Many2one(related="move_line_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", string="Responsible", index="btree_not_null")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_open = fields.Monetary(related="move_line_id.amount_residual", string="Open")
    amount_insured = fields.Monetary(string="Insured", readonly=True)
    amount_tax = fields.Monetary(
        string="VAT to recover",
        readonly=True,
        help="In what is unpaid and not insured (Spain: LIVA art. 80.Cuatro and 80.Cinco).",
    )
    rule_id = fields.Many2one(
        "dunning.limitation.rule", string="Law applied", readonly=True, ondelete="restrict"
    )
    law = fields.Char(related="rule_id.law")
    date_start = fields.Date(string="Runs from", readonly=True)
    date_open = fields.Date(
        string="Opens on", readonly=True, help="VAT: the first day on which it can be recovered."
    )
    date_deadline = fields.Date(string="Last day", readonly=True, index=True)
    interruption_ids = fields.One2many(
        "dunning.interruption", "deadline_id", string="Interruptions"
    )
    interruption_count = fields.Integer(
        string="Interruptions counted", readonly=True, help="Those that fell within the period."
    )
    date_told = fields.Date(readonly=True, copy=False, help="When its task was given.")
    date_done = fields.Date(string="Done on", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("running", "Running"),
            ("open", "Can be exercised"),
            ("lapsed", "Lapsed"),
            ("done", "Exercised"),
            ("closed", "Debt settled"),
        ],
        required=True,
        default="running",
        readonly=True,
        index=True,
        tracking=True,
    )

    _once = models.UniqueIndex(
        "(move_line_id, kind)", "This clock runs over the instalment already."
    )

    @api.depends("kind", "move_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for clock in self:
            clock.display_name = f"{kinds.get(clock.kind)} · {clock.move_id.name or ''}"

    def action_done(self):
        """Record that the right was exercised: VAT recovered, claim brought."""
        running = self.filtered(lambda clock: clock.state in ("running", "open"))
        running.write({"state": "done", "date_done": fields.Date.context_today(self)})
        running.activity_ids.action_feedback()
        return True

    def action_reopen(self):
        """Let the clock run again after a mistake."""
        self.filtered(lambda clock: clock.state == "done").write(
            {"state": "running", "date_done": False}
        )
        self._set_state(fields.Date.context_today(self))
        return True

    def action_open_invoice(self):
        """Open the invoice."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }

    def _count_interruptions(self):
        """Set the last day of each limitation from its interruptions."""
        for clock in self.filtered(lambda clock: clock.kind == "limitation"):
            counting = clock.rule_id._get_interrupting_kinds()
            days = [fact.date for fact in clock.interruption_ids if fact.kind in counting]
            result = limitation(clock.date_start, clock.rule_id.months, days)
            if clock.date_deadline != result.expires:
                clock.write({"date_deadline": result.expires, "date_told": False})
            clock.interruption_count = len(result.interruptions)

    def _set_relief_amounts(self):
        """Set the VAT in what is unpaid and not insured."""
        for clock in self.filtered(lambda clock: clock.kind == "vat_relief"):
            move, line = clock.move_id, clock.move_line_id
            insured = move._get_insured_amount()
            whole = sum(abs(row.amount_residual) for row in move._get_dunning_lines())
            share = abs(line.amount_residual) / whole if whole else 0.0
            tax = relief_amount(
                Decimal(str(abs(move.amount_tax_signed))),
                Decimal(str(abs(move.amount_total_signed))),
                Decimal(str(max(line.amount_residual, 0.0))),
                Decimal(str(insured * share)),
            )
            vals = {
                "amount_insured": clock.currency_id.round(insured * share),
                "amount_tax": clock.currency_id.round(float(tax)),
            }
            if any(clock.currency_id.compare_amounts(clock[name], vals[name]) for name in vals):
                clock.write(vals)

    def _set_state(self, today):
        """Write where each clock stands on `today`; what was exercised stays so."""
        live = self.filtered(lambda clock: clock.state != "done")
        for state, clocks in live.grouped(lambda clock: clock._get_state(today)).items():
            (clocks - clocks.filtered_domain([("state", "=", state)])).state = state
        self.filtered(lambda clock: clock.state in ("closed", "lapsed")).activity_ids.unlink()

    def _get_state(self, today):
        line = self.move_line_id
        if line.reconciled or line.parent_state != "posted":
            return "closed"
        if today > self.date_deadline:
            return "lapsed"
        if self.kind == "vat_relief" and today >= self.date_open:
            return "open"
        return "running"
