from odoo import api, fields, models


class CreditExperience(models.Model):
    """One invoice of a debtor as it was paid (or not) outside this ledger.

    Experiences come from before Odoo or from outside; they feed the score and never the exposure.
    `amount` is in `currency_id`; an empty `payment_date` means that the invoice is still unpaid.
    """

    _name = "credit.experience"
    _description = "Payment experience"
    _order = "invoice_date desc, id desc"
    _rec_name = "ref"
    _check_company_auto = True

    ref = fields.Char(string="Invoice", help="Number of the invoice where it was issued.")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        help="The company behind the contact: experiences belong to commercial entities.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    amount = fields.Monetary(
        required=True, help="What was invoiced; of a partly paid invoice, what is left to pay."
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    invoice_date = fields.Date(string="Invoice date", required=True)
    due_date = fields.Date(string="Due date", required=True)
    payment_date = fields.Date(string="Payment date", help="Empty: not paid.")
    days_late = fields.Integer(
        string="Days late",
        compute="_compute_days_late",
        store=True,
        aggregator="avg",
        help="Days from the due date to the payment; negative when paid early. "
        "Zero while the invoice is open.",
    )
    state = fields.Selection(
        [("open", "Open"), ("settled", "Paid")],
        string="Status",
        compute="_compute_state",
        store=True,
    )
    disputed = fields.Boolean()

    # An instalment is known by its reference and due date; without a reference, by its figures.
    _instalment_uniq = models.UniqueIndex(
        "(company_id, partner_id, ref, due_date) WHERE ref IS NOT NULL",
        "This invoice of this customer is already in the payment history.",
    )
    _figures_uniq = models.UniqueIndex(
        "(company_id, partner_id, invoice_date, due_date, amount, currency_id) WHERE ref IS NULL",
        "An invoice with these dates and this amount is already in the payment history.",
    )
    _amount_positive = models.Constraint("CHECK (amount > 0)", "The amount must be positive.")
    _dates_order = models.Constraint(
        "CHECK (due_date >= invoice_date)", "An invoice cannot fall due before its own date."
    )

    @api.depends("due_date", "payment_date")
    def _compute_days_late(self):
        for experience in self:
            due, paid = experience.due_date, experience.payment_date
            experience.days_late = (paid - due).days if due and paid else 0

    @api.depends("payment_date")
    def _compute_state(self):
        for experience in self:
            experience.state = "settled" if experience.payment_date else "open"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_commercial_partner(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_commercial_partner(vals))

    def _with_commercial_partner(self, vals):
        """Return `vals` with the customer replaced by the commercial entity behind it."""
        vals = {**vals, "ref": vals["ref"] or False} if "ref" in vals else vals
        if not vals.get("partner_id"):
            return vals
        partner = self.env["res.partner"].browse(vals["partner_id"])
        return {**vals, "partner_id": partner.commercial_partner_id.id}
