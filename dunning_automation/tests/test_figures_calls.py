from datetime import date

from odoo.tests import freeze_time, tagged

from .common_figures import NOW, FiguresCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFiguresOfCalls(FiguresCommon):
    def _call(self, invoice, on, is_contact=True, user=None):
        """Write the call that somebody made on a day, whatever its outcome drives."""
        case = self.env["dunning.case"].sudo().create(
            {"partner_id": invoice.commercial_partner_id.id, "company_id": self.company.id}
        )  # fmt: skip
        outcome = self.env["dunning.outcome"].search([], limit=1)
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO dunning_call (case_id, partner_id, company_id, user_id, date, outcome_id,"
            " is_contact, direction) VALUES (%s, %s, %s, %s, %s, %s, %s, 'out')",
            [case.id, case.partner_id.id, self.company.id, (user or self.collector).id,
             f"{on} 10:00:00", outcome.id, is_contact],
        )  # fmt: skip

    def test_who_was_spoken_with_is_managed(self):
        invoice = self._bill(300, date(2026, 6, 1), "2026-07-01")
        unanswered = self._bill(300, date(2026, 6, 1), "2026-07-01", self._create_debtor("Deaf"))
        self._call(invoice, date(2026, 8, 20))
        self._call(unanswered, date(2026, 8, 20), is_contact=False)
        self.assertEqual(self._take().managed_rate, 0.5)

    def test_money_after_a_call_is_its_callers(self):
        invoice = self._bill(300, date(2026, 6, 1), "2026-07-01")
        self._call(invoice, date(2026, 8, 10), user=self.helper)
        self._settle(invoice, date(2026, 8, 12))
        snapshot = self._take()
        self.assertEqual(snapshot.collector_ids.user_id, self.helper)
        self.assertEqual(snapshot.collector_yield, 300)
        self.assertEqual(len(self._behind(snapshot.action_view_calls())), 1)

    def test_cost_to_collect(self):
        self.company.write({"dunning_cost_call": 6.0, "dunning_cost_email": 0.5})
        invoice = self._bill(1000, date(2026, 6, 1), "2026-07-01")
        self._call(invoice, date(2026, 8, 10))
        self._remind(invoice, date(2026, 8, 11))
        self._settle(invoice, date(2026, 8, 12), amount=650)
        self.assertEqual(self._take().collection_cost, 0.01)
