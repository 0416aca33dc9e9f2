from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import file_open, mute_logger

from .common_provider import ProviderCommon


@tagged("post_install", "-at_install")
class TestBureau(ProviderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bureau = cls._create_bureau()
        cls.path = "/companies/ES%2FB1"
        cls.debtor.ref = "ES/B1"
        cls.bureau.endpoint = f"{cls.server.url}/companies/{{ref}}"

    def _answer(self, status=200, headers=None, **values):
        data = {"score": 70, "limit": {"amount": "2500.50"}, "state": "ACT", **values}
        self._tell(self.path, {"data": [data]}, status, **(headers or {}))

    def test_the_answer_is_read_as_set_up(self):
        self._answer()
        report = self.bureau.with_user(self.controller)._order_report(self.debtor).report
        self.assertEqual((report.kind, report.rating, report.status), ("rating", "70", "active"))
        self.assertAlmostEqual(report.pd, 0.04)
        self.assertAlmostEqual(report.score, 69.7, 1)
        self.assertEqual(report.recommended_limit, 2500.5)
        self.assertEqual(self.server.asked[0][3]["Authorization"], "Bearer secret")

    def test_what_is_odd_or_missing_is_refused_whole(self):
        for values, words in [
            ({"score": None}, "data[0].score"), ({"score": {"a": 1}}, "cannot be read"),
            ({"state": "???"}, "???"), ({"limit": {"amount": "much"}}, "much"),
            ({"limit": {"amount": float("inf")}}, "cannot be read"),
            ({"since": "soon"}, "soon"), ({"score": "abc"}, "abc"),
        ]:  # fmt: skip
            with self.subTest(values=values):
                self._answer(**values)
                self.assertFails(self.bureau, "unreadable", words)

    def test_too_many_questions_pause_the_provider(self):
        for said, seconds in [("120", 120), ("", 3600), ("x", 3600)]:
            with self.subTest(said=said):
                headers = {"Retry_After": said}
                self.bureau.paused_until = False
                self._answer(429, headers)
                self.assertFails(self.bureau, "quota", "left alone")
                pause = (self.bureau.paused_until - fields.Datetime.now()).total_seconds()
                self.assertAlmostEqual(pause, seconds, delta=5)
        asked = len(self.server.asked)
        self.assertIn("asked not to be called", self.bureau._order_report(self.debtor).message)
        self.assertEqual(len(self.server.asked), asked)
        self.bureau.action_resume()
        self._answer()
        self.assertTrue(self.bureau._order_report(self.debtor).report)

    def test_a_pause_may_be_given_as_a_date(self):
        self._answer(429, {"Retry_After": "Wed, 21 Oct 2015 07:28:00 GMT"})
        self.bureau._order_report(self.debtor)
        self.assertLess(self.bureau.paused_until, fields.Datetime.now() + timedelta(minutes=1))

    def test_each_refusal_says_the_way_out(self):
        for status, outcome, words in [
            (401, "refused", "key"), (403, "refused", "key"), (404, "not_found", "Check name"),
            (400, "rejected", "rejects"), (302, "rejected", "302"), (500, "server_error", "later"),
        ]:  # fmt: skip
            with self.subTest(status=status):
                self._answer(status)
                self.assertFails(self.bureau, outcome, words)

    def test_a_server_that_trickles_is_not_waited_for(self):
        self.bureau.timeout = 1
        self._tell(self.path, "trickle")
        self.assertFails(self.bureau, "timeout", "in time")

    def test_a_server_that_floods_is_cut_off(self):
        self._tell(self.path, " " * (2 * 1024 * 1024 + 1))
        self.assertFails(self.bureau, "unreadable", "too long")

    def test_a_server_that_is_gone_is_said_to_be_gone(self):
        self.bureau.endpoint = "http://127.0.0.1:1/{ref}"
        self.assertFails(self.bureau, "unreachable", "cannot be reached")

    def test_the_quota_counts_failures_too(self):
        self.bureau.daily_quota = 2
        self._answer(500)
        self.bureau._order_report(self.debtor)
        self._answer()
        self.assertTrue(self.bureau._order_report(self.debtor).report)
        self.assertIn("used up", self.bureau._order_report(self.debtor).message)
        self.assertEqual(self.bureau.calls_today, 2)

    def test_what_the_address_needs_must_be_known(self):
        self.debtor.ref = False
        self.assertIn("a reference", self.bureau._order_report(self.debtor).message)
        self.assertFalse(self.server.asked)

    def test_an_address_asks_for_what_there_is(self):
        for endpoint in ("ftp://x", "https://x/{nif}", "https://x/{vat", ""):
            with self.subTest(endpoint=endpoint), self.assertRaises(ValidationError):
                self.bureau.endpoint = endpoint

    def test_nobody_but_managers_reads_the_key(self):
        for name in ("api_key", "endpoint"):
            with self.assertRaises(AccessError):
                self.bureau.with_user(self.controller).read([name])
        self.assertEqual(self.bureau.with_user(self.manager).api_key, "secret")
        self.assertFalse(self.bureau.copy().api_key)

    def test_what_a_provider_answered_is_not_edited(self):
        self._answer()
        report = self.bureau.with_user(self.controller)._order_report(self.debtor).report
        with self.assertRaises(UserError):
            report.with_user(self.manager).write({"rating": "99"})
        report.with_user(self.manager).write({"note": "Ask them", "active": False})
        with self.assertRaises(AccessError):
            self.env["credit.report"].with_user(self.controller).create(
                {"partner_id": self.debtor.id, "kind": "identity", "source": "Bureau",
                 "provider_id": self.bureau.id}
            )  # fmt: skip

    def test_a_copy_of_production_asks_nobody(self):
        with file_open("credit_risk/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.assertFalse(self.env["credit.provider"].search([]))
        self.assertFalse(self.bureau.api_key)

    def test_a_switched_off_provider_asks_nothing(self):
        self.bureau.active = False
        self.assertIn("switched off", self.bureau._order_report(self.debtor).message)
        self.assertFalse(self.server.asked)


@tagged("post_install", "-at_install")
class TestRenewal(ProviderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bureau = cls._create_bureau(is_renewed=True, renewal_days=15)
        cls.debtors = cls.env["res.partner"]
        for number in range(3):
            debtor = cls._create_debtor(f"D{number}").with_context(no_vat_validation=True)
            debtor.vat = f"V{number}"
            cls.debtors |= debtor

    def _file(self, debtor, ends_in, age=100):
        return self.env["credit.report"].sudo().create({
            "partner_id": debtor.id, "kind": "identity", "source": "Bureau",
            "provider_id": self.bureau.id, "date": self._day(-age),
            "date_expiry": self._day(ends_in),
        })  # fmt: skip

    def _run(self):
        with self.enter_registry_test_mode(), mute_logger("odoo.addons.base.models.ir_cron"):
            self.env.ref("credit_risk.ir_cron_renew_reports").method_direct_trigger()
        self.env.invalidate_all()

    def test_only_the_newest_that_ends_soon_is_asked_for(self):
        ends = dict(zip(self.debtors, (15, 16, -40), strict=True))
        reports = {debtor: self._file(debtor, days) for debtor, days in ends.items()}
        self.assertEqual(
            self.bureau._get_due_reports(), reports[self.debtors[2]] | reports[self.debtors[0]]
        )
        self._file(self.debtors[0], 300, age=1)
        self.assertEqual(self.bureau._get_due_reports(), reports[self.debtors[2]])

    def test_one_failure_ends_nothing_and_nothing_is_asked_twice(self):
        for debtor in self.debtors:
            self._file(debtor, 3)
        self._tell("/companies/V0", {"data": [{"score": 71}]})
        self._tell("/companies/V1", "nonsense")
        self._tell("/companies/V2", {"data": [{"score": 72}]})
        self._run()
        self.assertEqual(len(self.server.asked), 3)
        ratings = self.env["credit.report"].search(
            [("provider_id", "=", self.bureau.id), ("kind", "=", "rating")], order="rating"
        )
        self.assertEqual(ratings.mapped("rating"), ["71", "72"])
        self._run()
        self.assertEqual(len(self.server.asked), 3)

    def test_the_quota_ends_the_questions_of_the_night(self):
        for debtor in self.debtors:
            self._file(debtor, 3)
        self.bureau.daily_quota = 1
        self._run()
        self.assertEqual(len(self.server.asked), 1)

    def test_no_row_of_a_debtor_is_locked_while_asking(self):
        self._file(self.debtors[0], 3)
        statements = []
        execute = type(self.env.cr).execute

        def note(cr, query, *args, **kwargs):
            statements.append(str(query))
            return execute(cr, query, *args, **kwargs)

        def said(_query):
            self.assertFalse([q for q in statements if "credit_profile" in q and "UPDATE" in q])
            return {"data": [{"score": 71}]}

        self._tell("/companies/V0", said)
        with patch.object(type(self.env.cr), "execute", note):
            self.bureau._order_report(self.debtors[0])
        self.assertTrue(statements)
