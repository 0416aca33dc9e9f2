from odoo import fields

from .common import CreditRiskCommon


class AlertCommon(CreditRiskCommon):
    """A company in which nothing is watched but what a test says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alerts = cls.env["credit.alert"].sudo()
        cls.rules = cls.env["credit.alert.rule"].sudo()
        cls.rules.search([]).active = False
        cls.company.credit_order_control = "inform"  # large invoices are no matter here
        cls.debtor = cls._create_debtor(limit=1000)

    @classmethod
    def _rule(cls, kind, threshold, **values):
        return cls.rules.create(
            {
                "name": kind,
                "kind": kind,
                "threshold": threshold,
                "activity_type_id": cls.env.ref("credit_risk.mail_activity_type_alert").id,
                **values,
            }
        )

    @classmethod
    def _shipped(cls, name):
        rule = cls.env.ref(f"credit_risk.alert_rule_{name}").sudo()
        rule.active = True
        return rule

    @classmethod
    def _standing(cls, debtor=None, company=None):
        """The alerts whose cause stands, in the debtor's company."""
        return cls.alerts.search(
            [
                ("partner_id", "=", (debtor or cls.debtor).id),
                ("company_id", "=", (company or cls.company).id),
                ("is_current", "=", True),
            ]
        )

    @classmethod
    def _set_figures(cls, debtor=None, **figures):
        """Write the figures of a profile and have the rules look at it."""
        profile = cls._ensure_profile(debtor or cls.debtor)
        profile.write(figures)
        cls.alerts._watch(profile.partner_id.ids)
        return profile

    @classmethod
    def _ensure_profile(cls, debtor):
        cls.profiles._create_missing(debtor.ids)
        return cls._profile(debtor).sudo()

    @classmethod
    def _assess(cls, days_ago, score, grade, debtor=None, scorecard=None, typical=0):
        """Write down an assessment of that day and have the profile show it."""
        profile = cls._ensure_profile(debtor or cls.debtor)
        assessment = cls.env["credit.assessment"].sudo().create(
            {
                "profile_id": profile.id,
                "company_id": profile.company_id.id,
                "date": cls._day(-days_ago),
                "score": score,
                "grade": grade,
                "scorecard_id": scorecard and scorecard.id,
                "reference_score": typical,
            }
        )
        profile.write({"assessment_id": assessment.id, "score": score, "grade": grade})
        return assessment

    def _assert_opens(self, rule, cases, put):
        """Each case is (value, whether it opens); ``put(debtor, value)`` makes it so."""
        for value, opens in cases:
            with self.subTest(kind=rule.kind, value=value):
                debtor = self._create_debtor(f"{rule.kind} {value}")
                put(debtor, value)
                self.alerts._watch(debtor.ids)
                self.assertEqual(bool(self._standing(debtor)), opens)

    @classmethod
    def _on(cls, days):
        return fields.Date.to_string(cls._day(days))
