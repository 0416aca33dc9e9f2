from odoo import api, fields, models


class DunningPlanAccept(models.TransientModel):
    """The debtor's acceptance of a plan as it is recorded: who, when and how."""

    _name = "dunning.plan.accept"
    _description = "Acceptance of a payment plan"

    plan_id = fields.Many2one("dunning.plan", required=True, ondelete="cascade")
    accepted_by = fields.Char(
        string="Accepted by",
        compute="_compute_accepted_by",
        store=True,
        readonly=False,
        required=True,
        help="Who acknowledges the debt for the debtor.",
    )
    date = fields.Date(string="On", required=True, default=fields.Date.context_today)
    channel = fields.Selection(
        selection="_selection_channel", string="How", required=True, default="document"
    )
    signature = fields.Image(max_width=1024, max_height=1024)
    attachment_ids = fields.Many2many("ir.attachment", string="Signed document")

    @api.depends("plan_id")
    def _compute_accepted_by(self):
        for wizard in self:
            wizard.accepted_by = wizard.accepted_by or wizard.plan_id.partner_id.name

    def _selection_channel(self):
        Plan = self.env["dunning.plan"]
        return Plan._fields["acceptance_channel"]._description_selection(self.env)

    def action_accept(self):
        """Put the plan into force, and keep the signed document on it."""
        self.ensure_one()
        self.plan_id.check_access("write")
        self.plan_id._accept(self.accepted_by, self.channel, self.signature, self.date)
        if self.attachment_ids:
            self.plan_id.message_post(
                body=self.env._("Signed by %(name)s", name=self.accepted_by),
                attachment_ids=self.attachment_ids.ids,
            )
        return True
