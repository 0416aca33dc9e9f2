from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_decide import CreditDecideCommon


@tagged("post_install", "-at_install")
class TestCreditPolicy(CreditDecideCommon):
    def _verdict(self, amount=10, **values):
        decision = self._ask(amount, **values)
        return decision.verdict, self._codes(decision)

    def test_the_shipped_policy_looks_at_hold_and_limit(self):
        self.assertEqual(self._verdict(1000), ("approved", []))
        self.assertEqual(self._verdict(1000.01)[1], ["R02"])

    def test_days_overdue_bind_the_day_after(self):
        self._create_policy({"kind": "overdue_days", "days": 30})
        for days, codes in ((30, []), (31, ["R01"])):
            with self.subTest(days=days):
                debtor = self._create_debtor(limit=10000)
                self._invoice(debtor, 100, due=-days)
                self.profiles._refresh(debtor)
                self.assertEqual(self._verdict(partner=debtor)[1], codes)

    def test_who_has_paid_has_nothing_old_whatever_the_profile_says(self):
        self._create_policy({"kind": "overdue_days", "days": 30})
        invoice = self._invoice(self.debtor, 100, due=-40)
        self.profiles._refresh(self.debtor)
        self.assertEqual(self._verdict()[1], ["R01"])
        self._pay(invoice)
        self.assertEqual(self._verdict()[1], [])

    def test_overdue_amount_counts_with_the_share_of_the_limit(self):
        self._create_policy({"kind": "overdue_amount", "amount": 100, "share": 50})
        self._invoice(self.debtor, 100.01, due=-5)
        self.assertEqual(self._verdict(399.99)[1], [])
        self.assertEqual(self._verdict(400)[1], ["R01"])

    def test_each_parameter_binds_on_one_side_only(self):
        for kind, values, code, good, bad in (
            ("term", {"days": 60}, "R11", {"payment_term": self.term_60},
             {"payment_term": self.term_90}),
            ("order_amount", {"amount": 500}, "R18", {"amount": 500}, {"amount": 500.01}),
            ("limit_used", {"share": 50}, "R17", {"amount": 500}, {"amount": 500.01}),
            ("method", {}, "R21", {"payment_method": "direct_debit"},
             {"payment_method": "transfer"}),
        ):
            with self.subTest(kind=kind):
                policy = self._create_policy({"kind": kind, **values})
                self.assertEqual(self._verdict(**good)[1], [])
                self.assertEqual(self._verdict(**bad)[1], [code])
                policy.unlink()

    def test_a_term_may_follow_the_grade(self):
        self.profiles._refresh(self.debtor)
        self._profile(self.debtor).sudo().write({"grade": "D", "score": 20})
        self.env.ref("credit_risk.grade_d").sudo().max_term_days = 45
        self._create_policy({"kind": "term"})
        self.assertEqual(self._verdict(payment_term=self.term_30)[1], [])
        self.assertEqual(self._verdict(payment_term=self.term_60)[1], ["R11"])

    def test_who_has_no_limit_or_no_score_may_need_a_human(self):
        self._create_policy({"kind": "no_limit"}, {"kind": "not_rated"})
        partner = self._create_debtor()
        self.profiles._refresh(partner)
        self.assertEqual(self._verdict(partner=partner)[1], ["R19", "R09"])

    def test_events_speak_while_they_are_open(self):
        self._create_policy({"kind": "event", "outcome": "refused"})
        event = self.env["credit.event"]._log(self.debtor, "insolvency", self._day(-3)).sudo()
        self.assertEqual(self._verdict(), ("refused", ["R06"]))
        event.date_to = self.today
        self.assertEqual(self._verdict(), ("approved", []))

    def test_an_event_rule_may_be_about_one_kind(self):
        self._create_policy({"kind": "event", "event_kind": "returned_payment"})
        self.env["credit.event"]._log(self.debtor, "dispute", self._day(-3))
        self.assertEqual(self._verdict()[1], [])
        self.env["credit.event"]._log(self.debtor, "returned_payment", self._day(-3))
        self.assertEqual(self._verdict()[1], ["R04"])

    def test_the_latest_external_rating_in_force_speaks(self):
        self._create_policy({"kind": "external", "share": 40})
        self.assertEqual(self._verdict()[1], [], "nobody is punished for having no report")
        reports = self.env["credit.report"].sudo()
        for days, pd in ((-30, 0.30), (-800, 0.001)):
            reports.create(
                {"partner_id": self.debtor.id, "company_id": self.company.id, "kind": "pd",
                 "source": "Bureau", "date": self._day(days), "pd": pd}
            )
        self.assertEqual(self._verdict()[1], ["R07"])
        reports.create(
            {"partner_id": self.debtor.id, "company_id": self.company.id, "kind": "pd",
             "source": "Bureau", "date": self.today, "pd": 0.001}
        )
        self.assertEqual(self._verdict()[1], [])

    def test_contact_data_and_country(self):
        france = self.env.ref("base.fr")
        self._create_policy({"kind": "contact"}, {"kind": "country", "country_ids": france.ids})
        self.assertEqual(self._verdict()[1], ["R10"])
        self.debtor.write(
            {"email": "a@example.com", "phone": "+34 600", "street": "1", "vat": "BE0477472701"}
        )
        self.debtor.country_id = france
        self.assertEqual(self._verdict()[1], ["R12"])

    def test_the_narrowest_rule_of_a_kind_judges(self):
        tag = self.env["res.partner.category"].create({"name": "Retail"})
        self._create_policy(
            {"kind": "term", "days": 30},
            {"kind": "term", "days": 60, "scope": "tag", "tag_ids": tag.ids},
        )
        self.assertEqual(self._verdict(payment_term=self.term_60)[1], ["R11"])
        self.debtor.category_id = tag
        self.assertEqual(self._verdict(payment_term=self.term_60)[1], [])
        self._create_policy(
            {"kind": "term", "days": 45, "scope": "customer", "partner_ids": self.debtor.ids}
        )
        self.assertEqual(self._verdict(payment_term=self.term_60)[1], ["R11"])

    def test_a_company_overrules_the_shared_policy(self):
        self._create_policy({"kind": "over_limit", "outcome": "refused"})
        self.assertEqual(self._verdict(5000), ("refused", ["R02"]))

    def test_an_exemption_frees_from_all_but_a_hold(self):
        self._create_policy({"kind": "exempt", "amount": 2000})
        self.assertEqual(self._verdict(2000)[1], [])
        self.assertEqual(self._verdict(2000.01)[1], ["R02"])
        self.profiles._refresh(self.debtor)
        self._profile(self.debtor).with_user(self.manager).action_set_hold("Two returned debits")
        self.assertEqual(self._verdict(2000)[1], ["R16"])

    def test_another_company_has_its_own(self):
        self._create_policy({"kind": "order_amount", "amount": 5})
        other = self.setup_other_company()["company"]
        rules = self.env["credit.policy"].with_company(other)._get_rules()
        self.assertNotIn("order_amount", [rule.kind for rule in rules])

    def test_an_inactive_policy_or_rule_is_none(self):
        policy = self._create_policy({"kind": "order_amount", "amount": 5})
        rule = policy.rule_ids
        rule.active = False
        self.assertEqual(self._verdict()[1], [])
        rule.active = True
        self.assertEqual(self._verdict()[1], ["R18"])
        policy.active = False
        self.assertEqual(self._verdict()[1], [])

    def test_each_checkpoint_has_its_rules(self):
        self._create_policy({"kind": "no_limit"}, check_confirm=False, check_delivery=False)
        kinds = {
            checkpoint: [rule.kind for rule in self.env["credit.policy"]._get_rules(checkpoint)]
            for checkpoint in ("send", "confirm", "invoice", "delivery")
        }
        self.assertIn("over_limit", kinds["confirm"])
        self.assertNotIn("no_limit", kinds["confirm"])
        self.assertIn("no_limit", kinds["invoice"])
        self.assertNotIn("no_limit", kinds["delivery"])
        self.assertEqual(kinds["send"], [])

    def test_a_policy_may_hold_where_the_company_informs(self):
        self.company.credit_order_control = "inform"
        self.assertFalse(self.env["credit.policy"]._holds())
        self._create_policy({"kind": "order_amount", "amount": 5}, mode="hold")
        self.assertTrue(self.env["credit.policy"]._holds())

    def test_an_amount_needs_a_currency(self):
        with self.assertRaisesRegex(ValidationError, "currency"):
            self._create_policy({"kind": "order_amount", "amount": 5}, company_id=False)

    def test_a_rule_that_is_about_nobody_is_refused(self):
        for values in (
            {"kind": "term", "scope": "tag"},
            {"kind": "grade"},
            {"kind": "country"},
            {"kind": "limit_used"},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._create_policy(values)

    def test_the_shipped_policy_stays(self):
        with self.assertRaises(UserError):
            self.env.ref("credit_risk.credit_policy_default").unlink()

    def test_only_credit_managers_write_policies(self):
        for user in (self.controller, self.salesperson):
            with self.assertRaises(AccessError):
                self.env["credit.policy"].with_user(user).create({"name": "Mine"})
        self.env["credit.policy"].with_user(self.manager).create({"name": "Mine"})

    def test_known_rules_cost_no_query(self):
        policies = self.env["credit.policy"]
        policies._get_rules()
        with self.assertQueryCount(0):
            policies._get_rules()

    # -- which rule fires ---------------------------------------------------------------------

    def _try(self, **values):
        test = self.env["credit.policy.test"].with_user(self.manager).create(
            {"partner_id": self.debtor.id, "amount": 1500, **values}
        )
        test.action_test()
        return test

    def test_the_dialog_says_what_each_rule_says(self):
        self._create_policy(
            {"kind": "term", "days": 30},
            {"kind": "term", "days": 90, "scope": "customer", "partner_ids": self.debtor.ids},
            {"kind": "order_amount", "amount": 5, "scope": "customer",
             "partner_ids": [Command.link(self._create_debtor("Other").id)]},
            {"kind": "exempt", "amount": 5},
        )
        test = self._try(payment_term_id=self.term_60.id)
        results = [(line.rule_id.kind, line.rule_id.days, line.result) for line in test.line_ids]
        self.assertEqual(test.verdict, "review")
        for expected in (
            ("over_limit", 0, "fires"),
            ("hold", 0, "passes"),
            ("term", 30, "overruled"),
            ("term", 90, "passes"),
            ("order_amount", 0, "other"),
            ("exempt", 0, "passes"),
        ):
            self.assertIn(expected, results)
        fired = test.line_ids.filtered(lambda line: line.result == "fires")
        self.assertIn("exceeded", fired.message)

    def test_every_rule_has_words(self):
        Rule = self.env["credit.policy.rule"]
        grade, country = self.env.ref("credit_risk.grade_d"), self.env.ref("base.es")
        for kind, _label in Rule._fields["kind"].selection:
            with self.subTest(kind=kind):
                rule = Rule.new(
                    {"kind": kind, "days": 5, "amount": 6, "share": 7, "grade_ids": grade.ids,
                     "country_ids": country.ids, "policy_id": self._create_policy().id}
                )
                self.assertTrue(rule.summary)
