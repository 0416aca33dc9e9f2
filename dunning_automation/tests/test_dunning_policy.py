from odoo.tests import Form, tagged

from .common_law import LawCommon


@tagged("post_install", "-at_install")
class TestDunningPolicy(LawCommon):
    def _print(self, user=None, **values):
        wizard = self.env["dunning.policy.print"].with_user(user or self.collector)
        with Form(wizard) as form:
            for name, value in values.items():
                setattr(form, name, value)
        action = form.record.action_print()
        report = self.env["ir.actions.report"].with_user(user or self.collector)
        return report._render_qweb_html(action["report_name"], form.record.ids)[0].decode()

    def test_customers_read_terms_steps_and_costs(self):
        self._create_clause().sudo().body = "<p>We charge interest.</p>"
        page = self._print()
        for words in ("For our customers", "30 days after the due date", "ECB main refinancing",
                      "8 percentage points", "12.50", "40.00", "We charge interest."):  # fmt: skip
            self.assertIn(words, page)
        self.assertNotIn("Longest term", page)

    def test_staff_also_read_limits_rules_and_deadlines(self):
        page = self._print(audience="staff")
        for words in ("For our staff", "Longest term", "Standard", "lapses after 60 months",
                      "recovered after 12 months"):  # fmt: skip
            self.assertIn(words, page)

    def test_a_task_in_an_agenda_is_nobody_elses_business(self):
        self.second.write({"channel": "activity", "schedule_activity": True})
        self.assertNotIn(self.second.name, self._print())
        self.assertIn(self.second.name, self._print(audience="staff"))

    def test_it_says_what_is_configured_now(self):
        self.second.name = "Second and last friendly word"
        self.company.dunning_small_turnover = True
        page = self._print(audience="staff")
        self.assertIn("Second and last friendly word", page)
        self.assertIn("recovered after 6 months", page)

    def test_where_no_law_is_known_no_cost_is_invented(self):
        self.company.country_id = self.env.ref("base.us")
        page = self._print()
        self.assertIn("No statutory charges", page)
        self.assertNotIn("percentage points", page)

    def test_a_salesperson_prints_it(self):
        self.assertIn("Credit and collection policy", self._print(self.salesperson))
