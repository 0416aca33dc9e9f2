from odoo import api, fields, models
from odoo.fields import Domain


class CreditProfile(models.Model):
    """The alerts on debtors."""

    _inherit = "credit.profile"

    alert_ids = fields.One2many(
        "credit.alert",
        "profile_id",
        string="Alerts",
        domain=[("state", "!=", "closed")],
        readonly=True,
    )
    alert_count = fields.Integer(string="Open alerts", compute="_compute_alert_count")
    alert_severity = fields.Selection(
        selection=lambda self: self.env["credit.alert.rule"]._fields[
            "severity"
        ]._description_selection(self.env),
        string="Gravest alert",
        compute="_compute_alert_count",
        search="_search_alert_severity",
    )

    @api.depends("alert_ids.state", "alert_ids.severity")
    def _compute_alert_count(self):
        rows = self.env["credit.alert"]._read_group(
            Domain("profile_id", "in", self.ids) & Domain("state", "=", "open"),
            ["profile_id"],
            ["__count", "severity:max"],
        )
        found = {profile: figures for profile, *figures in rows}
        for profile in self:
            count, severity = found.get(profile._origin, (0, False))
            profile.alert_count = count
            profile.alert_severity = severity

    def _search_alert_severity(self, operator, value):
        if operator != "in":
            return NotImplemented
        grave = Domain("state", "=", "open") & Domain("severity", "in", list(value))
        return Domain("alert_ids", "any", grave)

    def action_view_alerts(self):
        """Open the alerts of this debtor, past ones too."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "credit.alert",
            "domain": [("profile_id", "=", self.id)],
            "views": [[False, "list"], [False, "kanban"], [False, "form"]],
            "context": {"search_default_unsettled": 1},
            "name": self.env._("Alerts"),
        }

    def _react(self, partner_ids):
        # What the rules say of debtors is the system's to write, whoever had them refreshed.
        alerts_sudo = self.env["credit.alert"].sudo()
        alerts_sudo._watch(partner_ids, fast_only=True)
        return super()._react(partner_ids)
