from odoo import fields, models


class DunningCaseReassign(models.TransientModel):
    """Passes one case or many to somebody else, and keeps the reason."""

    _name = "dunning.case.reassign"
    _description = "Reassign cases"

    case_ids = fields.Many2many("dunning.case", string="Cases", required=True)
    user_id = fields.Many2one(
        "res.users", string="To", required=True, domain="[('share', '=', False)]"
    )
    reason = fields.Char(required=True)

    def action_reassign(self):
        """Pass the open cases on; their calls go along."""
        self.ensure_one()
        cases = self.case_ids.filtered(lambda case: case.state == "open")
        cases.check_access("write")
        cases._assign(self.user_id, "hand", self.reason)
        return {"type": "ir.actions.act_window_close"}
