from odoo import api, fields, models

from .credit_document import GATE_FIELDS, STAFF

SALES = ("out_invoice", "out_receipt")


class AccountMove(models.Model):
    """The gate of invoices: whatever posts one passes `_post` or `write`.

    `_post` leaves an invoice beyond its debtor's credit in draft, on hold, without an exception:
    the others of a batch, a scheduled action or an import go on. What stems from an order that was
    let through is not asked for again.
    """

    _name = "account.move"
    _inherit = ["account.move", "credit.document"]

    credit_request_ids = fields.One2many(
        "credit.request", "invoice_id", string="Credit requests", readonly=True, groups=STAFF
    )
    credit_banner = fields.Html(
        compute="_compute_credit_banner", compute_sudo=True, groups=STAFF
    )
    # What was set before the hold: a scheduled posting waits too, and goes on afterwards.
    credit_auto_post = fields.Char(readonly=True, copy=False, groups=STAFF)

    _credit_hold_idx = models.Index("(company_id) WHERE credit_hold IS TRUE")

    @api.depends("credit_hold", "credit_decision_id", "state")
    @api.depends_context("lang", "uid")
    def _compute_credit_banner(self):
        self.credit_banner = False
        if self.env.user.share:
            return
        for move in self.filtered(lambda move: move.credit_hold and move.state == "draft"):
            move.credit_banner = move._to_html(move.credit_reason_ids.mapped("message"))

    # -- doors --------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        self._check_gate_fields({name for vals in vals_list for name in vals})
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS account
        self._check_gate_fields(vals)
        posts = vals.get("state") == "posted" and not GATE_FIELDS.issuperset(vals)
        entering = self.filtered(lambda move: move.state != "posted") if posts else self.browse()
        result = super().write(vals)
        entering._check_credit_gate()
        return result

    def action_post(self):
        # EXTENDS account: the one at the screen hears the reasons.
        result = super().action_post()
        held_sudo = self.sudo().filtered(lambda move: move.credit_hold and move.state == "draft")
        if held_sudo and not result:
            return held_sudo.sudo(False)._get_hold_message()
        return result

    def _post(self, soft=True):
        # EXTENDS account
        today = fields.Date.context_today(self)
        due = self.filtered(lambda move: not soft or not move.date or move.date <= today)
        # The debtor's figures and the gate's records are nothing an accountant may write.
        analyses = due.sudo()._filter_controlled()._pass_credit_gate("invoice")
        held = due.filtered(lambda move: move._is_credit_refused(analyses))
        passed = self - held
        posted = passed._post_cleared(analyses, soft)
        if held:
            held._set_credit_hold(analyses)
        return posted

    def _post_cleared(self, analyses, soft):
        """Post invoices that the gate let through, and write down that it did."""
        if not self:
            return super()._post(soft)
        self.sudo()._restore_auto_post()
        with self._credit_clearance():
            posted = super()._post(soft)
        self.sudo()._set_credit_approved(analyses)
        return posted

    def _check_credit_gate(self):
        """Refuse invoices that got into state `posted` by a low-level door and should wait.

        :raise UserError: with every reason of every invoice
        """
        doubtful_sudo = self.sudo()._get_doubtful()
        analyses = doubtful_sudo._filter_controlled(("posted",))._pass_credit_gate("invoice")
        self._raise_credit_refusal(analyses)
        doubtful_sudo._set_credit_approved(analyses)

    # -- what an invoice says of itself -------------------------------------------------------

    def _filter_controlled(self, states=("draft",)):
        """Return the invoices that take credit of their own."""
        return self.filtered(
            lambda move: move.move_type in SALES
            and move.state in states
            and move.partner_id
            and move.company_id._holds_credit("invoice")
            and move._get_credit_need() > 0
        )

    def _get_credit_debtor(self):
        # EXTENDS credit.document
        return self.commercial_partner_id

    def _get_credit_salesperson(self):
        # EXTENDS credit.document
        return self.invoice_user_id or self.create_uid.filtered(lambda user: not user.share)

    def _get_credit_link(self):
        # EXTENDS credit.document
        return {"invoice_id": self._origin.id}

    def _get_credit_need(self):
        # EXTENDS credit.document: what confirmed orders, let through before, do not account for.
        if self.move_type not in SALES:
            return 0.0
        passed = sum(self._get_passed_amounts().values())
        return max(0.0, self.currency_id.round(self.amount_total - passed))

    def _get_passed_amounts(self):
        """Return ``{order: amount}`` of this invoice, in its currency, that orders account for.

        Not more than an order's total less its other invoices; nothing of an order that is beyond
        credit now, unless a human let it through lately.
        """
        shares = {}
        for line in self.invoice_line_ids.filtered("sale_line_ids"):
            order = line.sale_line_ids.order_id[:1]
            shares[order] = shares.get(order, 0.0) + line.price_total
        return {
            order: min(share, order._get_uninvoiced_credit(self))
            for order, share in shares.items()
            if order.state == "sale" and order._is_credit_settled()
        }

    def _examine_credit(self, known, checkpoint="invoice"):
        # EXTENDS credit.document
        analyses = {}

        def passes(move, analysis):
            analyses[move] = analysis
            return not move._is_credit_refused(analyses)

        operations = {move: move._get_credit_operation() for move in self}
        judge = self.env["credit.analysis.invoice"]
        return judge._examine(operations, known, checkpoint, passes)
