from odoo import api, fields, models


class AccountMove(models.Model):
    """What was agreed about an invoice."""

    _inherit = "account.move"

    dunning_promise_count = fields.Integer(
        compute="_compute_dunning_agreement_counts", compute_sudo=True
    )
    dunning_plan_count = fields.Integer(
        compute="_compute_dunning_agreement_counts", compute_sudo=True
    )
    dunning_concession_count = fields.Integer(
        compute="_compute_dunning_agreement_counts", compute_sudo=True
    )
    dunning_dispute_count = fields.Integer(
        compute="_compute_dunning_agreement_counts", compute_sudo=True
    )
    is_dunning_open = fields.Boolean(
        compute="_compute_is_dunning_open", help="A customer's invoice with something to pay."
    )

    def _compute_dunning_agreement_counts(self):
        for field, model in self._get_dunning_agreement_fields().items():
            found = self.env[model].search([("line_ids", "in", self.line_ids.ids)])
            for move in self:
                move[field] = sum(move in record.line_ids.move_id for record in found)

    def _get_dunning_agreement_fields(self):
        """Return `{field that counts: model counted}`."""
        return {
            "dunning_promise_count": "dunning.promise",
            "dunning_plan_count": "dunning.plan",
            "dunning_concession_count": "dunning.concession",
            "dunning_dispute_count": "dunning.dispute",
        }

    @api.depends("move_type", "state", "amount_residual")
    def _compute_is_dunning_open(self):
        for move in self:
            move.is_dunning_open = (
                move.move_type in ("out_invoice", "out_receipt")
                and move.state == "posted"
                and move.currency_id.compare_amounts(move.amount_residual, 0) > 0
            )

    def action_new_dunning_promise(self):
        """Record that the debtor promises to pay this invoice."""
        return self._get_dunning_new_action("dunning_automation.dunning_promise_action_new")

    def action_new_dunning_plan(self):
        """Draw up a payment plan for this invoice."""
        return self._get_dunning_new_action("dunning_automation.dunning_plan_action_new")

    def action_new_dunning_concession(self):
        """Concede something on this invoice."""
        return self._get_dunning_new_action("dunning_automation.dunning_concession_action_new")

    def action_new_dunning_dispute(self):
        """Record that the debtor contests this invoice."""
        return self._get_dunning_new_action("dunning_automation.dunning_dispute_action_new")

    def action_open_dunning_plans(self):
        """Show the payment plans about this invoice."""
        return self._get_dunning_agreements_action("dunning_automation.dunning_plan_action")

    def action_open_dunning_concessions(self):
        """Show what was conceded on this invoice."""
        return self._get_dunning_agreements_action("dunning_automation.dunning_concession_action")

    def action_open_dunning_disputes(self):
        """Show what is contested of this invoice."""
        return self._get_dunning_agreements_action("dunning_automation.dunning_dispute_action")

    def action_open_dunning_promises(self):
        """Show what was promised about this invoice."""
        return self._get_dunning_agreements_action("dunning_automation.dunning_promise_action")

    def _get_dunning_new_action(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["context"] = {"dunning_move_id": self.id}
        return action

    def _get_dunning_agreements_action(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [("line_ids", "in", self.line_ids.ids)]
        action["context"] = {"dunning_move_id": self.id}
        return action
