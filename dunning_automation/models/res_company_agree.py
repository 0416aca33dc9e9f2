from odoo import fields, models


class ResCompany(models.Model):
    """What people of a company may agree with debtors, and what is expected of these."""

    _inherit = "res.company"

    dunning_promise_tolerance = fields.Integer(
        string="Tolerance of promises (days)",
        default=3,
        help="So many days after the day promised a payment still counts as in time.",
    )
    dunning_promise_max_broken = fields.Integer(
        string="Broken promises before self-service ends",
        default=2,
        help="After so many broken promises in a year a debtor cannot make another one by himself;"
        " 0: he always can.",
    )

    dunning_plan_approval = fields.Monetary(
        string="Plans and extensions without approval up to",
        default=5000.0,
        help="A collector agrees on payment plans and extensions up to this amount; above it a"
        " collections manager approves.",
    )
    dunning_concession_approval = fields.Monetary(
        string="Concessions without approval up to",
        default=100.0,
        help="A collector waives charges and grants discounts up to this amount; above it a"
        " collections manager approves.",
    )
    dunning_writeoff_account_id = fields.Many2one(
        "account.account",
        string="Account of write-offs",
        check_company=True,
        domain="[('account_type', 'in', ('expense', 'expense_other', 'income', 'income_other'))]",
        help="Discounts agreed with debtors that are settled by an entry are booked here.",
    )
    dunning_dispute_escalation = fields.Integer(
        string="Disputes escalate after (days)",
        default=5,
        help="So many days after its deadline the superior of a dispute's owner is called.",
    )

    _dunning_promise_tolerance_positive = models.Constraint(
        "CHECK (dunning_promise_tolerance >= 0)", "Days of tolerance cannot be negative."
    )
