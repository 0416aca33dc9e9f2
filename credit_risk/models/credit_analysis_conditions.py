from decimal import Decimal

from markupsafe import Markup

from odoo import api, models

from odoo.addons.credit_risk.kernel.conditions import Terms, with_conditions

#: A smaller sale than this share of what was asked for is no answer to the question.
LEAST_SHARE = Decimal("0.10")


class CreditAnalysis(models.AbstractModel):
    """What would make an operation approved, and the words for it."""

    _inherit = "credit.analysis"

    @api.model
    def _get_conditions_offered(self):
        """Return the kinds of conditions that can be met here; an add-on may bring more."""
        return ("settle", "verify", "method", "term", "monthly", "prepay", "amount")

    @api.model
    def _solve(self, analysis):
        """Return an Analysis with the least conditions that make it approved, and its verdict.

        No query: what was judged is judged again.
        """
        if not analysis.reasons:
            return analysis
        company = self.env.company
        cent = Decimal(str(company.currency_id.rounding))
        least = (analysis.operation.amount * LEAST_SHARE).quantize(Decimal("0.01"))
        terms = Terms(
            kinds=self._get_conditions_offered(),
            prepay_max=company.credit_prepay_max,
            amount_min=max(least, cent),
        )
        return with_conditions(analysis, terms)

    @api.model
    def _get_condition_message(self, condition):
        """Say one condition in a sentence that a salesperson can act on."""
        amount = self.env.company.currency_id.format(float(condition.value))
        number = int(condition.value)
        _ = self.env._
        return {
            "prepay": _("Ask for %(percent)s %% up front", percent=number),
            "term": _("Shorten the payment term to %(days)s days or less", days=number),
            "method": _("Collect by direct debit or card"),
            "amount": _("Reduce the sale to %(amount)s, or split it", amount=amount),
            "settle": _("Have %(amount)s of the overdue debt paid first", amount=amount),
            "verify": _("Complete and check the contact data"),
            "insure": _("Insure %(amount)s", amount=amount),
            "monthly": _("Sell no more than %(amount)s a month", amount=amount),
        }[condition.kind]

    # -- as HTML ------------------------------------------------------------------------------

    @api.model
    def _group_condition_messages(self, conditions):
        """Return a list of sentences for each alternative."""
        groups = {}
        for condition in conditions:
            message = self._get_condition_message(condition)
            groups.setdefault(condition.alternative, []).append(message)
        return list(groups.values())

    @api.model
    def _to_html_list(self, sentences):
        items = Markup("").join(Markup("<li>%s</li>") % sentence for sentence in sentences)
        return Markup("<ul class='mb-1'>%s</ul>") % items if items else Markup("")

    @api.model
    def _to_html_conditions(self, groups):
        """Say what would be enough: one of several things, or some of them together."""
        if not groups:
            return Markup("")
        [title, sentences] = (
            [self.env._("It would be approved with all of this:"), groups[0]]
            if len(groups) == 1 and len(groups[0]) > 1
            else [self.env._("It would be approved with one of these:"),
                  [sentence for group in groups for sentence in group]]
        )
        return Markup("<p class='mb-1'>%s</p>%s") % (title, self._to_html_list(sentences))
