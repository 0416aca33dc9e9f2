from odoo import api, fields, models
from odoo.tools import SQL


class CreditAssessmentLine(models.Model):
    """One factor of an assessment; all points together lead from the reference to the score."""

    _name = "credit.assessment.line"
    _description = "Credit assessment factor"
    _order = "points, id"
    _rec_name = "code"

    assessment_id = fields.Many2one(
        "credit.assessment", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    code = fields.Selection(
        [
            ("h30", "More than 30 days late"),
            ("odage", "Oldest overdue invoice"),
            ("odmonths", "Overdue balance"),
            ("ldmean", "Average days late"),
            ("spike", "Open balance"),
            ("incidents", "Returned payments and broken promises"),
            ("bureau", "Credit bureau"),
            ("statement", "Financial statements"),
            ("equity", "Negative equity"),
            ("opinion", "Analyst's correction"),
            ("insolvency", "Insolvency"),
            ("legal", "Legal proceedings"),
            ("write_off", "Debt written off"),
            ("manual_block", "Sales on hold"),
            ("default_90", "In default"),
            ("cap_60", "Long overdue"),
            ("cap_returned", "Returned payments"),
            ("cap_broken", "Broken promise"),
            ("cap_30", "Overdue"),
            ("cap_habit", "Habit of paying late"),
            ("cap_thin", "Short history"),
            ("scale", "End of the scale"),
        ],
        required=True,
    )
    value = fields.Float(digits=(12, 3), aggregator=None, help="What was found.")
    reference = fields.Float(digits=(12, 3), aggregator=None, help="The portfolio's median.")
    points = fields.Float(digits=(5, 1), help="Points won or lost against the typical debtor.")
    sentence = fields.Char(string="Explanation", compute="_compute_sentence")

    @api.depends("code", "value", "reference")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for line in self:
            line.sentence = line._get_sentence()

    def _get_sentence(self):
        """Say the factor in words, with its value and the portfolio's."""
        self.ensure_one()
        write = {
            "h30": self._say_h30,
            "odage": self._say_oldest,
            "odmonths": self._say_overdue,
            "ldmean": self._say_days_late,
            "spike": self._say_open,
            "bureau": self._say_bureau,
            "statement": self._say_statement,
        }
        return write[self.code]() if self.code in write else self._say_rule()

    def _say_h30(self):
        return self.env._(
            "%(share)s %% of invoices more than 30 days late (portfolio %(reference)s %%)",
            share=round(100 * self.value),
            reference=round(100 * self.reference),
        )

    def _say_oldest(self):
        if not self.value:
            return self.env._("Nothing is overdue")
        return self.env._(
            "The oldest unpaid invoice is %(days)s days overdue", days=int(self.value)
        )

    def _say_overdue(self):
        return self.env._(
            "The overdue balance equals %(months)s months of billing", months=self._get_months()
        )

    def _say_days_late(self):
        return self.env._(
            "Pays on average %(days)s days late (portfolio %(reference)s)",
            days=round(self.value),
            reference=round(self.reference),
        )

    def _say_open(self):
        return self.env._(
            "The open balance equals %(months)s months of billing", months=self._get_months()
        )

    def _say_bureau(self):
        return self.env._(
            "A bureau puts the probability of default at %(share)s %%",
            share=round(100 * self.value, 1),
        )

    def _say_statement(self):
        return self.env._(
            "Financial statements reach %(value)s", value=round(self.value, 2)
        )

    def _get_months(self):
        return self.env["ir.qweb.field.float"].value_to_html(self.value, {"precision": 1})

    def _say_rule(self):
        if self.code == "cap_thin":
            return self.env._(
                "Only %(count)s invoices have fallen due: B at best", count=int(self.value)
            )
        sentences = {
            "incidents": self.env._("Payments were returned, promises broken or covers withdrawn")
            if self.value
            else self.env._("No payment was returned and no promise broken"),
            "equity": self.env._("The latest accounts show negative equity"),
            "opinion": self.env._("An analyst knows what the figures do not tell"),
            "insolvency": self.env._("Insolvent"),
            "legal": self.env._("Legal proceedings are under way"),
            "write_off": self.env._("A debt was written off within 24 months"),
            "manual_block": self.env._("Sales are on hold"),
            "default_90": self.env._("A material amount is in default"),
            "cap_returned": self.env._(
                "%(count)s payments were returned within 90 days: D at best", count=int(self.value)
            ),
            "cap_broken": self.env._("A payment promise was broken within 90 days: D at best"),
            "cap_60": self.env._("A material amount is more than 60 days overdue: D at best"),
            "cap_30": self.env._("A material amount is more than 30 days overdue: C at best"),
            "cap_habit": self.env._("Pays late as a habit: B at best"),
            "scale": self.env._("Beyond the end of the scale"),
        }
        return sentences[self.code]

    @api.model
    def _insert(self, factors):
        """Insert the factors ``[(assessment id, Factor)]`` of the active company."""
        if not factors:
            return
        rows = (
            (assessment_id, self.env.company.id, *factor) for assessment_id, factor in factors
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO credit_assessment_line"
                " (assessment_id, company_id, code, value, reference, points) VALUES %s",
                SQL(", ").join(SQL("%s", row) for row in rows),
            )
        )
