from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.credit_risk.kernel.external import OPINION_CAP
from odoo.addons.credit_risk.kernel.scoring import POINTS

MAX_MONTHS = 6
MAX_POINTS = int(POINTS * OPINION_CAP)


class CreditReport(models.Model):
    """An analyst's opinion: reasoned, short-lived, and a second person's when it is favourable."""

    _inherit = "credit.report"

    opinion_points = fields.Float(
        string="Points",
        digits=(5, 1),
        aggregator=None,
        tracking=True,
        help="How far the score should move: up to 14 points up or down.",
    )
    approved_by_id = fields.Many2one(
        "res.users", string="Approved by", readonly=True, copy=False, tracking=True
    )
    is_effective = fields.Boolean(
        string="Counts",
        compute="_compute_is_effective",
        store=True,
        help="A favourable opinion counts once somebody else than its author approved it.",
    )

    @api.depends("kind", "opinion_points", "approved_by_id")
    def _compute_is_effective(self):
        for report in self:
            is_favour = report.kind == "opinion" and report.opinion_points > 0
            report.is_effective = bool(report.approved_by_id) or not is_favour

    # EXTENDS credit_risk (the report's own score)
    @api.depends("opinion_points")
    def _compute_score(self):
        return super()._compute_score()

    def _get_score(self):
        return 80 + self.opinion_points if self.kind == "opinion" else super()._get_score()

    @api.constrains("kind", "opinion_points", "date", "date_expiry", "note")
    def _check_opinion(self):
        for report in self.filtered(lambda report: report.kind == "opinion"):
            if not (report.note or "").strip():
                raise ValidationError(self.env._("Say in the notes what the opinion rests on."))
            if abs(report.opinion_points) > MAX_POINTS:
                raise ValidationError(
                    self.env._("An opinion moves a score by %s points at most.", MAX_POINTS)
                )
            last = report.date + relativedelta(months=MAX_MONTHS)
            if not report.date_expiry or report.date_expiry > last:
                raise ValidationError(
                    self.env._("An opinion is valid for %s months at most.", MAX_MONTHS)
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("approved_by_id") for vals in vals_list):
            raise AccessError(self.env._("An opinion is approved with its button."))
        return super().create(vals_list)

    def write(self, vals):
        """What was approved and then changed must be approved anew."""
        if "approved_by_id" in vals and not self.env.su:
            raise AccessError(self.env._("An opinion is approved with its button."))
        said = {"opinion_points", "partner_id", "kind", "date_expiry", "note"}
        if said & set(vals) and "approved_by_id" not in vals and self.approved_by_id:
            vals = {**vals, "approved_by_id": False}
        return super().write(vals)

    def action_approve(self):
        """Let favourable opinions count. Credit managers only, and not their author."""
        if not self.env.user.has_group("credit_risk.group_manager"):
            raise AccessError(self.env._("Only a credit manager approves an opinion."))
        if self.env.user in self.user_id:
            raise UserError(self.env._("Somebody else than its author approves an opinion."))
        self.check_access("write")
        # The approver is written here only: nobody signs for somebody else.
        opinions_sudo = self.sudo()
        return opinions_sudo.write({"approved_by_id": self.env.uid})
