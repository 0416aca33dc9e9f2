from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.payment_date import Paid, expect

TYPICAL = 4  # instalments that stand for how most customers pay


class AccountMove(models.Model):
    """When the money of an open invoice will come, as its customer pays."""

    _inherit = "account.move"

    expected_payment_date = fields.Date(
        compute="_compute_expected_payment_date",
        help="Half of such invoices are paid by this day, going by how the customer pays.",
    )
    expected_payment_date_late = fields.Date(
        string="Expected payment at the latest",
        compute="_compute_expected_payment_date",
        help="Four out of five such invoices are paid by this day.",
    )

    @api.depends("state", "payment_state", "invoice_date_due", "commercial_partner_id")
    def _compute_expected_payment_date(self):
        awaited = self.filtered(
            lambda move: move.move_type == "out_invoice"
            and move.state == "posted"
            and move.payment_state in ("not_paid", "partial")
            and move.invoice_date_due
        )
        (self - awaited).expected_payment_date = False
        (self - awaited).expected_payment_date_late = False
        today = fields.Date.context_today(self)
        for company, moves in awaited.grouped("company_id").items():
            histories, typical = moves.with_company(company)._get_payment_histories(today)
            for move in moves:
                own = histories.get(move.commercial_partner_id.id, ())
                found = expect(move.invoice_date_due, today, own, typical)
                move.expected_payment_date, move.expected_payment_date_late = found

    def _get_payment_histories(self, today):
        """Return ({partner id: [Paid]}, how most customers pay) in the active company."""
        scoring = self.env["credit.scoring"]
        scoring._flush_facts()
        rows = self.env.execute_query(
            SQL(
                "SELECT debtor_id, due, open, paid_on FROM (%s) item"
                " WHERE due < %s AND (open > 0 OR paid_on IS NOT NULL)",
                scoring._items_sql(today, self.commercial_partner_id.ids),
                today,
            )
        )
        histories = {}
        for debtor_id, due, left, paid_on in rows:
            until = today if left > 0 else paid_on
            paid = Paid((until - due).days, (today - due).days, left > 0)
            histories.setdefault(debtor_id, []).append(paid)
        kept = self.env["credit.calibration"]._get_last(today, None, 35)
        return histories, [Paid(round(kept.days), 0)] * (TYPICAL if kept else 0)
