from odoo import fields, models


class DunningStep(models.Model):
    """One rung of a strategy: reached by an instalment once its delay has passed.

    Rungs are ordered by their delay, so that no sequence can contradict it.
    """

    _name = "dunning.step"
    _description = "Dunning step"
    _order = "strategy_id, offset_days, id"

    strategy_id = fields.Many2one("dunning.strategy", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="strategy_id.company_id", store=True
    )  # stored for the company rule
    name = fields.Char(required=True, translate=True)
    offset_days = fields.Integer(
        string="Days after due date",
        required=True,
        help="Counted from the due date of each instalment; negative: before it falls due.",
    )
    channel = fields.Selection(
        [("email", "E-mail to the debtor"), ("activity", "Activity only")],
        required=True,
        default="email",
    )
    template_id = fields.Many2one(
        "mail.template",
        string="E-mail template",
        domain=[("model", "=", "dunning.notice")],
        ondelete="restrict",
    )
    schedule_activity = fields.Boolean(string="Activity for the salesperson")
    activity_type_id = fields.Many2one("mail.activity.type", ondelete="restrict")
    activity_summary = fields.Char(translate=True)

    _delay_uniq = models.Constraint(
        "UNIQUE(strategy_id, offset_days)", "Two steps of a strategy cannot fall on the same day."
    )
    _template_needed = models.Constraint(
        "CHECK(channel != 'email' OR template_id IS NOT NULL)",
        "A step that sends an e-mail needs a template.",
    )
    _activity_needed = models.Constraint(
        "CHECK(channel != 'activity' OR schedule_activity)",
        "A step without e-mail needs its activity.",
    )
