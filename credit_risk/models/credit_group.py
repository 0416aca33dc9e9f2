from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.credit_risk.kernel.limit import utilisation_of

LIMIT_FIELDS = {
    "active", "amount", "currency_id", "date_from", "date_to", "limit_state", "profile_ids",
    "partner_ids",
}  # fmt: skip


class CreditGroup(models.Model):
    """Debtors that share a limit in one company, e.g. a holding. A debtor is in one at most.

    What they owe together is measured by the one engine. The group's limit comes before the
    member's own, and the one that leaves less counts. Cover beside a member's limit raises his
    own room only.
    """

    _name = "credit.group"
    _description = "Credit group"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    profile_ids = fields.One2many("credit.profile", "group_id", string="Members", readonly=True)
    partner_ids = fields.Many2many(
        "res.partner",
        string="Debtors",
        compute="_compute_partner_ids",
        inverse="_inverse_partner_ids",
        search="_search_partner_ids",
        domain="[('parent_id', '=', False), ('company_id', 'in', (False, company_id))]",
    )
    limit_state = fields.Selection(
        [("none", "No shared limit"), ("zero", "No credit"), ("amount", "Amount")],
        string="Limit kind",
        required=True,
        default="amount",
        tracking=True,
    )
    amount = fields.Monetary(string="Limit", tracking=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    amount_company = fields.Monetary(
        string="In company currency",
        compute="_compute_amount_company",
        store=True,
        precompute=True,
        currency_field="company_currency_id",
    )
    rate_date = fields.Date(
        string="Converted on",
        required=True,
        default=fields.Date.context_today,
        help="The exchange rate of this day makes the amount in company currency.",
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date(string="Until", tracking=True, help="Last day. Empty: no end.")
    review_date = fields.Date(string="Review on", tracking=True)
    reason = fields.Char(tracking=True, help="Why the limit is what it is.")
    exposure = fields.Monetary(
        compute="_compute_room",
        currency_field="company_currency_id",
        help="What the members owe or will owe together, from the books as they are now.",
    )
    available = fields.Monetary(compute="_compute_room", currency_field="company_currency_id")
    utilisation = fields.Float(compute="_compute_room", help="Share of the limit in use.")

    _amount_by_state = models.Constraint(
        "CHECK ((limit_state = 'amount') = (amount > 0))",
        "A group with a limit of kind Amount needs a Limit above zero; the other kinds have none.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The group's limit cannot end (Until) before it begins (From).",
    )

    @api.depends("profile_ids.partner_id")
    def _compute_partner_ids(self):
        for group in self:
            # Whoever sees the group sees whom it holds.
            group.partner_ids = group.sudo().profile_ids.partner_id

    def _inverse_partner_ids(self):
        for group in self:
            group._set_members(group.partner_ids)

    def _search_partner_ids(self, operator, value):
        return [("profile_ids.partner_id", operator, value)]

    @api.depends("amount", "currency_id", "company_id", "rate_date")
    def _compute_amount_company(self):
        for group in self:
            company = group.company_id
            group.amount_company = group.currency_id._convert(
                group.amount, company.currency_id, company, group.rate_date
            )

    @api.depends("profile_ids", "amount_company", "limit_state")
    def _compute_room(self):
        for company, groups in self.grouped("company_id").items():
            members_sudo = groups.sudo().profile_ids.partner_id  # as in `_compute_partner_ids`
            exposures = members_sudo.with_company(company)._credit_exposure()
            for group in groups:
                owed = sum(
                    (exposures[debtor.id].total for debtor in group.sudo().profile_ids.partner_id),
                    Decimal(0),
                )
                limited = group.limit_state != "none"
                total = Decimal(str(group.amount_company))
                group.exposure = float(owed)
                group.available = float(total - owed) if limited else 0.0
                group.utilisation = utilisation_of(owed, total) if limited else 0.0

    @api.constrains("company_id")
    def _check_company_of_members(self):
        for group in self:
            if group.sudo().profile_ids.company_id - group.company_id:
                raise ValidationError(
                    self.env._("Take the debtors out of the group before you change its company.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        groups._request_refresh()
        return groups

    def write(self, vals):
        if {"amount", "currency_id"} & set(vals):
            vals = {"rate_date": fields.Date.context_today(self), **vals}
        result = super().write(vals)
        if LIMIT_FIELDS & set(vals):
            self._request_refresh()
        return result

    def _set_members(self, partners):
        """Have these debtors, and no others, in the group."""
        self.ensure_one()
        if partners - partners.commercial_partner_id:
            raise UserError(
                self.env._("Only companies and people that owe by themselves can share a limit:"
                           " choose the company instead of its contact.")
            )
        # Membership is the group's to say; the profile is nobody's to write.
        Profile_sudo = self.env["credit.profile"].sudo().with_company(self.company_id)
        Profile_sudo._create_missing(partners.ids)
        profiles_sudo = Profile_sudo._get_profiles(partners)
        taken = profiles_sudo.filtered(lambda p: p.group_id and p.group_id != self)
        if taken:
            raise UserError(
                self.env._(
                    "%(debtor)s is in the group %(group)s already: take it out there first.",
                    debtor=taken[0].partner_id.display_name,
                    group=taken[0].group_id.name,
                )
            )
        gone_sudo = self.sudo().profile_ids - profiles_sudo
        gone_sudo.write({"group_id": False})
        profiles_sudo.write({"group_id": self.id})
        (gone_sudo | profiles_sudo)._request_limit_refresh()

    def _request_refresh(self):
        self.sudo().profile_ids._request_limit_refresh()  # figures are nobody's to write

    def action_view_members(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Members of %s", self.name),
            "res_model": "credit.profile",
            "domain": [("group_id", "=", self.id)],
            "views": [[False, "list"], [False, "form"]],
        }
