from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.credit_insurance.kernel import coverage
from odoo.addons.credit_insurance.models.credit_insurance_coverage import IN_FORCE


class CreditInsuranceCover(models.Model):
    """An amount an insurer covers on one debtor, or on one sales order of his.

    A cover insures from its first to its last day, inside those of its policy, for the amount that
    was in effect on the day asked: a nightly job that did not run changes no figure.
    """

    _name = "credit.insurance.cover"
    _description = "Credit insurance cover"
    _inherit = ["credit.insurance.coverage", "mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    policy_id = fields.Many2one(
        "credit.insurance.policy",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('state', 'in', ('draft', 'active'))]",
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    order_id = fields.Many2one(
        "sale.order",
        string="Only for order",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('partner_invoice_id', 'child_of', partner_id)]",
        tracking=True,
        help="Empty: the cover is for all that the debtor buys. A cover for one order insures its "
        "invoices; it does not raise the debtor's limit.",
    )
    # Stored: the company rule and totals by currency need them.
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="policy_id.currency_id", store=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    cover_percent = fields.Float(related="policy_id.cover_percent")
    amount_requested = fields.Monetary(string="Amount requested", tracking=True)
    amount = fields.Monetary(string="Amount granted", tracking=True)
    insured_amount = fields.Monetary(
        string="Insured today",
        currency_field="company_currency_id",
        compute="_compute_insured_amount",
        help="What this cover would pay of the debtor's invoices open today.",
    )
    date_from = fields.Date(
        string="Start date", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date(
        string="End date", tracking=True, help="Last day insured. Empty: until the policy ends."
    )
    decision_date = fields.Date(
        string="Last decision", readonly=True, copy=False, help="In effect from this day."
    )
    decision_reason = fields.Char(
        string="Insurer's reason", readonly=True, copy=False, tracking=True
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("requested", "Requested"),
            ("granted", "Granted"),
            ("reduced", "Reduced"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
            ("expired", "Expired"),
        ],
        default="draft",
        required=True,
        index=True,
        tracking=True,
    )
    change_ids = fields.One2many(
        "credit.insurance.cover.change", "cover_id", string="Changes", readonly=True
    )

    _check_amounts = models.Constraint(
        "CHECK(amount >= 0 AND amount_requested >= 0)", "The amounts of a cover cannot be negative."
    )
    _check_granted = models.Constraint(
        "CHECK(state NOT IN ('granted', 'reduced') OR amount > 0)",
        "Enter the amount that the insurer granted.",
    )
    _check_dates = models.Constraint(
        "CHECK(date_to >= date_from)", "A cover cannot end before it starts."
    )

    @api.depends("amount", "state", "date_from", "date_to", "partner_id")
    def _compute_insured_amount(self):
        today = fields.Date.context_today(self)
        self.insured_amount = 0.0
        for company, covers in self.grouped("company_id").items():
            insured = covers.with_company(company)._insured(today, covers.partner_id)
            for cover in covers:
                debtor = cover.partner_id.commercial_partner_id
                shares = insured[debtor.id].covers if debtor else {}
                cover.insured_amount = float(shares.get(cover._origin.id, 0))

    @api.depends("partner_id", "policy_id", "order_id")
    def _compute_display_name(self):
        for cover in self:
            parts = (cover.partner_id, cover.order_id, cover.policy_id)
            cover.display_name = " · ".join(part.display_name for part in parts if part)

    @api.constrains("partner_id", "order_id")
    def _check_debtor(self):
        for cover in self:
            debtor, order = cover.partner_id.commercial_partner_id, cover.order_id
            if cover.partner_id != debtor:
                message = self.env._(
                    "Cover is granted on a legal entity: choose %(debtor)s, not %(contact)s.",
                    debtor=debtor.name,
                    contact=cover.partner_id.name,
                )
                raise ValidationError(message)
            if order and order.partner_invoice_id.commercial_partner_id != debtor:
                message = self.env._(
                    "Order %(order)s is not invoiced to %(debtor)s.",
                    order=order.name,
                    debtor=debtor.name,
                )
                raise ValidationError(message)

    @api.constrains("policy_id", "state", "date_from", "date_to")
    def _check_policy(self):
        for cover in self:
            policy = cover.policy_id
            if cover.state in IN_FORCE and policy.state != "active":
                message = self.env._("Policy %s is not active: it grants no cover.", policy.name)
                raise ValidationError(message)
            days = (cover.date_from, cover.date_to or cover.date_from)
            if not all(coverage.is_live(policy, day) for day in days):
                message = self.env._("The cover must lie within policy %s.", policy.name)
                raise ValidationError(message)

    @api.constrains("partner_id", "order_id", "policy_id", "state", "date_from", "date_to")
    def _check_overlap(self):
        for cover in self.filtered(lambda cover: cover.state in IN_FORCE):
            if other := cover._get_overlapping():
                message = self.env._(
                    "%(cover)s is already in force on those days, for %(amount)s since %(date)s. "
                    "Change it or withdraw it first.",
                    cover=other.display_name,
                    amount=other.currency_id.format(other.amount),
                    date=format_date(self.env, other.date_from),
                )
                raise ValidationError(message)

    @api.model_create_multi
    def create(self, vals_list):
        covers = super().create(vals_list)
        covers._refresh_debtors()
        return covers

    def write(self, vals):
        before = {cover: cover._get_current_amount() for cover in self}
        debtors = self.partner_id
        res = super().write(vals)
        self.env["credit.insurance.cover.change"]._log(before, vals.get("decision_date"))
        if "date_to" in vals:
            self._update_expiry()
        self._refresh_debtors(debtors)
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(cover.state not in ("draft", "requested") for cover in self):
            raise UserError(
                self.env._("A decision of the insurer stays on file: withdraw the cover instead.")
            )

    def action_request(self):
        """Note that covers in draft were asked from the insurer."""
        if any(not cover.amount_requested for cover in self):
            raise UserError(self.env._("Enter the amount to request."))
        self.filtered(lambda cover: cover.state == "draft").state = "requested"

    def action_grant(self):
        """Put requested covers in force, for what was requested unless another amount is set."""
        for cover in self.filtered(lambda cover: cover.state in ("draft", "requested")):
            cover.write(
                {
                    "state": "granted",
                    "amount": cover.amount or cover.amount_requested,
                    "decision_date": fields.Date.context_today(cover),
                }
            )

    @api.model
    def _cron_expire(self, batch_size=500):
        """Label as expired what is past its last day."""
        domain = Domain("state", "in", IN_FORCE) & self._get_lapsed_domain()
        self.env["credit.insurance.policy"].search([("state", "=", "active")])._update_expiry()
        covers = self.search(domain, limit=batch_size)
        covers._update_expiry()
        self.env["ir.cron"]._commit_progress(len(covers), remaining=self.search_count(domain))

    @api.model
    def _get_lapsed_domain(self):
        today = fields.Date.context_today(self)
        return Domain("date_to", "<", today) | Domain("policy_id.date_to", "<", today)

    def _get_overlapping(self):
        """Return another cover in force for the same debtor, or the same order, on shared days."""
        domain = Domain(
            [
                ("id", "!=", self.id),
                ("company_id", "=", self.company_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("order_id", "=", self.order_id.id),
                ("state", "in", IN_FORCE),
            ]
        )
        domain &= Domain("date_to", "=", False) | Domain("date_to", ">=", self.date_from)
        if self.date_to:
            domain &= Domain("date_from", "<=", self.date_to)
        # sudo: a cover of the same company blocks, whatever the user may see of it.
        return self.sudo().search(domain, limit=1)

    def _update_expiry(self):
        """Label as expired what is past its last day, and the reverse after an extension."""
        lapsed = self.filtered_domain(self._get_lapsed_domain())
        lapsed.filtered(lambda cover: cover.state in IN_FORCE).state = "expired"
        (self - lapsed).filtered(lambda cover: cover.state == "expired").state = "granted"

    def _refresh_debtors(self, others=None):
        """Bring the credit profiles up to date with what the insurer now covers."""
        for company, covers in self.grouped("company_id").items():
            debtors = covers.partner_id | (others or covers.partner_id)
            # sudo: a profile follows the cover, whoever may write the profile.
            self.env["credit.profile"].sudo().with_company(company)._refresh(debtors)
