from odoo import api, fields, models
from odoo.exceptions import UserError


class DunningCall(models.Model):
    """A call to a debtor, or from him: who spoke with whom, when, and what came of it.

    Part of the file: written once, by whoever made it, and never changed.
    """

    _name = "dunning.call"
    _description = "Collection call"
    _order = "date desc, id desc"
    _check_company_auto = True

    case_id = fields.Many2one(
        "dunning.case", required=True, index=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        string="Made by",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    contact_id = fields.Many2one("res.partner", string="Spoke with", readonly=True)
    phone = fields.Char(string="Telephone", readonly=True)
    direction = fields.Selection(
        [("out", "We called"), ("in", "The debtor called")],
        required=True,
        default="out",
        readonly=True,
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now, readonly=True, index=True)
    outcome_id = fields.Many2one(
        "dunning.outcome", required=True, readonly=True, index=True, ondelete="restrict"
    )
    is_contact = fields.Boolean(
        string="Contact",
        compute="_compute_is_contact",
        store=True,  # as the outcome was understood on that day
        aggregator="sum",
    )
    note = fields.Text(readonly=True)

    @api.depends("outcome_id")
    def _compute_is_contact(self):
        for call in self:
            call.is_contact = call.outcome_id.is_contact

    @api.depends("partner_id", "outcome_id")
    def _compute_display_name(self):
        for call in self:
            call.display_name = f"{call.outcome_id.name} · {call.partner_id.display_name}"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # Nobody logs calls in another's name.
            vals_list = [{**vals, "user_id": self.env.uid} for vals in vals_list]
        calls = super().create(vals_list)
        for call in calls:
            call.case_id._apply_outcome(call)
        return calls

    def write(self, vals):
        if not self.env.su and set(vals) & set(self._get_evidence_fields()):
            raise UserError(self.env._("A call is evidence: log another one to correct it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        raise UserError(self.env._("A call is part of the file: it cannot be deleted."))

    @api.model
    def _get_evidence_fields(self):
        return (
            "case_id",
            "user_id",
            "contact_id",
            "phone",
            "direction",
            "date",
            "outcome_id",
            "note",
        )

    def _get_day(self):
        """Return the day of the call where it was made."""
        self.ensure_one()
        return fields.Datetime.context_timestamp(self, self.date).date()

    def _get_summary(self):
        """Return the outcome and the note in one line, for the agenda and the chatter."""
        self.ensure_one()
        return " · ".join(filter(None, [self.outcome_id.name, (self.note or "").strip()]))
