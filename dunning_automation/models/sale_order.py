from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    dunning_contact_warning = fields.Char(compute="_compute_dunning_contact_warning")

    @api.depends("state", "partner_invoice_id.commercial_partner_id.dunning_contact_codes")
    @api.depends_context("lang")
    def _compute_dunning_contact_warning(self):
        for order in self:
            debtor = order.partner_invoice_id.commercial_partner_id
            poor = (
                order.state in ("draft", "sent")
                and debtor
                and debtor.dunning_contact_score < order.company_id.dunning_contact_poor
            )
            order.dunning_contact_warning = poor and order._get_contact_warning(debtor)

    def action_open_debtor(self):
        """Open the customer whose contact data are to be completed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_invoice_id.commercial_partner_id.id,
            "views": [(False, "form")],
        }

    def _get_contact_warning(self, debtor):
        return self.env._(
            "It will be hard to reach %(customer)s about the invoice: %(missing)s.",
            customer=debtor.display_name,
            missing=debtor.dunning_contact_missing,
        )
