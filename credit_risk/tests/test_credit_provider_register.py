from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

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
