from odoo import api, fields, models
from odoo.fields import Domain


class DunningScript(models.Model):
    """What to say to a debtor at a step, in his language, and what may be conceded to him."""

    _name = "dunning.script"
    _description = "Call script"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: every company may use it.")
    step_id = fields.Many2one(
        "dunning.step",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: at every step without a script of its own.",
    )
    days_late = fields.Integer(
        string="From days late", help="Of the oldest debt, for scripts without a step."
    )
    body = fields.Html(
        string="What to say",
        translate=True,
        help="Shown in the debtor's language: translate it into those of your customers.",
    )
    extension_days = fields.Integer(
        string="Days of extension", help="That may be granted without asking. 0: none."
    )
    instalments = fields.Integer(
        help="Of a plan that may be agreed without asking. 0: none."
    )
    is_waiving = fields.Boolean(string="May waive interest and fees")

    _limits_positive = models.Constraint(
        "CHECK(extension_days >= 0 AND instalments >= 0)",
        "Days and instalments cannot be negative.",
    )

    @api.model
    def _get_for(self, case, step):
        """Return the script for a call about `case` at `step`: the step's own, else by age."""
        scripts = self.search(
            Domain("company_id", "in", (False, case.company_id.id))
            & (
                Domain("step_id", "=", step.id or 0)
                | Domain("step_id", "=", False) & Domain("days_late", "<=", case.days_overdue)
            )
        )
        own = scripts.filtered("step_id")[:1]
        return own or scripts.sorted(lambda script: (-script.days_late, script.sequence))[:1]
