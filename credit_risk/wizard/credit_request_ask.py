from odoo import api, fields, models


class CreditRequestAsk(models.TransientModel):
    """Asks a salesperson why, and for how much, he needs credit for a document."""

    _name = "credit.request.ask"
    _inherit = "credit.document.link"
    _description = "Ask for credit"

    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        required=True,
        help="For a confirmed order: the total it may grow to.",
    )
    approver_names = fields.Char(string="Asked of", compute="_compute_approver_names")
    reason = fields.Text(required=True)

    @api.depends("order_id", "invoice_id")
    def _compute_amount(self):
        for request in self:
            request.amount = request._get_document().amount_total

    @api.depends("amount")
    def _compute_approver_names(self):
        for request in self:
            # Who decides is not secret; the list of users and levels is.
            document_sudo = request._get_document().sudo()
            needed = document_sudo._get_credit_amount(request.amount)
            approvers = document_sudo.company_id._get_credit_approvers(needed, document_sudo)
            request.approver_names = ", ".join(approvers.sudo().mapped("name"))

    def action_ask(self):
        """Ask; the approver gets a task and a mail."""
        self.ensure_one()
        self._get_document().action_credit_request(self.reason, self.amount)
        return {"type": "ir.actions.act_window_close"}
