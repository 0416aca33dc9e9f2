from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common_figures import JULY, NOW, FiguresCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFiguresOfDisputes(FiguresCommon):
    def _dispute(self, invoice, amount, on, closed=None):
        dispute = self.env["dunning.dispute"].create(
            {
                "partner_id": invoice.commercial_partner_id.id,
                "company_id": self.company.id,
                "currency_id": invoice.currency_id.id,
                "line_ids": [Command.set(self._get_instalments(invoice).ids)],
                "amount": amount,
                "date": on,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE dunning_dispute SET date_close = %s WHERE id = %s", [closed, dispute.id]
        )
        dispute.invalidate_recordset()
        return dispute

    def test_disputed_of_what_was_billed_and_days_to_decide(self):
        invoice = self._bill(1000, date(2026, 8, 1), "2026-08-31")
        old = self._bill(500, date(2026, 7, 1), "2026-07-31")
        self._dispute(invoice, 30, date(2026, 8, 1), date(2026, 8, 11))
        self._dispute(invoice, 20, date(2026, 8, 31))
        self._dispute(old, 100, date(2026, 7, 31), date(2026, 8, 31))
        snapshot = self._take()
        self.assertEqual((snapshot.dispute_count, snapshot.dispute_rate), (2, 0.05))
        self.assertEqual(snapshot.dispute_days, (10 + 31) / 2)
        self.assertEqual(len(self._behind(snapshot.action_view_disputes())), 3)
        july = self._take(JULY)
        self.assertEqual((july.dispute_count, july.dispute_rate, july.dispute_days), (1, 0.2, 0))
