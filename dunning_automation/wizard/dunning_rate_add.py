from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dunning_automation.kernel.interest import half_year


class DunningRateAdd(models.TransientModel):
    """Enters the reference rate of a half-year, with where it was published."""

    _name = "dunning.rate.add"
    _description = "Add the rate of a half-year"

    reference_id = fields.Many2one("dunning.rate.reference", required=True)
    date_from = fields.Date(
        string="Half-year from",
        compute="_compute_date_from",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Any day of the half-year will do.",
    )
    previous_rate = fields.Float(
        string="Half-year before (%)", digits=(7, 4), compute="_compute_previous_rate"
    )
    rate = fields.Float(string="Rate (%)", digits=(7, 4), required=True)
    source = fields.Char(
        required=True, help="The official journal, notice or page where it was read."
    )
    url = fields.Char(related="reference_id.url")

    @api.depends("reference_id")
    def _compute_date_from(self):
        for wizard in self:
            wizard.date_from = wizard.reference_id._get_next_missing()

    @api.depends("reference_id", "date_from")
    def _compute_previous_rate(self):
        for wizard in self:
            earlier = wizard.reference_id.rate_ids.filtered(
                lambda rate, day=wizard.date_from: day and rate.date_to < day
            )
            wizard.previous_rate = earlier.sorted("date_from")[-1:].rate

    def action_add(self):
        """Enter the rate; a half-year that has one is refused."""
        self.ensure_one()
        start = half_year(self.date_from)[0]
        if start in self.reference_id.rate_ids.mapped("date_from"):
            raise UserError(
                self.env._("The half-year from %(day)s has its rate already.", day=start)
            )
        self.env["dunning.rate"].create(
            {
                "reference_id": self.reference_id.id,
                "date_from": start,
                "rate": self.rate,
                "source": self.source,
            }
        )
        self.reference_id.activity_feedback(
            ["dunning_automation.mail_activity_data_rate"], feedback=self.source
        )
        return True
