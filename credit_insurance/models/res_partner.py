from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    insured_cover_count = fields.Integer(
        string="Insurance covers",
        compute="_compute_insured_cover_count",
        groups="credit_insurance.group_user",
    )

    def _compute_insured_cover_count(self):
        counts = dict(
            self.env["credit.insurance.cover"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.insured_cover_count = counts.get(partner.commercial_partner_id._origin, 0)

    def action_view_insurance_covers(self):
        """Open the insurance covers of the debtor."""
        self.ensure_one()
        debtor = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "credit_insurance.credit_insurance_cover_action"
        )
        return action | {
            "domain": [("partner_id", "=", debtor.id)],
            "context": {"default_partner_id": debtor.id},
        }
