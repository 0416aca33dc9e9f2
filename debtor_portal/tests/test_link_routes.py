from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.debtor_portal.models.debtor_link_attempt import MAX_FAILURES
from odoo.addons.payment.tests.http_common import PaymentHttpCommon

from .common import DebtorPortalCommon, DebtorPortalHttp


@tagged("post_install", "-at_install")
class TestLinkRoutes(DebtorPortalHttp, DebtorPortalCommon, PaymentHttpCommon):
    """What a personal link opens, and what it never opens."""

    def test_a_link_opens_the_debts_without_login(self):
        move = self._create_debt(10)
        link, path = self._issue()
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertTrue(page.url.endswith("/my/debts"), "the token left the address")
        self.assertIn(move.name, page.text)
        self.assertIn(self.contact.name, page.text)
        self.assertEqual(link.use_count, 1)
        self.assertTrue(link.last_used)

    def test_the_token_leaks_to_nobody(self):
        _link, path = self._issue()
        for address in (path, "/my/debts/link/unknown"):
            with self.subTest(address=address):
                response = self.url_open(address, allow_redirects=False)
                self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
                self.assertEqual(response.headers["Cache-Control"], "no-store")
        page = self.url_open(path)
        self.assertNotIn(path.rpartition("/")[2], page.text)

    def test_a_link_shows_its_company_only(self):
        other = self.setup_other_company(name="Otra Casa")["company"]
        mine = self._create_debt(10)
        self._create_debt(10, company=other)
        page = self.url_open(self._issue()[1]).text
        self.assertIn(mine.name, page)
        self.assertNotIn("Otra Casa", page)

    def _close_unknown(self, link, path):
        return "/my/debts/link/unknown"

    def _close_expired(self, link, path):
        link.date_expiry = fields.Datetime.now() - timedelta(seconds=1)
        return path

    def _close_revoked(self, link, path):
        link.is_revoked = True
        return path

    def test_unknown_expired_and_revoked_links_get_the_same_page(self):
        pages = set()
        for close in (self._close_unknown, self._close_expired, self._close_revoked):
            response = self.url_open(close(*self._issue()))
            self.assertEqual(response.status_code, 403)
            self.assertIn("no longer valid", response.text)
            start = response.text.index('name="link_closed"')
            pages.add(response.text[start:response.text.index("</main>", start)])
        self.assertEqual(len(pages), 1)

    def test_a_revoked_link_closes_the_page_that_is_open(self):
        line = self._get_lines(self._create_debt(10))
        link, path = self._issue()
        self.url_open(path)
        link.is_revoked = True
        for address in ("/my/debts", f"/my/debts/pay?lines={line.id}",
                        f"/my/debts/document/{line.move_id.id}"):
            with self.subTest(address=address):
                self.url_open(path)  # nothing opens any more
                response = self.url_open(address, allow_redirects=False)
                self.assertIn(response.status_code, (303, 403))
                self.assertNotIn(line.move_id.name, response.text)

    def test_a_closed_link_says_so_where_it_was_open(self):
        link, path = self._issue()
        self.url_open(path)
        link.is_revoked = True
        response = self.url_open("/my/debts")
        self.assertEqual(response.status_code, 403)
        self.assertIn("no longer valid", response.text)

    def test_guessing_is_slowed_down(self):
        _link, path = self._issue()
        for _n in range(MAX_FAILURES):
            self.assertEqual(self.url_open("/my/debts/link/guess").status_code, 403)
        self.assertEqual(self.url_open("/my/debts/link/guess").status_code, 429)
        self.assertEqual(self.url_open(path).status_code, 429, "from there, even a good one")
        self.assertEqual(
            self.env["debtor.link.attempt"].sudo().search_count([]), MAX_FAILURES,
            "a blocked address costs no more rows")

    def test_old_links_are_no_guesses(self):
        link, path = self._issue()
        link.is_revoked = True
        self.url_open(path)
        self.assertFalse(self.env["debtor.link.attempt"].sudo().search_count([]))

    def test_a_link_speaks_the_contacts_language(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.contact.lang = "es_ES"
        response = self.url_open(self._issue()[1], allow_redirects=False)
        self.assertEqual(response.headers["Location"], "/es/my/debts")

    def test_leaving_needs_the_forms_token_and_closes_the_session(self):
        page = self.url_open(self._issue()[1])
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open("/my/debts/leave", data={"a": 1}).status_code, 400)
        self.assertEqual(self.url_open("/my/debts").status_code, 200)
        self._post(page, "/my/debts/leave")
        response = self.url_open("/my/debts", allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])

    def test_a_login_goes_before_a_link_to_the_same_account(self):
        other = self.setup_other_company(name="Otra Casa")["company"]
        self._create_debt(10, company=other)
        self.authenticate("aurora", "aurora")
        page = self.url_open(self._issue()[1])
        self.assertIn("Otra Casa", page.text)
        self.assertNotIn("Personal access", page.text)

    def test_a_link_to_another_account_goes_before_the_login(self):
        stranger = self._create_debtor("Otra")
        theirs = self._create_debt(10, partner=stranger)
        self.authenticate("aurora", "aurora")
        page = self.url_open(self._issue(stranger.child_ids)[1])
        self.assertIn("Personal access", page.text)
        self.assertIn(theirs.name, page.text)
