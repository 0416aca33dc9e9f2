from contextlib import contextmanager
from typing import NamedTuple

from odoo import fields, models


class Terms(NamedTuple):
    """What a confirmed order was cleared for: ids, and its total in its own currency."""

    company_id: int
    currency_id: int
    partner_invoice_id: int
    payment_term_id: int
    total: float


class SaleOrder(models.Model):
    """A confirmed order that grows is checked again; one that shrinks never is.

    Larger quantity, price or tax, less discount, one more line, one (negative) line less, another
    currency, company or debtor, a longer term: whatever the way, the order ends up asking for more
    than it was cleared for.
    """

    _inherit = "sale.order"

    @contextmanager
    def _watch_credit_growth(self):
        """Check confirmed orders at the end of a change, when they have grown by it.

        A change is judged as a whole by whoever began it: what its parts do in between is free.
        Reads nothing that the change itself does not read, unless something has grown.

        :raise UserError: with every reason, when the growth has no credit
        """
        watched = self.env.cr.cache.setdefault("credit_risk.watched", {})
        mine = {
            order.id: order._get_credit_terms()
            for order in self.sudo()
            if order.id and order.state == "sale" and order.id not in watched
        }
        watched.update(mine)
        try:
            yield
        finally:
            for order_id in mine:
                watched.pop(order_id)
        orders_sudo = self.env["sale.order"].sudo().browse(mine)
        grown_sudo = orders_sudo.filtered(
            lambda order: order.state == "sale" and order._has_grown(mine[order.id])
        )
        grown_sudo._check_credit_growth()

    def _get_credit_terms(self):
        return Terms(
            self.company_id.id,
            self.currency_id.id,
            self.partner_invoice_id.id,
            self.payment_term_id.id,
            self.amount_total,
        )

    def _has_grown(self, before):
        """Tell whether the order asks for more, or from another, than it did before."""
        now = self._get_credit_terms()
        if now[:2] != before[:2]:
            return True
        if self.currency_id.compare_amounts(now.total, before.total) > 0:
            return True
        if now.partner_invoice_id != before.partner_invoice_id:
            former = self.env["res.partner"].browse(before.partner_invoice_id)
            if former.commercial_partner_id != self._get_credit_debtor():
                return True
        return now.payment_term_id != before.payment_term_id and self._get_term_days(
            now.payment_term_id
        ) > self._get_term_days(before.payment_term_id)

    def _get_term_days(self, payment_term_id):
        """Return how many days from today the last instalment of a payment term falls due."""
        today = fields.Date.context_today(self)
        lines = self.env["account.payment.term"].browse(payment_term_id).line_ids
        return max(((line._get_due_date(today) - today).days for line in lines), default=0)

    def _check_credit_growth(self):
        """Put orders that have grown before the judge again, as they are now."""
        analyses = self._filter_controlled(("sale",))._pass_credit_gate()
        way_out = "\n".join(
            self.env._(
                "To change %(order)s this way, ask for credit of %(amount)s"
                " with the button on the order.",
                order=order.name,
                amount=order.currency_id.format(order.amount_total),
            )
            for order in analyses
            if order._is_credit_refused(analyses)
        )
        self._raise_credit_refusal(analyses, way_out)
        self._set_credit_approved(analyses)
