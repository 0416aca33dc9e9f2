
from odoo import api, fields, models

from odoo.addons.credit_insurance.kernel.coverage import ZERO


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    insured_amount = fields.Monetary(
        string="Insured", readonly=True, help="What the insurer would bear of the open invoices."
    )
    uninsured_amount = fields.Monetary(
        string="Uninsured", readonly=True, help="Exposure that no insurer would bear."
    )
    insured_share = fields.Float(
        string="Insured share",
        compute="_compute_insured_share",
        help="Insured part of the exposure.",
    )
    insured_cover_ids = fields.Many2many(
        "credit.insurance.cover",
        string="Covers",
        compute="_compute_insured_cover_ids",
        groups="credit_insurance.group_user",
    )
    insured_policy_id = fields.Many2one(
        "credit.insurance.policy",
        string="Policy",
        compute="_compute_insured_cover_ids",
        groups="credit_insurance.group_user",
    )
    insured_until = fields.Date(
        string="Insured until",
        compute="_compute_insured_cover_ids",
        groups="credit_insurance.group_user",
    )

    @api.depends("insured_amount", "exposure")
    def _compute_insured_share(self):
        for profile in self:
            owes = profile.exposure > 0
            profile.insured_share = profile.insured_amount / profile.exposure if owes else 0.0

    def _compute_insured_cover_ids(self):
        today = fields.Date.context_today(self)
        covers = self.env["credit.insurance.cover"].search(
            [("partner_id", "in", self.partner_id.ids), ("company_id", "in", self.company_id.ids)]
        )
        by_debtor = covers.grouped(lambda cover: (cover.partner_id, cover.company_id))
        for profile in self:
            own = by_debtor.get((profile.partner_id, profile.company_id), covers.browse())
            standing = own._filter_in_force(today).filtered(lambda cover: not cover.order_id)[:1]
            profile.insured_cover_ids = own
            profile.insured_policy_id = standing.policy_id
            profile.insured_until = standing._get_last_day()

    @api.model
    def _get_limit_supplements(self, partners, as_of):
        # EXTENDS credit_risk
        supplements = super()._get_limit_supplements(partners, as_of)
        covers_sudo = self.env["credit.insurance.cover"]._get_in_force(as_of, partners)
        for cover, supplement in covers_sudo._get_supplements(as_of).items():
            if not cover.order_id:
                supplements.setdefault(cover.partner_id.id, []).append(supplement)
        return supplements

    @api.model
    def _get_insured_amounts(self, as_of, partner_ids):
        # EXTENDS credit_risk
        amounts = super()._get_insured_amounts(as_of, partner_ids)
        Cover = self.env["credit.insurance.cover"]
        debtors = self.env["res.partner"].browse(partner_ids)
        covers_sudo = Cover._get_in_force(as_of, debtors)  # few debtors have any: not all are read
        insured = Cover._insured(as_of, debtors.browse(covers_sudo.partner_id.ids))
        return amounts | {key: share.amount for key, share in insured.items() if share.amount}

    def _prepare_loss_vals(self, values, insured, lgds):
        # EXTENDS credit_risk
        uninsured = max(ZERO, values["exposure"] - insured)
        vals = super()._prepare_loss_vals(values, insured, lgds)
        return vals | {"insured_amount": insured, "uninsured_amount": uninsured}
