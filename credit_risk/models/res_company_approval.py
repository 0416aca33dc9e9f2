import math

from odoo import fields, models


class ResCompany(models.Model):
    """Who decides on credit in a company, and on how much."""

    _inherit = "res.company"

    credit_own_release = fields.Boolean(
        string="Own documents",
        help="Whoever decides on credit may decide on what he sold, or asked for, himself.",
    )
    credit_auto_confirm = fields.Boolean(
        string="Confirm when credit is free again",
        help="An order that its customer signed or paid online is confirmed by itself once the"
        " cause of its hold is gone.",
    )
    credit_grace_days = fields.Integer(
        string="Grace days after a release",
        default=30,
        help="For so many days after its release, delivery and invoice of an order are not"
        " stopped again.",
    )

    _credit_grace_days_positive = models.Constraint(
        "CHECK (credit_grace_days >= 0)", "Grace days after a release cannot be negative."
    )

    def _get_credit_authority(self, user):
        """Return up to which amount, in company currency, a user decides; None: on nothing."""
        self.ensure_one()
        levels_sudo = self.env["credit.approval.level"]._get_levels(self)
        if not levels_sudo:
            return math.inf if user.has_group("credit_risk.group_manager") else None
        amounts = [
            math.inf if level.is_unlimited else level.amount
            for level in levels_sudo
            if user in level._get_users()
        ]
        return max(amounts, default=None)

    def _get_credit_approvers(self, amount, document=None):
        """Return who decides on this amount, in company currency: the smallest level that covers.

        Who sold the document does not decide on it, unless the company lets him. Where nobody is
        found the credit responsible is asked.
        """
        self.ensure_one()
        levels_sudo = self.env["credit.approval.level"]._get_levels(self)
        barred = self.env["res.users"]
        if document and not self.credit_own_release:
            barred = document._get_credit_salesperson()
        able = self._is_able_to_see(document)
        for level in levels_sudo:
            short = self.currency_id.compare_amounts(level.amount, amount) < 0
            if (level.is_unlimited or not short) and (
                users := (level._get_users() - barred).filtered(able)
            ):
                return users.sudo(False)
        return self._get_credit_responsible()

    def _is_able_to_see(self, document):
        """Return a function that tells whether a user may read the document he is to decide on."""
        return lambda user: not document or document.with_user(user).has_access("read")
