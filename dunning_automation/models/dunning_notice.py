from odoo import fields, models


class DunningNotice(models.Model):
    """One communication to one debtor, with the instalments it claimed: the evidence."""

    _name = "dunning.notice"
    _description = "Payment reminder"
    _order = "date desc, id desc"
    _check_company_auto = True

    case_id = fields.Many2one("dunning.case", required=True, index=True, ondelete="cascade", readonly=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", string="Sent by", readonly=True)
    contact_id = fields.Many2one("res.partner", string="Recipient", readonly=True, ondelete="restrict")
    email_to = fields.Char(string="E-mail", readonly=True)
    lang = fields.Char(string="Language", readonly=True)
    step_id = fields.Many2one("dunning.step", required=True, readonly=True, index=True, ondelete="restrict")
    cycle = fields.Integer(readonly=True)
    channel = fields.Selection(selection=lambda self: self._selection_channel(), required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    message_id = fields.Many2one("mail.message", readonly=True, ondelete="set null", index="btree_not_null")
    error = fields.Char(readonly=True)
    cancel_reason = fields.Char(readonly=True)
    state = fields.Selection(
        [("ready", "Queued"), ("sent", "Sent"), ("failed", "Failed"), ("cancelled", "Cancelled")],
        default="ready", required=True, readonly=True, index=True,
    )
    line_ids = fields.One2many("dunning.notice.line", "notice_id", string="Instalments", readonly=True)

    def _selection_channel(self):
        return self.env["dunning.step"]._fields["channel"]._description_selection(self.env)
