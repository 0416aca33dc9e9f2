from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.dunning_automation.kernel.interest import half_year


class DunningRate(models.Model):
    """The reference rate of one half-year, with where it was published. Never carried forward."""

    _name = "dunning.rate"
    _description = "Reference rate of a half-year"
    _order = "reference_id, date_from desc"
    _rec_name = "period"

    reference_id = fields.Many2one(
        "dunning.rate.reference", required=True, index=True, ondelete="cascade"
    )
    date_from = fields.Date(
        string="From", required=True, help="1 January or 1 July: the first day of its half-year."
    )
    date_to = fields.Date(string="Through", compute="_compute_date_to", store=True, precompute=True)
    period = fields.Char(string="Half-year", compute="_compute_period")
    rate = fields.Float(string="Rate (%)", digits=(7, 4), required=True)
    source = fields.Char(help="The official journal or page where it was read.")
    is_to_verify = fields.Boolean(
        string="To be checked", help="Loaded from a secondary source: check it before you claim."
    )

    _half_year_uniq = models.Constraint(
        "UNIQUE(reference_id, date_from)", "This half-year has its rate already."
    )

    @api.depends("date_from")
    def _compute_date_to(self):
        for rate in self:
            rate.date_to = rate.date_from and half_year(rate.date_from)[1]

    @api.depends("date_from")
    def _compute_period(self):
        for rate in self:
            day = rate.date_from
            rate.period = day and self.env._(
                "%(year)s H%(half)s", year=day.year, half=1 if day.month <= 6 else 2
            )

    @api.constrains("date_from")
    def _check_first_day(self):
        for rate in self:
            if rate.date_from != half_year(rate.date_from)[0]:
                raise ValidationError(
                    self.env._("A half-year begins on 1 January or on 1 July.")
                )

    def _get_percent(self):
        return Decimal(str(round(self.rate, 4)))
