from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    insured_amount = fields.Monetary(
        string="Insured",
        currency_field="company_currency_id",
        compute="_compute_insured_amount",
        compute_sudo=True,
        groups="credit_insurance.group_user",
        help="What the insurer would bear of this invoice today. The debtor's cover is allocated "
        "to his oldest open invoices first.",
    )

    @api.depends("amount_residual", "state", "move_type", "commercial_partner_id")
    def _compute_insured_amount(self):
        today = fields.Date.context_today(self)
        self.insured_amount = 0.0
        for company, invoices in (
            self.filtered(lambda move: move._is_insurable()).grouped("company_id").items()
        ):
            covers = self.env["credit.insurance.cover"].with_company(company)
            insured = covers._insured(today, invoices.commercial_partner_id)
            for invoice in invoices:
                shares = insured[invoice.commercial_partner_id.id].items
                invoice.insured_amount = float(shares.get(invoice._origin.id, 0))

    def _get_insured_amount(self):
        # EXTENDS dunning_automation
        insured_sudo = self.sudo().insured_amount  # the law's clocks run whoever looks at them
        return super()._get_insured_amount() + insured_sudo

    def _is_insurable(self):
        """Tell whether this is a customer invoice that is still owed."""
        return (
            self.state == "posted"
            and self.move_type in ("out_invoice", "out_receipt")
            and not self.currency_id.is_zero(self.amount_residual)
        )
