from odoo import fields, models


class CreditAgeingShow(models.TransientModel):
    """Asks for which evening, and by which date, the aged receivables are shown."""

    _name = "credit.ageing.show"
    _description = "Show aged receivables"

    date = fields.Date(
        string="As of", required=True, default=fields.Date.context_today, help="That evening."
    )
    by = fields.Selection(
        [("due", "Due date"), ("issue", "Issue date")],
        string="Age counted from",
        required=True,
        default="due",
    )

    def action_show(self):
        """Open the aged receivables."""
        self.ensure_one()
        return self.env["credit.ageing.item"]._get_ageing_action(self.date, self.by)
