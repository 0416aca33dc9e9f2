"""Whether a discount was earned, apart from the concession itself: read from the ledger."""

from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain


class DunningConcession(models.Model):
    _inherit = "dunning.concession"

    @api.model
    def _evaluate_company(self, today):
        """Evaluate the discounts on offer in the active company."""
        own = Domain("company_id", "=", self.env.company.id)
        offers = Domain("kind", "=", "discount") & Domain("state", "=", "granted")
        self.search(own & offers)._evaluate(today)
        self._settle_earned()

    @api.model
    def _evaluate_lines(self, lines, today):
        """Evaluate the discounts about these debts."""
        offers = Domain("kind", "=", "discount") & Domain("state", "in", ("granted", "expired"))
        # Whoever books a payment need not see what was conceded.
        self.sudo().search(offers & Domain("line_ids", "in", lines.ids))._evaluate(today)

    @api.model
    def _settle_earned(self):
        """Make the drafts that settle the discounts earned: never in the midst of a matching."""
        # Whoever books the payment need not see what was conceded; the context in which he
        # books it is not for new documents.
        env_sudo = self.env(su=True, context={"lang": self.env.lang})
        earned_sudo = env_sudo["dunning.concession"].search(
            Domain("kind", "=", "discount")
            & Domain("state", "=", "applied")
            & Domain("is_settled", "=", False)
        )
        for record in earned_sudo:
            record.is_settled = True
            record.with_company(record.company_id)._settle_rest()

    def _evaluate(self, today):
        """Find the discounts earned by payment in time; others lapse after their last day."""
        paid = defaultdict(float)
        query = self.env["dunning.ledger"]._get_discount_receipts_query(self.ids)
        for concession_id, amount in self.env.execute_query(query):
            paid[concession_id] = float(amount)
        for record in self:
            record._set_paid(paid[record.id], today)

    def _set_paid(self, paid, today):
        if self.currency_id.compare_amounts(self.amount_paid, paid):
            self.amount_paid = paid
        if self.currency_id.compare_amounts(paid, self.amount_to_pay) >= 0:
            self._set_state("applied")
        elif today > self.date_valid and self.state == "granted":
            self._set_state("expired")
        elif today <= self.date_valid and self.state == "expired":
            self._set_state("granted")
