from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.credit_risk.kernel.operation import Operation
from odoo.addons.credit_risk.kernel.rules import ALL_FACTS

#: How an inbound payment method collects, by its code; anything else waits for the customer.
COLLECTING_CODES = {"sepa_direct_debit": "direct_debit", "direct_debit": "direct_debit"}


class SaleOrder(models.Model):
    """An order as an operation that is put before the judge."""

    _inherit = "sale.order"

    credit_payment_method = fields.Selection(
        [("transfer", "Transfer"), ("direct_debit", "Direct debit"), ("card", "Card")],
        string="Agreed means of payment",
        compute="_compute_credit_payment_method",
        store=True,
        readonly=False,
        precompute=True,
        help="What we collect ourselves is a smaller risk than what we wait for.",
    )
    credit_advice = fields.Html(
        compute="_compute_credit_advice",
        compute_sudo=True,
        groups="base.group_user",
        help="What a credit check would say, and what would make it say yes.",
    )

    @api.depends("preferred_payment_method_line_id")
    def _compute_credit_payment_method(self):
        for order in self:
            line = order.preferred_payment_method_line_id
            method = COLLECTING_CODES.get(line.payment_method_id.sudo().code)
            order.credit_payment_method = method or order.credit_payment_method

    @api.depends(
        "amount_total", "company_id", "credit_hold", "credit_payment_method", "credit_release_id",
        "currency_id", "order_line.price_unit", "partner_invoice_id", "payment_term_id",
        "prepayment_percent", "require_payment", "state",
    )  # fmt: skip
    @api.depends_context("lang", "uid")
    def _compute_credit_advice(self):
        self.credit_advice = False
        if self.env.user.share:
            return
        orders = self.filtered(
            lambda order: order.state in ("draft", "sent") and order.partner_invoice_id
        )
        for order, analysis in orders._get_credit_advice().items():
            order.credit_advice = order._to_credit_advice(analysis)

    def _get_credit_advice(self):
        """Return ``{order: Analysis}`` with conditions: what is agreed counts as done."""
        analyses = {}
        for company, orders in self.grouped("company_id").items():
            orders = orders.with_company(company)
            known = orders.env["credit.profile"]._get_known(orders._get_credit_debtor()._origin)
            found = orders._examine_credit(known, agreed=True)
            solve = orders.env["credit.analysis"]._solve
            analyses.update({order: solve(analysis) for order, analysis in found.items()})
        return analyses

    def _to_credit_advice(self, analysis):
        """Return verdict, reasons and conditions as HTML, for staff; False: nothing to say."""
        if not analysis.reasons:
            return self._get_agreed_advice()
        verdicts = dict(self.env["credit.decision"]._selection_verdict())
        words = self.env["credit.analysis"].with_company(self.company_id)
        reasons = [words._get_message(r, analysis, self.env._("this order"))
                   for r in analysis.reasons]
        groups = words._group_condition_messages(analysis.conditions)
        return Markup("<p class='mb-1'><strong>%s</strong></p>%s%s") % (
            verdicts[analysis.verdict],
            words._to_html_list(reasons),
            words._to_html_conditions(groups),
        )

    def _get_agreed_advice(self):
        agreed = self._get_credit_agreed()
        if not agreed:
            return False
        return Markup("<p class='mb-1'>%s</p>") % self.env._(
            "It is confirmed once %(amount)s has been paid online; by hand it would wait.",
            amount=self.currency_id.format(agreed),
        )

    # -- the order as an operation ------------------------------------------------------------

    def _get_credit_debtor(self):
        """Return the commercial entities that will owe these orders."""
        return self.partner_invoice_id.commercial_partner_id

    def _get_credit_need(self):
        """Return the credit this order asks for, in its own currency: what is not paid up front.

        A payment that is in the books already lowers the exposure: it must not count twice.
        """
        paid = sum(
            tx.amount
            for tx in self.transaction_ids
            if tx.state in ("authorized", "done") and not tx.payment_id
        )
        return max(0.0, self.currency_id.round(self.amount_total - paid))

    def _get_credit_agreed(self):
        """Return what the customer still has to pay before the order is confirmed online.

        An agreement is not money. It counts while a quotation is looked at, for the online payment
        of that share is what will confirm it; whoever confirms it by hand before is judged
        (`_get_credit_need`) by what has really been paid.
        """
        self.ensure_one()
        if self.state not in ("draft", "sent"):
            return 0.0
        due = self._get_prepayment_required_amount() - self.amount_paid
        return max(0.0, self.currency_id.round(due))

    def _examine_credit(self, known, checkpoint="confirm", *, agreed=False):
        """Return ``{order: Analysis}`` for orders of the active company.

        :param known: ``{debtor id: Known}``, what stands on the profiles
        :param agreed: count what is agreed to be paid up front as paid
        """
        analyses = {}

        def passes(order, analysis):
            analyses[order] = analysis
            return not order._is_credit_refused(analyses)

        Analysis = self.env["credit.analysis"]
        needed = Analysis._get_needed_facts(self.env["credit.policy"]._get_rules(checkpoint))
        operations = {order: order._get_credit_operation(needed, agreed) for order in self}
        return Analysis._examine(operations, known, checkpoint, passes)

    def _get_credit_operation(self, needed=ALL_FACTS, agreed=False):
        """Return the order as an operation, in its company's currency.

        :param needed: names of the facts that cost a query and that a rule asks for
        """
        need = self._to_company_amount(self._get_credit_need())
        up_front = self._to_company_amount(self._get_credit_agreed()) if agreed else Decimal(0)
        return Operation(
            debtor_id=self._get_credit_debtor()._origin.id,
            amount=max(self._to_company_amount(self.amount_total), need),
            need=max(need - up_front, Decimal(0)),
            # A confirmed order is in the exposure already.
            counted=need if self.state == "sale" else Decimal(0),
            term_days=self._get_credit_term_days() if "term" in needed else 0,
            method=self.credit_payment_method or "" if "method" in needed else "",
            margin=self._get_credit_margin() if "margin" in needed else None,
        )

    def _to_company_amount(self, amount):
        own = self.company_id.currency_id
        converted = self.currency_id._convert(
            amount, own, self.company_id, fields.Date.context_today(self)
        )
        return Decimal(str(own.round(converted)))

    def _get_credit_term_days(self):
        """Return the days until the last instalment of the order, were it invoiced today."""
        return self.payment_term_id._get_credit_days()

    def _get_credit_margin(self):
        """Return the gross profit that the products' costs leave; None when no cost is known."""
        lines = self.order_line.filtered("product_id").with_company(self.company_id)
        # Salespeople need not see costs for a sale to be judged by them.
        lines_sudo = lines.sudo()
        if not any(line.product_id.standard_price for line in lines_sudo):
            return None
        cost = sum(
            line.product_uom_id._compute_quantity(line.product_uom_qty, line.product_id.uom_id)
            * line.product_id.standard_price
            for line in lines_sudo
        )
        own = self.company_id.currency_id
        return self._to_company_amount(self.amount_untaxed) - Decimal(str(own.round(cost)))
