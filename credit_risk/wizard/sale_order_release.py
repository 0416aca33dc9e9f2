from odoo import api, fields, models

from odoo.addons.credit_risk.models.sale_order import OPEN_STATES


class SaleOrderRelease(models.TransientModel):
    """Asks who decides on credit: yes, up to what amount and until when, or no; and why."""

    _name = "sale.order.release"
    _inherit = "credit.document.link"
    _description = "Decide on the credit of an order or an invoice"

    decision_id = fields.Many2one("credit.decision", compute="_compute_decision_id")
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        required=True,
        help="The document may need credit up to this amount.",
    )
    request_id = fields.Many2one("credit.request", compute="_compute_request_id")
    request_reason = fields.Text(related="request_id.reason", string="Asked for because")
    request_user_id = fields.Many2one(related="request_id.user_id", string="Asked by")
    can_go_on = fields.Boolean(compute="_compute_can_go_on")
    until = fields.Date(help="Last day on which it can be used. Empty: no end.")
    reason = fields.Text(required=True)

    @api.depends("order_id", "invoice_id")
    def _compute_decision_id(self):
        for release in self:
            release.decision_id = release._get_document().credit_decision_id

    @api.depends("order_id", "invoice_id")
    @api.depends_context("uid")
    def _compute_can_go_on(self):
        for release in self:
            document = release._get_document()
            release.can_go_on = document.state in OPEN_STATES and document.has_access("write")

    @api.depends("order_id", "invoice_id")
    def _compute_request_id(self):
        for release in self:
            # Who answers may read what was asked, whatever else he may read.
            requests_sudo = self.env["credit.request"].sudo()
            release.request_id = requests_sudo._get_open(release._get_document())[:1]

    @api.depends("order_id", "invoice_id")
    def _compute_amount(self):
        for release in self:
            asked = release.request_id.sudo().amount
            release.amount = max(release._get_document().amount_total, asked)

    def action_release(self):
        """Release; the salesperson goes on when the customer is ready."""
        self.ensure_one()
        self._get_document().action_credit_release(self.reason, self.amount, self.until)
        return {"type": "ir.actions.act_window_close"}

    def action_release_and_confirm(self):
        """Release and confirm at once."""
        self.action_release()
        document = self._get_document()
        result = document.action_confirm() if self.order_id else document.action_post()
        return result if isinstance(result, dict) else {"type": "ir.actions.act_window_close"}

    def action_reject(self):
        """Say no, and why."""
        self.ensure_one()
        self._get_document().action_credit_reject(self.reason)
        return {"type": "ir.actions.act_window_close"}
