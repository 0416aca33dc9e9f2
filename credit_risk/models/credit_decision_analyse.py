from decimal import Decimal
from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.credit_risk.kernel.limit import room_of
from odoo.addons.credit_risk.kernel.operation import Operation

#: Days from one operation to the next.
PERIOD_DAYS = {
    "weekly": 7,
    "fortnightly": 14,
    "monthly": 30,
    "quarterly": 91,
    "yearly": 365,
}
MONTH_DAYS = 30


class CreditDecision(models.Model):
    """The analysis of an operation that somebody asks about, before anything is sold."""

    _inherit = "credit.decision"

    @api.model
    def _analyse(
        self, partner, amount, currency, payment_term=None, payment_method=None, periodicity=None,
        margin=None, order=None, product=None,
    ):  # fmt: skip
        """Return a new decision on a sale to ``partner``, in the active or the order's company.

        The partner may be a prospect without any history. Nothing is locked and nothing is held:
        this answers a question.

        :param amount: with tax, in ``currency``; what an order's customer pays up front is taken
            from the order
        :param payment_term: account.payment.term; None: the order's, else the partner's own
        :param payment_method: transfer, direct_debit or card; None: the order's
        :param periodicity: once, weekly, fortnightly, monthly, quarterly or yearly; None: once
        :param margin: expected gross profit, in ``currency``; None: the order's, when costs are
            known
        :param product: product.product that is to be sold, if that is known: a quotation has it
        :raise UserError: for an amount that is not above zero, a periodicity nobody knows, or
            nobody who could buy from the company
        """
        self._check_question(amount, currency, periodicity)
        company = order.company_id if order else self.env.company
        if not order:
            self._check_customer(partner, company)
        self = self.with_company(company)
        operation, term = self._get_operation(
            partner, amount, currency, order, payment_term, payment_method, periodicity, margin
        )
        analysis = self._get_analysis(operation, order)
        vals = self._prepare_answer_vals(analysis, company, order)
        vals |= {
            "partner_id": operation.debtor_id,
            "order_id": order.id if order else False,
            "amount": amount,
            "currency_id": currency.id,
            "payment_term_id": term.id,
            "periodicity": periodicity or "once",
            "product_id": product.id if product else False,
        }
        # Nobody writes decisions by hand: that is what makes them a record.
        return self.sudo().create(vals).sudo(self.env.su)

    def _check_question(self, amount, currency, periodicity):
        if not currency or not isfinite(amount) or currency.compare_amounts(amount, 0.0) <= 0:
            raise UserError(
                self.env._("Amount: say how much the operation is about, in which currency.")
            )
        if periodicity not in (None, False, "once", *PERIOD_DAYS):
            raise UserError(
                self.env._(
                    "Periodicity: %(value)s is none of %(known)s.",
                    value=periodicity,
                    known=", ".join(("once", *PERIOD_DAYS)),
                )
            )

    def _check_customer(self, partner, company):
        if not partner:
            raise UserError(self.env._("Customer or prospect: say whom the operation is with."))
        # Whose customer he is may be in a company that the user does not see.
        owner_sudo = partner.sudo().commercial_partner_id.company_id
        if owner_sudo and owner_sudo != company:
            raise UserError(
                self.env._(
                    "%(partner)s is not a customer of %(company)s: choose the right company.",
                    partner=partner.display_name,
                    company=company.name,
                )
            )

    def _get_operation(
        self, partner, amount, currency, order, payment_term, payment_method, periodicity, margin
    ):
        """Return the kernel Operation that is asked about, and its payment term."""
        debtor = order._get_credit_debtor() if order else partner.commercial_partner_id
        asked = self._to_company_amount(amount, currency)
        term = payment_term
        if term is None:
            term = order.payment_term_id if order else debtor.property_payment_term_id
        days = PERIOD_DAYS.get(periodicity)
        operation = Operation(
            debtor_id=debtor.id,
            amount=asked,
            need=asked,
            term_days=term._get_credit_days(),
            method=payment_method or "",
            monthly=(asked * MONTH_DAYS / days).quantize(Decimal("0.01")) if days else Decimal(0),
            margin=None if margin is None else self._to_company_amount(margin, currency),
        )
        return (self._with_order(operation, order) if order else operation), term

    def _with_order(self, operation, order):
        """Fill in what an order knows of itself: means of payment, margin, what is paid."""
        # What was paid online, and what products cost, is read by few; it counts for all.
        order_sudo = order.sudo().with_company(order.company_id)
        known = order_sudo._get_credit_operation(agreed=True)
        up_front = known.amount - known.need
        return operation._replace(
            need=max(operation.amount - up_front, Decimal(0)),
            counted=known.counted,
            method=operation.method or known.method,
            margin=known.margin if operation.margin is None else operation.margin,
        )

    def _get_analysis(self, operation, order=None):
        """Return the Analysis with every fact there is, and the conditions."""
        debtor = self.env["res.partner"].browse(operation.debtor_id)
        Analysis = self.env["credit.analysis"]
        # Whoever may ask gets an answer from facts that he may not all read.
        known = self.env["credit.profile"].sudo()._get_known(debtor)
        standing = Analysis.sudo()._get_full_standing(debtor, known)
        if not order and debtor.id not in known:
            standing = self._with_starter_limit(standing)
        rules = self.env["credit.policy"]._get_rules()
        key = order or debtor
        return Analysis._solve(Analysis._judge(key, operation, standing, rules))

    def _with_starter_limit(self, standing):
        """Judge a prospect whom nobody gave a limit by what the company starts with."""
        company, room = self.env.company, standing.room
        unlimited = room.state == "none" and room.group_available is None
        if not company.account_use_credit_limit or not unlimited or standing.exposure:
            return standing
        return standing._replace(
            room=room_of(Decimal(str(company.credit_limit_starter)), [], standing.exposure)
        )

    def _prepare_answer_vals(self, analysis, company, order):
        words = self.env["credit.analysis"]
        name = order.name if order else ""
        messages = [words._get_message(reason, analysis, name) for reason in analysis.reasons]
        return self._prepare_vals(analysis, company, messages)

    def _to_company_amount(self, amount, currency):
        own, today = self.env.company.currency_id, fields.Date.context_today(self)
        converted = currency._convert(amount, own, self.env.company, today)
        return Decimal(str(own.round(converted)))

    @api.model
    def _check_may_ask(self, partner):
        """Salespeople ask about their own customers and prospects, credit people about all.

        :raise AccessError: about a customer of another salesperson
        """
        user = self.env.user
        wide = ("credit_risk.group_user", "sales_team.group_sale_salesman_all_leads")
        if self.env.su or any(user.has_group(group) for group in wide):
            return
        seller = partner.commercial_partner_id.user_id
        if not user.has_group("sales_team.group_sale_salesman") or seller not in (
            user, self.env["res.users"]
        ):  # fmt: skip
            raise AccessError(
                self.env._("%(partner)s is another salesperson's customer.", partner=partner.name)
            )
