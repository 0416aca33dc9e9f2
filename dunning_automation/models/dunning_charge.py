from odoo import api, fields, models
from odoo.exceptions import UserError


class DunningCharge(models.Model):
    """What a late payer owes on top of an invoice: its interest, or the fixed compensation.

    Proposed charges are brought up to date until they are invoiced or waived. Interest
    outlives the payment of the invoice. The days of an invoiced or waived charge are never
    charged again; the compensation of an invoice exists once.
    """

    _name = "dunning.charge"
    _description = "Late-payment charge"
    _inherit = ["mail.thread"]
    _order = "partner_id, move_id, kind desc, date_from, id"
    _check_company_auto = True

    kind = fields.Selection(
        [("interest", "Late-payment interest"), ("compensation", "Fixed compensation")],
        required=True,
        readonly=True,
        index=True,
    )
    case_id = fields.Many2one(
        "dunning.case", readonly=True, index="btree_not_null", ondelete="set null"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
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
    rule_id = fields.Many2one(
        "dunning.rate.rule", string="Law applied", readonly=True, ondelete="restrict"
    )
    law = fields.Char(related="rule_id.law")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Book currency")
    principal = fields.Monetary(readonly=True, help="The debt on the day after it fell due.")
    principal_currency_id = fields.Many2one(related="move_line_id.currency_id", string="Debt in")
    date_due = fields.Date(related="move_line_id.date_maturity", string="Due date")
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="Through", readonly=True)
    days = fields.Integer(readonly=True)
    amount = fields.Monetary(readonly=True, tracking=True)
    amount_company = fields.Monetary(
        string="In book currency",
        compute="_compute_amount_company",
        store=True,
        currency_field="company_currency_id",
    )
    period_ids = fields.One2many(
        "dunning.charge.period", "charge_id", string="Periods", readonly=True
    )
    is_waived = fields.Boolean(string="Waived", readonly=True, copy=False)
    waive_reason = fields.Char(readonly=True, tracking=True, copy=False)
    waive_user_id = fields.Many2one("res.users", string="Waived by", readonly=True, copy=False)
    waive_date = fields.Date(string="Waived on", readonly=True, copy=False)
    invoice_line_id = fields.Many2one(
        "account.move.line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )
    invoice_id = fields.Many2one(
        related="invoice_line_id.move_id", string="Charged in", store=True, index="btree_not_null"
    )
    payment_state = fields.Selection(related="invoice_id.payment_state")
    state = fields.Selection(
        [("proposed", "Proposed"), ("invoiced", "Invoiced"), ("waived", "Waived")],
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
    )

    _compensation_once = models.UniqueIndex(
        "(move_id) WHERE kind = 'compensation'",
        "The compensation of an invoice is claimed once.",
    )
    _interest_proposed_once = models.UniqueIndex(
        "(move_line_id) WHERE kind = 'interest' AND state = 'proposed'",
        "The interest of an instalment is proposed once.",
    )
    _amount_positive = models.Constraint("CHECK(amount >= 0)", "A charge cannot be negative.")

    @api.depends("amount", "currency_id", "date_to", "company_id")
    def _compute_amount_company(self):
        for charge in self:
            charge.amount_company = charge._to_book_currency(charge.amount)

    @api.depends("is_waived", "invoice_line_id.parent_state")
    def _compute_state(self):
        for charge in self:
            billed = charge.invoice_line_id and charge.invoice_line_id.parent_state != "cancel"
            charge.state = (
                "waived" if charge.is_waived else "invoiced" if billed else "proposed"
            )

    @api.depends("kind", "move_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for charge in self:
            charge.display_name = f"{kinds.get(charge.kind)} · {charge.move_id.name}"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        if any(charge.state != "proposed" for charge in self):
            raise UserError(
                self.env._("A charge that was invoiced or waived is part of the file.")
            )

    def action_invoice(self):
        """Make a draft invoice for each debtor and currency of the proposed charges."""
        proposed = self.filtered(lambda charge: charge.state == "proposed" and charge.amount_left)
        if not proposed:
            raise UserError(self.env._("Only proposed charges can be invoiced."))
        invoices = self.env["account.move"]
        groups = proposed.grouped(lambda c: (c.partner_id, c.company_id, c.currency_id))
        for charges in groups.values():
            invoices |= charges._invoice()
        return self._show_invoices(invoices)

    def action_refresh(self):
        """Bring proposed charges up to today."""
        self._refresh(fields.Date.context_today(self))
        return True

    def action_open_invoice(self):
        """Open the invoice in which the charge was claimed."""
        self.ensure_one()
        return self._show_invoices(self.invoice_id)

    def _to_book_currency(self, amount):
        day = self.date_to or fields.Date.context_today(self)
        return self.currency_id._convert(amount, self.company_currency_id, self.company_id, day)

    def _show_invoices(self, invoices):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        action["domain"] = [("id", "in", invoices.ids)]
        action["context"] = {"default_move_type": "out_invoice", "create": False}
        if len(invoices) == 1:
            action.update({"res_id": invoices.id, "views": [(False, "form")]})
        return action
