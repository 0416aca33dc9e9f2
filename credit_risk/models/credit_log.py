from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditLog(models.AbstractModel):
    """An entry about one document that takes credit. It is written once and never deleted.

    Not by users, who may read it alone; not by code either, save for the fields that say what
    became of it.
    """

    _name = "credit.log"
    _description = "Entry in the credit log"
    _check_company_auto = True
    # What may still be written, by the add-on itself, as long as it is open.
    _outcome_fields = frozenset()

    order_id = fields.Many2one(
        "sale.order",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    invoice_id = fields.Many2one(
        "account.move",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    document_name = fields.Char(string="Document", compute="_compute_document_name")
    partner_id = fields.Many2one(
        "res.partner", string="Debtor", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="restrict")
    amount = fields.Monetary(required=True)
    reason = fields.Text(required=True)

    @api.depends("order_id", "invoice_id")
    def _compute_document_name(self):
        for entry in self:
            # Whoever may read the entry may know which document it is about.
            document_sudo = entry.sudo()._get_document()
            entry.document_name = document_sudo.display_name

    @api.depends("order_id", "invoice_id")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = entry.document_name or f"{entry._name},{entry.id}"

    def write(self, vals):
        if not self.env.su or not self._outcome_fields.issuperset(vals):
            raise UserError(
                self.env._("The credit log records what happened: it cannot be changed.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        raise UserError(self.env._("The credit log cannot be deleted."))

    def _get_document(self):
        return self.order_id or self.invoice_id

    @api.model
    def _prepare_log_vals(self, document):
        return {
            **document._get_credit_link(),
            "partner_id": document._get_credit_debtor().id,
            "company_id": document.company_id.id,
            "currency_id": document.currency_id.id,
            "user_id": self.env.uid,
        }

    def action_open_document(self):
        """Open the order or invoice this is about."""
        self.ensure_one()
        document = self._get_document()
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [[False, "form"]],
        }
