from datetime import timedelta

from odoo import api, fields, models


class DunningCallLog(models.TransientModel):
    """The dialog in which a call is logged; what was agreed follows in a dialog of its own."""

    _name = "dunning.call.log"
    _description = "Log a call"

    case_id = fields.Many2one("dunning.case", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="case_id.partner_id")
    contact_id = fields.Many2one(
        "res.partner",
        string="Spoke with",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    phone = fields.Char(
        string="Telephone",
        compute="_compute_phone",
        store=True,
        readonly=False,
        precompute=True,
    )
    direction = fields.Selection(
        [("out", "We called"), ("in", "The debtor called")], required=True, default="out"
    )
    date = fields.Datetime(string="When", required=True, default=fields.Datetime.now)
    outcome_id = fields.Many2one("dunning.outcome", required=True)
    note = fields.Text()
    hint = fields.Char(string="What follows", compute="_compute_hint")

    @api.depends("case_id")
    def _compute_contact_id(self):
        for log in self:
            log.contact_id = log.case_id._get_recipient()

    @api.depends("contact_id", "case_id")
    def _compute_phone(self):
        for log in self:
            log.phone = log.contact_id.phone or log.partner_id.phone

    @api.depends("outcome_id")
    def _compute_hint(self):
        for log in self:
            log.hint = log._get_hint() if log.outcome_id else False

    def action_log(self):
        """Log the call and let its outcome act; return the dialog of what was agreed, if any."""
        self.ensure_one()
        call = self.env["dunning.call"].create(self._prepare_call_vals())
        if dialog := call.outcome_id.dialog:
            return self.case_id._get_outcome_action(dialog)
        return {"type": "ir.actions.act_window_close"}

    def _prepare_call_vals(self):
        return {
            "case_id": self.case_id.id,
            "contact_id": self.contact_id.id,
            "phone": self.phone,
            "direction": self.direction,
            "date": self.date,
            "outcome_id": self.outcome_id.id,
            "note": self.note,
        }

    def _get_hint(self):
        """Return in words what the outcome will do, so that nobody is taken by surprise."""
        outcome, today = self.outcome_id, fields.Date.context_today(self)
        due = today + timedelta(days=outcome.days_next)
        parts = []
        if outcome.dialog:
            dialogs = dict(outcome._fields["dialog"]._description_selection(self.env))
            parts.append(self.env._("Opens: %(dialog)s.", dialog=dialogs[outcome.dialog]))
        if outcome.next_action != "none":
            actions = dict(outcome._fields["next_action"]._description_selection(self.env))
            parts.append(
                self.env._(
                    "%(action)s on %(date)s.",
                    action=actions[outcome.next_action],
                    date=self.env["ir.qweb.field.date"].value_to_html(due, {}),
                )
            )
        if outcome.pause_days:
            parts.append(
                self.env._("No reminder goes out for %(days)s days.", days=outcome.pause_days)
            )
        if outcome.is_escalated:
            parts.append(self.env._("The collections manager is asked to decide."))
        return " ".join(parts)
