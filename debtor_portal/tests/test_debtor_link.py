from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.debtor_portal.models.debtor_link_attempt import MAX_FAILURES, WINDOW

from .common import DebtorPortalCommon


@tagged("post_install", "-at_install")
class TestDebtorLink(DebtorPortalCommon):

    def test_the_token_is_stored_nowhere(self):
        link, path = self._issue()
        token = path.rpartition("/")[2]
        self.env.flush_all()
        self.env.cr.execute("SELECT debtor_link::text FROM debtor_link WHERE id = %s", [link.id])
        self.assertNotIn(token, self.env.cr.fetchone()[0])
        self.assertGreaterEqual(len(token), 43, "32 random bytes at least")

    def test_each_link_is_another(self):
        self.assertNotEqual(self._issue()[1], self._issue()[1])

    def test_the_company_says_how_long_a_link_lives(self):
        self.assertEqual(self.company.debtor_link_days, 30)
        self.company.debtor_link_days = 3
        link, _path = self._issue()
        lifetime = link.date_expiry - link.create_date
        self.assertAlmostEqual(lifetime / timedelta(days=1), 3, delta=0.01)

    @mute_logger("odoo.sql_db")
    def test_a_link_lives_one_day_at_least(self):
        with self.assertRaises(Exception), self.cr.savepoint():  # noqa: B017, PT011 (database)
            self.company.debtor_link_days = 0
            self.env.flush_all()

    def test_a_link_closes_at_its_very_second(self):
        link, _path = self._issue()
        for seconds, is_open in [(-1, True), (0, False), (1, False)]:
            with (
                self.subTest(seconds=seconds),
                freeze_time(link.date_expiry + timedelta(seconds=seconds)),
            ):
                link.invalidate_recordset(["state"])
                self.assertEqual(link._is_open(), is_open)
                self.assertEqual(link.state, "active" if is_open else "expired")

    def test_a_manager_revokes(self):
        link, _path = self._issue()
        link.with_user(self.manager).action_revoke()
        self.assertFalse(link._is_open())
        self.assertEqual(link.state, "revoked")

    def test_an_accountant_cannot_revoke(self):
        link, _path = self._issue()
        with self.assertRaises(AccessError):
            link.with_user(self.accountant).action_revoke()
        self.assertTrue(link._is_open())

    def test_a_manager_cannot_revoke_in_another_company(self):
        other = self.setup_other_company()["company"]
        link, _path = self._issue(company=other)
        with self.assertRaises(AccessError):
            link.with_user(self.manager).action_revoke()

    def test_a_contact_who_changes_employer_loses_the_link(self):
        link, _path = self._issue()
        self.contact.parent_id = self._create_debtor("Competidora")
        self.assertFalse(link._is_open())

    def test_an_archived_contact_loses_the_link(self):
        link, _path = self._issue()
        self.portal_login.active = False
        self.contact.active = False
        self.assertFalse(link._is_open())

    def test_a_reminder_carries_a_link_to_its_recipient_and_company(self):
        case = self._create_case()
        url = case._get_payment_url(self.contact)
        link = self.env["debtor.link"]._find(url.rpartition("/")[2])
        self.assertEqual(link.partner_id, self.contact)
        self.assertEqual(link.commercial_partner_id, self.debtor)
        self.assertEqual(link.company_id, self.company)
        self.assertTrue(url.startswith("http"))

    def test_an_accountant_copies_a_link_that_is_not_kept(self):
        case = self._create_case()
        for record in (self.contact, case):
            with self.subTest(model=record._name):
                action = record.with_user(self.accountant).action_share_portal_link()
                url = action["context"]["default_url"]
                self.assertTrue(self.env["debtor.link"]._find(url.rpartition("/")[2])._is_open())
        self.assertFalse(self.env["debtor.link.share"]._fields["url"].store)

    def test_the_debtor_shows_how_many_links_were_issued(self):
        self._issue()
        self._issue(self.debtor)
        for partner in (self.debtor, self.contact):
            with self.subTest(partner=partner.name):
                self.assertEqual(partner.with_user(self.accountant).debtor_link_count, 2)
        links = self.env["debtor.link"].search(self.contact.action_view_debtor_links()["domain"])
        self.assertEqual(len(links), 2)


@tagged("post_install", "-at_install")
class TestDebtorLinkAttempt(TransactionCase):

    def _fail(self, times, ip="203.0.113.7"):
        for _n in range(times):
            self.env["debtor.link.attempt"]._add_failure(ip)

    def test_the_limit_is_reached_at_the_last_failure(self):
        attempts = self.env["debtor.link.attempt"]
        self._fail(MAX_FAILURES - 1)
        self.assertFalse(attempts._is_throttled("203.0.113.7"))
        self._fail(1)
        self.assertTrue(attempts._is_throttled("203.0.113.7"))

    def test_other_addresses_are_not_concerned(self):
        self._fail(MAX_FAILURES)
        self.assertFalse(self.env["debtor.link.attempt"]._is_throttled("203.0.113.8"))

    def test_the_window_passes(self):
        self._fail(MAX_FAILURES)
        attempts = self.env["debtor.link.attempt"]
        for shift, throttled in [(-1, True), (1, False)]:
            with (
                self.subTest(shift=shift),
                freeze_time(fields.Datetime.now() + WINDOW + timedelta(minutes=shift)),
            ):
                self.assertEqual(attempts._is_throttled("203.0.113.7"), throttled)

    def test_failures_are_forgotten_after_a_day(self):
        attempts = self.env["debtor.link.attempt"]
        self._fail(2)
        with freeze_time(fields.Datetime.now() + timedelta(hours=23)):
            attempts._gc_attempts()
        self.assertEqual(attempts.search_count([]), 2)
        with freeze_time(fields.Datetime.now() + timedelta(hours=25)):
            attempts._gc_attempts()
        self.assertFalse(attempts.search_count([]))
