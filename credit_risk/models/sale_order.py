from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# Written by the gate and by releases alone.
GATE_FIELDS = {"credit_verdict", "credit_decision_id", "credit_hold", "credit_release_id"}
OPEN_STATES = ("draft", "sent")


class SaleOrder(models.Model):
    """The gate: every way into a confirmed order passes `action_confirm` or `write` or `create`.

    `action_confirm` holds an order that goes beyond its debtor's credit, without an exception.
    The low-level doors refuse it. What the gate has cleared is kept with the cursor, out of the
    reach of any caller; no context key, field or flag opens it.
    """

    _inherit = "sale.order"

    credit_verdict = fields.Selection(
        selection=lambda self: self.env["credit.decision"]._selection_verdict(),
        readonly=True,
        copy=False,
    )
    credit_decision_id = fields.Many2one(
        "credit.decision", readonly=True, copy=False, index="btree_not_null", check_company=True
    )
    credit_reason_ids = fields.One2many(
        related="credit_decision_id.reason_ids", string="Reasons of the credit decision"
    )
    credit_hold = fields.Boolean(
        string="On credit hold", readonly=True, copy=False, index="btree_not_null"
    )
    credit_release_id = fields.Many2one(
        "credit.release", readonly=True, copy=False, index="btree_not_null", check_company=True
    )
    credit_debtor_id = fields.Many2one(
        related="partner_invoice_id.commercial_partner_id", string="Debtor"
    )
    credit_banner = fields.Html(compute="_compute_credit_banner", compute_sudo=True)

    @api.depends(
        "amount_total", "company_id", "credit_hold", "credit_release_id", "currency_id",
        "partner_invoice_id", "state",
    )  # fmt: skip
    @api.depends_context("lang", "uid")
    def _compute_credit_banner(self):
        self.credit_banner = False
        # `compute_sudo` keeps the user: a customer never sees a figure, whatever the page asks.
        if self.env.user.share:
            return
        quotations = self.filtered(
            lambda order: order.state in OPEN_STATES and order.partner_invoice_id
        )
        for order, analysis in quotations._get_credit_analyses().items():
            if analysis.codes:
                order.credit_banner = order._to_html(order._get_credit_messages(analysis))

    # -- doors --------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS sale
        self._check_gate_fields({name for vals in vals_list for name in vals})
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state == "sale")._check_credit_gate()
        return orders

    def write(self, vals):
        # EXTENDS sale
        self._check_gate_fields(vals)
        confirms = vals.get("state") == "sale"
        entering = self.filtered(lambda order: order.state != "sale") if confirms else self.browse()
        result = super().write(vals)
        entering._check_credit_gate()
        return result

    def action_confirm(self):
        # EXTENDS sale
        self.check_access("write")
        # The debtor's figures and the gate's records are nothing a salesperson may write.
        analyses = self.sudo()._filter_controlled(OPEN_STATES)._pass_credit_gate()
        held = self.filtered(lambda order: order._is_credit_refused(analyses))
        passed = self - held
        if not held:
            return passed._confirm_cleared(analyses)
        if passed:
            passed._confirm_cleared(analyses)
        held._set_credit_hold(analyses)
        return held._get_hold_notification()

    def _confirm_cleared(self, analyses):
        """Confirm orders that the gate let through, and write down that it did."""
        with self._credit_clearance():
            result = super().action_confirm()
        self.sudo()._set_credit_approved(analyses)
        return result

    def _check_credit_gate(self):
        """Refuse orders that got into state `sale` by a low-level door and should be on hold.

        :raise UserError: with every reason of every order
        """
        cleared = self.env.cr.cache.get("credit_risk.cleared", {})
        doubtful = self.sudo().filtered(
            lambda order: order._get_credit_need() > cleared.get(order.id, -1.0)
        )
        analyses = doubtful._filter_controlled(("sale",))._pass_credit_gate()
        refused = [order for order in analyses if order._is_credit_refused(analyses)]
        if refused:
            raise UserError(
                "\n".join(
                    f"{order.name}: {message}"
                    for order in refused
                    for message in order._get_credit_messages(analyses[order])
                )
            )
        doubtful._set_credit_approved(analyses)

    def _check_gate_fields(self, names):
        """Keep users from writing what the gate writes: a flag would empty the hold queue."""
        if not self.env.su and GATE_FIELDS.intersection(names):
            raise AccessError(self.env._("Credit decisions are not typed in: ask for a release."))

    @contextmanager
    def _credit_clearance(self):
        """Tell the low-level doors, for the time being, what these orders were cleared for."""
        cleared = self.env.cr.cache.setdefault("credit_risk.cleared", {})
        mine = {order.id: order._get_credit_need() for order in self.sudo()}
        cleared.update(mine)
        try:
            yield
        finally:
            for order_id in mine:
                cleared.pop(order_id, None)

    # -- analysis -----------------------------------------------------------------------------

    def _filter_controlled(self, states):
        return self.filtered(
            lambda order: order.company_id.credit_order_control == "hold" and order.state in states
        )

    def _pass_credit_gate(self):
        """Lock the debtors, read the books and return ``{order: Analysis}``."""
        analyses = {}
        for company, orders in self.grouped("company_id").items():
            orders = orders.with_company(company)
            on_hold = orders.env["credit.profile"]._lock(orders._get_credit_debtor())
            analyses.update(orders._examine_credit(on_hold))
        return analyses

    def _get_credit_analyses(self):
        """Return ``{order: Analysis}`` from the books as they are now, locking nothing."""
        analyses = {}
        for company, orders in self.grouped("company_id").items():
            orders = orders.with_company(company)
            debtors = orders._get_credit_debtor()._origin
            on_hold = orders.env["credit.profile"]._get_on_hold(debtors)
            analyses.update(orders._examine_credit(on_hold))
        return analyses

    def _is_credit_refused(self, analyses):
        """Tell whether reasons stand against the order and no release covers it."""
        analysis = analyses.get(self)
        return bool(analysis and analysis.codes) and not self.sudo()._get_valid_release()

    def _get_valid_release(self):
        """Return the unused release that covers what this order needs today, if there is one."""
        releases = self.env["credit.release"].search(
            Domain("order_id", "=", self._origin.id) & Domain("used_on", "=", False)
        )
        need, today = self._get_credit_need(), fields.Date.context_today(self)
        return releases.filtered(
            lambda release: (not release.until or release.until >= today)
            and self.currency_id.compare_amounts(need, release.amount) <= 0
        )[:1]
