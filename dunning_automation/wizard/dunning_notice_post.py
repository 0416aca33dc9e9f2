from odoo import api, fields, models


class DunningNoticePost(models.TransientModel):
    """Asks when letters were posted, and for the reference of a registered one."""

    _name = "dunning.notice.post"
    _description = "Mark letters as posted"

    notice_ids = fields.Many2many("dunning.notice", required=True)
    date = fields.Date(string="Posted on", required=True, default=fields.Date.context_today)
    has_registered = fields.Boolean(compute="_compute_has_registered")
    registered_ref = fields.Char(
        string="Registered reference", help="As printed on the receipt of the post office."
    )

    @api.depends("notice_ids.channel")
    def _compute_has_registered(self):
        for wizard in self:
            wizard.has_registered = "registered" in wizard.notice_ids.mapped("channel")

    def action_post(self):
        """Mark the letters as posted."""
        self.ensure_one()
        self.notice_ids._set_posted(self.date, self.registered_ref)
        return {"type": "ir.actions.act_window_close"}
