from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .credit_document import GATE_FIELDS, STAFF

OPEN_STATES = ("draft", "sent")
# What the gate goes by. Lines and payments say it; typed in, they would deceive it.
DERIVED_FIELDS = {"amount_total", "transaction_ids"}


class SaleOrder(models.Model):
    """The gate: every way into a confirmed order passes `action_confirm` or `write` or `create`.

    `action_confirm` holds an order that goes beyond its debtor's credit, without an exception.
    The low-level doors refuse it. No context key, field or flag opens it.
    """

    _name = "sale.order"
    _inherit = ["sale.order", "credit.document"]

    credit_debtor_id = fields.Many2one(
        related="partner_invoice_id.commercial_partner_id", string="Debtor", groups=STAFF
    )
    credit_request_ids = fields.One2many(
        "credit.request", "order_id", string="Credit requests", readonly=True, groups=STAFF
    )
    credit_banner = fields.Html(
        compute="_compute_credit_banner", compute_sudo=True, groups=STAFF
    )

    _credit_hold_idx = models.Index("(company_id) WHERE credit_hold IS TRUE")

    @api.depends(
        "amount_total", "company_id", "credit_hold", "credit_recheck", "credit_release_id",
        "currency_id", "partner_invoice_id", "state",
    )  # fmt: skip
    @api.depends_context("lang", "uid")
    def _compute_credit_banner(self):
        self.credit_banner = False
        # `compute_sudo` keeps the user: a customer never sees a figure, whatever the page asks.
        if self.env.user.share:
            return
        shown = self.filtered(
            lambda order: order.partner_invoice_id
            and (order.state in OPEN_STATES or order.credit_recheck)
        )
        for order, analysis in shown._get_credit_analyses().items():
            if analysis.codes:
                order.credit_banner = order._to_html(order._get_credit_messages(analysis))

    # -- doors --------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS sale
        self._check_gate_fields({name for vals in vals_list for name in vals})
        # An order is born as a quotation: lines that follow are then no growth, and there is one
        # door. (A default in the context may still put it into state `sale`.)
        born = [{**vals, "state": "draft"} if vals.get("state") == "sale" else vals
                for vals in vals_list]
        orders = super().create(born)
        orders.filtered(lambda order: order.state == "sale")._check_credit_gate()
        entering = orders.browse(
            order.id
            for order, vals in zip(orders, vals_list, strict=True)
            if vals.get("state") == "sale"
        )
        if entering:
            entering.write({"state": "sale"})
        return orders

    def write(self, vals):
        # EXTENDS sale
        if GATE_FIELDS.issuperset(vals):
            self._check_gate_fields(vals)
            return super().write(vals)
        self._check_gate_fields(vals)
        self._check_credit_send(vals)
        confirms = vals.get("state") == "sale"
        entering = self.filtered(lambda order: order.state != "sale") if confirms else self.browse()
        with self._watch_credit_growth():
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
        return held._get_hold_notification(analyses)

    def action_quotation_send(self):
        # EXTENDS sale: the salesperson hears it before he writes to the customer.
        self._check_credit_send({"state": "sent"})
        return super().action_quotation_send()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_credit_log(self):
        # The log of who asked and who answered stays.
        if self.sudo().credit_request_ids or self.env["credit.release"].sudo().search_count(
            [("order_id", "in", self.ids)], limit=1
        ):
            raise UserError(
                self.env._(
                    "Credit was asked for or released on this quotation, and that stays on"
                    " record: cancel it instead."
                )
            )

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
        doubtful = self.sudo()._get_doubtful()
        analyses = doubtful._filter_controlled(("sale",))._pass_credit_gate()
        self._raise_credit_refusal(analyses)
        doubtful._set_credit_approved(analyses)

    def _check_credit_send(self, vals):
        """Stop a salesperson from sending a quotation that the policy wants decided first.

        Customers and the system are never met with an exception; confirming is checked anyway.

        :raise UserError: with every reason of every quotation
        """
        if vals.get("state") != "sent" or self.env.su or self.env.user.share:
            return
        # The debtor's figures are nothing a salesperson may read by himself.
        drafts_sudo = self.sudo().filtered(lambda order: order.state == "draft")
        analyses = drafts_sudo._filter_controlled(("draft",), "send")._get_credit_analyses("send")
        self._raise_credit_refusal(
            analyses,
            self.env._("Before sending it, ask for credit with the button on the quotation."),
        )

    def _check_gate_fields(self, names):
        # EXTENDS credit.document
        if derived := not self.env.su and DERIVED_FIELDS.intersection(names):
            raise AccessError(
                self.env._(
                    "Field %(name)s of an order follows from its lines and payments:"
                    " change those instead.",
                    name=min(derived),
                )
            )
        return super()._check_gate_fields(names)

    # -- what an order says of itself ---------------------------------------------------------

    def _filter_controlled(self, states, checkpoint="confirm"):
        return self.filtered(
            lambda order: order.state in states and order.company_id._holds_credit(checkpoint)
        )

    def _get_credit_salesperson(self):
        # EXTENDS credit.document
        return self.user_id

    def _get_credit_link(self):
        # EXTENDS credit.document
        return {"order_id": self._origin.id}
