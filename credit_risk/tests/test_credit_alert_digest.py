from odoo.tests import freeze_time, tagged

from odoo.addons.mail.tests.common import MailCase

from .common_alert import AlertCommon

MONDAY, SUNDAY = "2026-09-14", "2026-09-20"


@tagged("post_install", "-at_install")
class TestCreditAlertDigest(AlertCommon, MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule("overdue_days", 30, name="Late")
        cls.digests = cls.env["credit.alert.digest"].sudo()

    def _overdue(self, debtor=None, days=40):
        self._set_figures(debtor, overdue=100, oldest_days=days, exposure=750)

    def _send(self):
        with self.mock_mail_gateway():
            self.digests._send()
            self.env["mail.mail"].sudo().process_email_queue()
        return self._mails

    def test_each_person_gets_one_mail_about_all_their_alerts(self):
        self._overdue()
        self._overdue(self._create_debtor("Second"), days=55)
        self._rule("limit_use", 80, recipient="salesperson")
        self._set_figures(limit_state="amount", utilisation=0.95)
        mails = self._send()
        self.assertEqual(len(mails), 2)
        to_manager = next(m for m in mails if self.manager.email in m["email_to"][0])
        for words in ("Debtor", "Second", "40 days overdue", "55 days overdue", "750.00"):
            self.assertIn(words, to_manager["body"])
        self.assertIn("2 open credit alerts", to_manager["subject"])
        to_seller = next(m for m in mails if self.salesperson.email in m["email_to"][0])
        self.assertIn("95 % of the limit", to_seller["body"])
        self.assertNotIn("Second", to_seller["body"])

    def test_a_first_night_of_a_large_book_is_a_message_that_can_be_read(self):
        grave = self._rule("overdue_days", 60, severity="3", name="Grave")
        debtors = self.env["res.partner"].create([{"name": f"D{n:02}"} for n in range(43)])
        for debtor in debtors:
            self._overdue(debtor)
        self._overdue(debtors[7], days=70)
        self.assertEqual(self._standing(debtors[7]).rule_id, grave)
        [mail] = self._send()
        self.assertIn("43 open credit alerts", mail["subject"])
        self.assertIn("And 3 more", mail["body"])
        shown = [debtor for debtor in debtors if debtor.name in mail["body"]]
        self.assertEqual(len(shown), 40)
        self.assertIn(debtors[7], shown)

    def test_the_same_day_again_sends_nothing(self):
        self._overdue()
        self.assertEqual(len(self._send()), 1)
        self._overdue(self._create_debtor("Second"))
        self.assertFalse(self._send())
        with freeze_time(self._day(1)):
            self.assertEqual(len(self._send()), 1)

    def test_without_open_alerts_there_is_no_mail(self):
        self.assertFalse(self._send())
        self._overdue()
        self._standing().action_acknowledge()
        self.assertFalse(self._send())

    def test_a_weekly_digest_comes_once_from_monday_to_sunday(self):
        self.company.sudo().credit_alert_digest = "weekly"
        self._overdue()
        for day, number in [(MONDAY, 1), ("2026-09-16", 0), (SUNDAY, 0), ("2026-09-21", 1)]:
            with self.subTest(day=day), freeze_time(day):
                self.assertEqual(len(self._send()), number)

    def test_a_company_may_want_none(self):
        self.company.sudo().credit_alert_digest = "never"
        self._overdue()
        self.assertFalse(self._send())

    def test_it_is_written_in_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("credit_risk.mail_template_alert_digest").sudo()
        template.with_context(lang="fr_FR").subject = "{{ object.alert_count }} alertes"
        self.manager.lang = "fr_FR"
        self._overdue()
        [mail] = self._send()
        self.assertEqual(mail["subject"], "1 alertes")

    def test_who_may_not_see_a_debtor_any_more_is_not_written_to(self):
        self._overdue()
        stranger = self._create_user("stranger", "sales_team.group_sale_salesman")
        self._standing().user_id = stranger
        self.assertFalse(self._send())

    def test_the_night_watches_tells_and_sends(self):
        self._overdue()
        self._standing().unlink()
        cron = self.env.ref("credit_risk.ir_cron_watch")
        with self.mock_mail_gateway(), self.enter_registry_test_mode():
            self.assertTrue(cron.method_direct_trigger())
            self.assertTrue(cron.method_direct_trigger())
        self.env.invalidate_all()
        self.assertEqual(len(self._standing()), 1)
        self.assertEqual(len(self.digests.search([("user_id", "=", self.manager.id)])), 1)
