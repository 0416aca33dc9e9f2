from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import file_open, mute_logger

from .common_provider import LEI, OTHER_LEI, ProviderCommon


@tagged("post_install", "-at_install")
class TestLeiRegister(ProviderCommon):
    def test_a_firm_found_by_its_name_becomes_a_report(self):
        self._tell("/api/v1/lei-records", {"data": [self._make_record()]})
        report = self.gleif.with_user(self.controller)._order_report(self.debtor).report
        self.assertEqual(
            (report.kind, report.lei, report.legal_name, report.status, report.source),
            ("identity", LEI, "Acme Ltd", "active", self.gleif.name),
        )
        self.assertEqual(report.user_id, self.controller)
        self.assertIn('"registeredAs": "B-123"', report.raw_answer)
        [(method, _path, query, headers, _body)] = self.server.asked
        self.assertEqual(query["filter[entity.legalName]"], "Acme Ltd")
        self.assertEqual(query["filter[entity.legalAddress.country]"], "ES")
        self.assertEqual((method, headers["Accept"]), ("GET", "application/vnd.api+json"))
        self.assertEqual(self._calls(self.gleif).outcome, "ok")

    def test_the_registration_number_is_asked_before_the_name(self):
        self.debtor.company_registry = "B-123"
        record = self._make_record(name="Acme Limited")
        self._tell("/api/v1/lei-records",
                   lambda query: {"data": [record] * ("filter[entity.registeredAs]" in query)})
        self.assertEqual(self.gleif._order_report(self.debtor).report.lei, LEI)
        self.assertEqual(len(self.server.asked), 1)

    def test_a_known_lei_is_asked_directly(self):
        self._tell(f"/api/v1/lei-records/{LEI}", {"data": self._make_record(name="Else SA")})
        self.debtor.company_registry = LEI.lower()
        self.assertEqual(self.gleif._order_report(self.debtor).report.legal_name, "Else SA")
        self.debtor.company_registry = False
        self.assertEqual(self.gleif._order_report(self.debtor).report.legal_name, "Else SA")
        self.assertEqual(len(self.server.asked), 2)

    def test_a_human_chooses_among_several(self):
        records = [self._make_record(name="Acme Group"),
                   self._make_record(OTHER_LEI, "Acme Works", "B-9")]
        self._tell("/api/v1/lei-records", {"data": records})
        self._tell(f"/api/v1/lei-records/{OTHER_LEI}", {"data": records[1]})
        order = self.env["credit.report.order"].with_user(self.controller).create(
            {"partner_id": self.debtor.id, "provider_id": self.gleif.id}
        )
        order.action_order()
        self.assertIn("several", order.message)
        self.assertEqual(order.candidate_ids.mapped("key"), [LEI, OTHER_LEI])
        action = order.candidate_ids[1].action_choose()
        report = self.env["credit.report"].browse(action["res_id"])
        self.assertEqual((report.lei, report.legal_name), (OTHER_LEI, "Acme Works"))

    def test_another_name_is_never_taken_for_the_customer(self):
        self._tell("/api/v1/lei-records", {"data": [self._make_record(name="Acme Group")]})
        ordered = self.assertFails(self.gleif, "ambiguous", "choose")
        self.assertEqual([name for _key, name, _detail in ordered.candidates], ["Acme Group"])

    def test_entries_that_point_elsewhere_do_not_count(self):
        record = self._make_record()
        record["attributes"]["registration"]["status"] = "DUPLICATE"
        self._tell("/api/v1/lei-records", {"data": [record]})
        self.assertFails(self.gleif, "not_found", "does not know")

    def test_an_unknown_firm_is_said_to_be_unknown(self):
        self._tell("/api/v1/lei-records", {"data": []})
        self.assertFails(self.gleif, "not_found", "does not know")
        self.debtor.company_registry = LEI
        self.assertFails(self.gleif, "not_found", "does not know")

    def test_an_answer_of_another_form_is_refused_whole(self):
        for said in ({"data": [{"id": LEI}]}, {"errors": []}, [], {"data": "x"}, "soon"):
            with self.subTest(said=said):
                self._tell("/api/v1/lei-records", said)
                self.assertFails(self.gleif, "unreadable", "nothing was stored")

    def test_a_bankruptcy_in_the_register_is_an_event(self):
        events = [{"groupType": "STANDALONE", "events": [
            {"type": "BANKRUPTCY", "status": "IN_PROGRESS", "effectiveDate": "2024-02-03T00:00:00Z"}
        ]}]
        self._tell("/api/v1/lei-records", {"data": [self._make_record(eventGroups=events)]})
        report = self.gleif._order_report(self.debtor).report
        self.assertEqual(report.status, "insolvent")
        event = self.env["credit.event"].search([("partner_id", "=", self.debtor.id)])
        self.assertEqual((event.kind, str(event.date)), ("insolvency", "2024-02-03"))
        self.assertEqual(event.source, report)


@tagged("post_install", "-at_install")
class TestVatRegister(ProviderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls.debtor.with_context(no_vat_validation=True)
        cls.debtor.vat = "ESB12345674"

    def _answer(self, **values):
        self._tell("/rest-api/check-vat-number", {
            "countryCode": "ES", "vatNumber": "B12345674", "valid": True,
            "name": "ACME SL", "address": "---", "requestDate": "2025-01-01T10:00:00Z", **values,
        })  # fmt: skip

    def test_a_valid_number_becomes_a_report(self):
        self._answer()
        report = self.vies._order_report(self.debtor).report
        self.assertEqual((report.vat, report.vat_state), ("ESB12345674", "valid"))
        self.assertEqual((report.legal_name, report.address), ("ACME SL", False))
        self.assertFalse(report.status, "a VAT number says nothing of an insolvency")
        [(method, _path, _query, _headers, body)] = self.server.asked
        self.assertEqual(method, "POST")
        self.assertEqual(body, '{"countryCode": "ES", "vatNumber": "B12345674"}')

    def test_an_invalid_number_is_an_answer_too(self):
        self._answer(valid=False, name="---")
        report = self.vies._order_report(self.debtor).report
        self.assertEqual((report.vat_state, report.legal_name), ("invalid", False))

    def test_a_customer_without_a_european_number_is_not_asked_about(self):
        for vat in (False, "CHE123456789"):
            self.debtor.vat = vat
            self.debtor.country_id = self.env.ref("base.ch")
            ordered = self.vies._order_report(self.debtor)
            self.assertIn("a VAT number of the European Union", ordered.message)
        self.assertFalse(self.server.asked)
        self.assertFalse(self._calls(self.vies), "it costs nothing of the quota")

    def test_what_the_register_cannot_say_is_never_taken_for_invalid(self):
        for code, outcome in [
            ("MS_UNAVAILABLE", "server_error"), ("TIMEOUT", "server_error"),
            ("INVALID_INPUT", "rejected"), ("IP_BLOCKED", "refused"),
            ("MS_MAX_CONCURRENT_REQ", "quota"),
        ]:  # fmt: skip
            for status in (200, 400, 500):
                with self.subTest(code=code, status=status):
                    self.vies.paused_until = False
                    error = {"actionSucceed": False, "errorWrappers": [{"error": code}]}
                    self._tell("/rest-api/check-vat-number", error, status)
                    self.assertFails(self.vies, outcome, code)

    def test_an_error_without_explanation_is_the_provider_s(self):
        self._tell("/rest-api/check-vat-number", "<html>", 503)
        self.assertFails(self.vies, "server_error", "503")
        self._tell("/rest-api/check-vat-number", {"name": "x"})
        self.assertFails(self.vies, "unreadable", "valid")

    def test_a_busy_register_is_left_alone_for_a_minute(self):
        error = {"actionSucceed": False, "errorWrappers": [{"error": "MS_MAX_CONCURRENT_REQ"}]}
        self._tell("/rest-api/check-vat-number", error)
        self.vies._order_report(self.debtor)
        pause = self.vies.paused_until - fields.Datetime.now()
        self.assertTrue(timedelta(seconds=50) < pause <= timedelta(seconds=61))


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
