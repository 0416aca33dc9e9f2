from odoo import fields, models


class DunningChargePeriod(models.Model):
    """Days in a row with one rate and one base: a line of the interest sheet."""

    _name = "dunning.charge.period"
    _description = "Period of late-payment interest"
    _order = "charge_id, date_from, id"

    charge_id = fields.Many2one("dunning.charge", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="charge_id.company_id", store=True)  # for the rule
    currency_id = fields.Many2one(related="charge_id.currency_id")
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="Through", required=True)
    days = fields.Integer()
    rate = fields.Float(string="Rate (%)", digits=(7, 4))
    base = fields.Monetary(string="Owed")
    amount = fields.Monetary(string="Interest")
