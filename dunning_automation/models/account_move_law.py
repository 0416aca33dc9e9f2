from odoo import api, fields, models
from odoo.fields import Domain


class AccountMove(models.Model):
    _inherit = "account.move"

    dunning_charge_ids = fields.One2many(
        "dunning.charge", "move_id", string="Late-payment charges"
    )
    dunning_billed_charge_ids = fields.One2many(
        "dunning.charge", "invoice_id", string="Charges claimed here"
    )
    dunning_deadline_ids = fields.One2many(
        "dunning.deadline", "move_id", string="Legal deadlines"
    )
    dunning_deadline_date = fields.Date(
        string="Next legal deadline", compute="_compute_dunning_deadline_date"
    )
    dunning_charge_total = fields.Monetary(
        string="Late charges",
        compute="_compute_dunning_charge_total",
        currency_field="company_currency_id",
    )

    @api.depends("dunning_deadline_ids.date_deadline", "dunning_deadline_ids.state")
    def _compute_dunning_deadline_date(self):
        for move in self:
            running = move.dunning_deadline_ids.filtered(
                lambda clock: clock.state in ("running", "open")
            )
            move.dunning_deadline_date = min(running.mapped("date_deadline"), default=False)

    @api.depends("dunning_charge_ids.amount_left_company", "dunning_charge_ids.state")
    def _compute_dunning_charge_total(self):
        for move in self:
            claimed = move.dunning_charge_ids.filtered(lambda charge: charge.state != "waived")
            move.dunning_charge_total = sum(claimed.mapped("amount_left_company"))

    def action_open_dunning_charges(self):
        """Show the charges that this invoice bears, or that are claimed in it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_charge_action"
        )
        action["domain"] = ["|", ("move_id", "=", self.id), ("invoice_id", "=", self.id)]
        action["context"] = {}
        return action

    def action_open_dunning_deadlines(self):
        """Show the clocks of the law over this invoice."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_deadline_action"
        )
        action["domain"] = [("move_id", "=", self.id)]
        action["context"] = {"default_move_id": self.id}
        return action

    def _get_dunning_clause(self):
        """Return the text to print: that of the order accepted, else the one of the day."""
        self.ensure_one()
        if self.move_type != "out_invoice" or self.dunning_billed_charge_ids:
            return False
        orders_sudo = self.sudo().invoice_line_ids.sale_line_ids.order_id  # for all to read
        accepted = orders_sudo.filtered("dunning_clause_id")[:1]
        if accepted:
            return accepted.dunning_clause_text
        day = self.invoice_date or fields.Date.context_today(self)
        current = self.env["dunning.clause"]._get_current(self.company_id, day)
        lang = self.partner_id.lang or self.env.lang
        return current.with_context(lang=lang).body if current else False

    def _get_insured_amount(self):
        """Return what credit insurance covers of the open debt, in the company's currency.

        Extension point: nothing is insured here.
        """
        self.ensure_one()
        return 0.0

    def _get_dunning_lines(self):
        """Return the receivable instalments of these invoices."""
        return self.line_ids.filtered_domain(
            Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("amount_currency", ">", 0)
        )
