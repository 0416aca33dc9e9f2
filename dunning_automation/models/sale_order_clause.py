from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    dunning_clause_id = fields.Many2one(
        "dunning.clause",
        string="Late-payment clause accepted",
        compute="_compute_dunning_clause_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="The version that stood on the document when the customer accepted it.",
    )
    dunning_clause_date = fields.Date(
        string="Clause accepted on", compute="_compute_dunning_clause_id", store=True, copy=False
    )
    dunning_clause_text = fields.Html(
        string="Clause as accepted",
        compute="_compute_dunning_clause_id",
        store=True,
        copy=False,
        help="In the customer's language.",
    )

    @api.depends("state", "signed_on")
    def _compute_dunning_clause_id(self):
        today = fields.Date.context_today(self)
        for order in self:
            accepted = order.dunning_clause_id
            if order.state != "sale" and not order.signed_on:
                accepted = accepted.browse()
            elif not accepted:
                accepted = accepted._get_current(order.company_id, order._get_clause_day(today))
            order.dunning_clause_id = accepted
            order.dunning_clause_date = accepted and (order.dunning_clause_date or today)
            order.dunning_clause_text = order._get_clause_in_language(accepted)

    def _get_clause_day(self, today):
        """Return the day of acceptance: of the signature, else today; older orders keep theirs."""
        if self.signed_on:
            return fields.Datetime.context_timestamp(self, self.signed_on).date()
        return min(today, self.date_order.date()) if self.date_order else today

    def _get_clause_in_language(self, clause):
        lang = self.partner_id.lang or self.env.lang
        return clause.with_context(lang=lang).body if clause else False

    def _get_dunning_clause(self):
        """Return the text to print: the one accepted, else the one in force today."""
        self.ensure_one()
        if self.dunning_clause_id:
            return self.dunning_clause_text
        current = self.env["dunning.clause"]._get_current(
            self.company_id, fields.Date.context_today(self)
        )
        return self._get_clause_in_language(current)
