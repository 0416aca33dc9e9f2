from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_manager_id = fields.Many2one(
        "res.users",
        string="Collections manager",
        help="Decides about debtors who refuse, and the last to whom a call passes on.",
    )
    dunning_sla_days = fields.Integer(
        string="Days to do a call",
        default=3,
        help="A call not done so many days after its date passes to the next person. 0: never.",
    )
    dunning_verify_months = fields.Integer(
        string="Months between checks of contact data",
        default=12,
        help="0: contact data once checked holds for good.",
    )
    dunning_contact_poor = fields.Integer(
        string="Contact data below this is poor",
        default=60,
        help="Of 100. Quotations warn, and somebody is asked to complete it.",
    )
    dunning_cheapest_channel = fields.Boolean(
        string="Write the cheapest way that does the work",
        help="Between e-mail, text message and letter, where the step has a text for it. Calls and"
        " registered letters stay what they are.",
    )
    dunning_cost_email = fields.Monetary(string="Cost of an e-mail", default=0.05)
    dunning_cost_sms = fields.Monetary(string="Cost of an SMS", default=0.10)
    dunning_cost_letter = fields.Monetary(string="Cost of a letter", default=2.5)
    dunning_cost_call = fields.Monetary(
        string="Cost of a call", default=6.0, help="Time of whoever calls included."
    )
    dunning_cost_registered = fields.Monetary(string="Cost of a registered letter", default=12.0)
