from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .credit_document import STAFF
from .sale_order import OPEN_STATES

#: What the statement that marks orders beyond credit reads.
BEYOND_FIELDS = {
    "sale.order": ["state", "company_id", "partner_invoice_id", "invoice_status",
                   "credit_recheck", "credit_release_id", "currency_rate"],
    "credit.release": ["amount", "used_on", "order_id"],
    "account.move.line": ["parent_state", "sale_line_ids"],
}  # fmt: skip


class SaleOrder(models.Model):
    """Orders in the hold queue: quotations that wait, and confirmed ones now beyond credit."""

    _inherit = "sale.order"

    credit_recheck = fields.Boolean(
        string="Confirmed, now beyond credit",
        readonly=True,
        copy=False,
        groups=STAFF,
        help="The limit was lowered, cover was cut or sales were stopped after it was confirmed:"
        " invoice and delivery are checked again.",
    )

    # The customer has signed or paid, and the cause of the hold is gone.
    credit_confirm_pending = fields.Boolean(readonly=True, copy=False, groups=STAFF)

    _credit_recheck_idx = models.Index("(company_id) WHERE credit_recheck IS TRUE")

    # -- delivery -----------------------------------------------------------------------------

    def _check_credit_delivery(self):
        """Refuse to deliver orders that are beyond credit now; for add-ons that deliver.

        To be called before goods leave, in a loop over nothing: it takes many orders at once. An
        order that was released, or invoiced wholly, may be delivered.

        :raise UserError: with every reason of every order; staff only, nothing for customers
        """
        self._raise_credit_refusal(self._get_delivery_refusals())

    def _get_delivery_refusals(self):
        """Return ``{order: Analysis}`` of those that must not be delivered, without raising."""
        orders_sudo = self.sudo().filtered(
            lambda order: order.invoice_status != "invoiced" and not order._is_in_credit_grace()
        )
        controlled_sudo = orders_sudo._filter_controlled(("sale",), "delivery")
        analyses = controlled_sudo._pass_credit_gate("delivery")
        return {
            order: analysis
            for order, analysis in analyses.items()
            if order._is_credit_refused(analyses)
        }

    def _is_in_credit_grace(self):
        """Tell whether a human let this order through lately: its next steps are free."""
        release = self.credit_release_id
        if not release.used_on:
            return False
        days = self._get_credit_grace_days()
        used_on = fields.Datetime.context_timestamp(self, release.used_on).date()
        return (fields.Date.context_today(self) - used_on).days <= days

    def _get_credit_grace_days(self):
        """Return for how many days after its release an order is not stopped again."""
        company = self.company_id
        policies = self.env["credit.policy"].with_company(company)
        return max(company.credit_grace_days, policies._get_grace_days())

    def _get_credit_document_name(self):
        # EXTENDS credit.document
        return self.env._("this order")

    # -- invoice ------------------------------------------------------------------------------

    def _is_credit_settled(self):
        """Tell whether this order was let through, and nothing has put it in doubt since."""
        return not self.credit_recheck or self._is_in_credit_grace()

    def _get_uninvoiced_credit(self, move):
        """Return, in an invoice's currency, what the order's other posted invoices leave of it."""
        total = self.amount_total
        for line in (self.order_line.invoice_lines - move.invoice_line_ids).filtered(
            lambda line: line.parent_state == "posted"
        ):
            sign = -1 if line.move_id.move_type == "out_refund" else 1
            total -= sign * line.currency_id._convert(
                line.price_total, self.currency_id, self.company_id, line.date
            )
        rest = max(0.0, total)
        today = fields.Date.context_today(self)
        return self.currency_id._convert(rest, move.currency_id, self.company_id, today)

    def action_open_credit_profile(self):
        """Open the standing of the debtor."""
        self.ensure_one()
        return self.credit_debtor_id.with_company(self.company_id).action_open_credit_profile()

    # -- now beyond credit --------------------------------------------------------------------

    def _flag_beyond_credit(self, debtor_ids):
        """Mark confirmed orders of these debtors, in the active company, that are beyond credit.

        By the stored figures, in one statement. What a human released counts for him, not against
        the debtor's other orders; the released order itself is not marked again.
        """
        for model, names in BEYOND_FIELDS.items():
            self.env[model].flush_model(names)
        rows = self.env.execute_query(
            SQL(
                """
                WITH debtor AS (%(debtors)s), marked AS (
                    SELECT o.id, debtor.beyond AND r.used_on IS NULL
                                 AND (o.invoice_status != 'invoiced' OR EXISTS (
                                    SELECT FROM sale_order_line ol
                                      JOIN sale_order_line_invoice_rel rel
                                        ON rel.order_line_id = ol.id
                                      JOIN account_move_line il ON il.id = rel.invoice_line_id
                                     WHERE ol.order_id = o.id AND il.parent_state = 'draft'
                                 )) AS beyond
                      FROM sale_order o
                      JOIN res_partner i ON i.id = o.partner_invoice_id
                      JOIN debtor ON debtor.partner_id = i.commercial_partner_id
                      LEFT JOIN credit_release r ON r.id = o.credit_release_id
                     WHERE o.company_id = %(company)s
                       AND (o.state = 'sale' AND debtor.beyond OR o.credit_recheck)
                )
                UPDATE sale_order o
                   SET credit_recheck = marked.beyond AND o.state = 'sale'
                  FROM marked
                 WHERE marked.id = o.id
                   AND o.credit_recheck IS DISTINCT FROM (marked.beyond AND o.state = 'sale')
             RETURNING o.id
                """,
                debtors=self._beyond_debtors_sql(debtor_ids),
                company=self.env.company.id,
            )
        )
        self.browse(order_id for (order_id,) in rows).invalidate_recordset(
            ["credit_recheck", "credit_banner"]
        )

    def _beyond_debtors_sql(self, debtor_ids):
        """Return the rows (debtor, beyond): whether he is over, but for what was released."""
        company = self.env.company
        return SQL(
            """
            SELECT p.partner_id,
                   %(controlled)s AND (p.hold OR p.limit_state != 'none'
                       AND p.available + COALESCE(released.amount, 0) < 0) AS beyond
              FROM credit_profile p
              LEFT JOIN LATERAL (
                SELECT SUM(r.amount / NULLIF(o.currency_rate, 0)) AS amount
                  FROM credit_release r
                  JOIN sale_order o ON o.id = r.order_id AND o.credit_release_id = r.id
                  JOIN res_partner i ON i.id = o.partner_invoice_id
                 WHERE i.commercial_partner_id = p.partner_id
                   AND p.available < 0
                   AND r.used_on IS NOT NULL
                   AND o.state = 'sale' AND o.invoice_status != 'invoiced'
                   AND o.company_id = p.company_id
              ) released ON TRUE
             WHERE p.company_id = %(company)s AND p.partner_id = ANY(%(debtors)s)
            """,
            controlled=company._holds_credit("invoice") or company._holds_credit("delivery"),
            company=company.id,
            debtors=list(debtor_ids),
        )

    # -- request and release ------------------------------------------------------------------

    def _check_asks_credit(self):
        # EXTENDS credit.document
        if self.state == "cancel":
            raise UserError(
                self.env._("%(order)s is cancelled: it needs no credit.", order=self.name)
            )
        return super()._check_asks_credit()

    def _check_releasable(self, amount):
        # EXTENDS credit.document
        for order in self:
            if order.state == "cancel":
                raise UserError(self.env._("Only quotations and orders can be released."))
            if order.state == "sale" and not order.credit_recheck and (
                amount is None
                or order.currency_id.compare_amounts(amount, order.amount_total) <= 0
            ):
                raise UserError(
                    self.env._(
                        "%(order)s is confirmed already. To let it grow, release a larger amount.",
                        order=order.name,
                    )
                )
        return super()._check_releasable(amount)

    def _set_credit_released(self, release):
        # EXTENDS credit.document
        result = super()._set_credit_released(release)
        if self.state == "sale" and self.credit_recheck:
            # It goes on from here, delivery and invoice: that uses the release.
            release._set_used()
            self.credit_recheck = False
        return result

    def _action_cancel(self):
        # EXTENDS sale: what is cancelled waits for nothing. The gate's records are nobody's.
        result = super()._action_cancel()
        self.sudo()._drop_credit_hold()
        return result

    # -- way out ------------------------------------------------------------------------------

    def _review_credit_hold(self):
        # EXTENDS credit.document
        free = super()._review_credit_hold()
        waiting = free.filtered(
            lambda order: order.company_id.credit_auto_confirm and order._is_accepted_online()
        )
        if waiting:
            # In a transaction of its own: whatever goes wrong there stays there.
            waiting.write({"credit_confirm_pending": True})
            self.env.ref("credit_risk.ir_cron_hold_queue")._trigger()
        return free

    @api.model
    def _cron_review_hold_queue(self):
        """Take off hold what is free again, age the rest, confirm what its customer accepted."""
        Cron = self.env["ir.cron"]
        for company in self.env["res.company"].search([]):
            for model in ("sale.order", "account.move"):
                documents = self.env[model].with_company(company)
                held = Domain("credit_hold", "=", True) & Domain("company_id", "=", company.id)
                documents.search(held)._review_credit_hold()
                documents._age_credit_holds()
            self.env["credit.request"].with_company(company)._expire()
            Cron._commit_progress()
        pending = self.search([("credit_confirm_pending", "=", True)])
        Cron._commit_progress(remaining=len(pending))
        for order in pending:
            order._confirm_accepted()
            if not Cron._commit_progress(1):
                break

    def _confirm_accepted(self):
        """Confirm an order its customer signed or paid; what stands in the way is written on it."""
        self.credit_confirm_pending = False
        if not self._is_accepted_online():
            return
        try:
            with self.env.cr.savepoint():
                self._validate_order()
        except UserError as error:
            self._tell_salesperson(
                self.env._(
                    "The customer accepted this quotation and its credit is free again, but it"
                    " could not be confirmed: %(error)s",
                    error=error,
                )
            )

    def _is_accepted_online(self):
        """Tell whether the customer has done his part: signed, or paid what was asked."""
        if self.state not in OPEN_STATES or self.is_expired:
            return False
        return bool(self.signature) or (
            self.require_payment
            and bool(self.transaction_ids)
            and self._is_confirmation_amount_reached()
        )
