import json

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.credit_risk.kernel.pg_array import literal_of
from odoo.addons.credit_risk.kernel.scoring import is_news


class CreditAssessment(models.Model):
    """One dated, explained score. Written once, never changed."""

    _name = "credit.assessment"
    _description = "Credit assessment"
    _order = "date desc, id desc"
    _rec_name = "date"
    _check_company_auto = True

    profile_id = fields.Many2one(
        "credit.profile", required=True, index=True, ondelete="cascade", check_company=True
    )
    partner_id = fields.Many2one(related="profile_id.partner_id", store=True, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
    date = fields.Date(required=True, help="The score uses no fact later than this day.")
    score = fields.Float(digits=(5, 1), aggregator="avg")
    grade = fields.Selection(
        selection=lambda self: self.env["credit.profile"]._selection_grade(), required=True
    )
    pd = fields.Float(string="Probability of default", digits=(6, 4), aggregator="avg")
    p_late = fields.Float(string="Probability of late payment", digits=(6, 4), aggregator="avg")
    confidence = fields.Float(digits=(4, 3), aggregator="avg")
    reference_score = fields.Float(
        digits=(5, 1), aggregator=None, help="Score of the typical debtor of the portfolio."
    )
    line_ids = fields.One2many("credit.assessment.line", "assessment_id")

    state = fields.Selection(
        selection=lambda self: self.env["credit.profile"]._selection_score_state(),
        string="Rests on",
        default="none",
    )
    payment_index = fields.Float(digits=(5, 1), aggregator="avg")
    scorecard_id = fields.Many2one(
        "credit.scorecard", index="btree_not_null", ondelete="restrict", help="How it was scored."
    )
    calibration_id = fields.Many2one(
        "credit.calibration",
        index="btree_not_null",
        ondelete="restrict",
        help="The portfolio it was compared with.",
    )
    facts = fields.Json(help="What was found in the books that day.")
    facts_table = fields.Html(string="Facts found", compute="_compute_facts_table")

    reason_codes = fields.Char(help="What weighed most, worst first.")

    @api.depends("date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for assessment in self:
            assessment.display_name = format_date(self.env, assessment.date)

    @api.depends("facts")
    @api.depends_context("lang")
    def _compute_facts_table(self):
        for assessment in self:
            labels = self._get_fact_labels()
            rows = [
                Markup("<tr><td>{}</td><td class='text-end'>{}</td></tr>").format(
                    label, self._show_fact(assessment.facts[name])
                )
                for name, label in labels.items()
                if (assessment.facts or {}).get(name)
            ]
            body = Markup("").join(rows)
            assessment.facts_table = (
                Markup("<table class='table table-sm'>{}</table>").format(body) if rows else False
            )

    def _get_fact_labels(self):
        return {
            "n": self.env._("Invoices whose due date has passed"),
            "late": self.env._("Of these paid late, or still open"),
            "late30": self.env._("Of these more than 30 days late"),
            "oldest": self.env._("Days of the oldest overdue invoice"),
            "open": self.env._("Open"),
            "overdue": self.env._("Overdue"),
            "over_30": self.env._("Overdue for more than 30 days"),
            "over_60": self.env._("Overdue for more than 60 days"),
            "defaulted": self.env._("In default"),
            "billed": self.env._("Fallen due in the last 365 days"),
            "paid": self.env._("Paid off in the last 365 days"),
            "idle": self.env._("Days since a due date or a payment"),
            "returned": self.env._("Payments returned in the last 90 days"),
            "broken": self.env._("Promises broken in the last 90 days"),
        }

    def _show_fact(self, value):
        if isinstance(value, int):
            return value
        return self.env["ir.qweb.field.float"].value_to_html(value, {"precision": 2})

    @api.model
    def _record(self, scores, day=None):
        """Write down the scores ``{partner id: Score}`` that are news in the active company."""
        news = {
            profile_id: scores[partner_id]
            for partner_id, profile_id, scorecard_id, *last in self._get_last(scores)
            if is_news(self._to_last(*last), scores[partner_id])
            # Scored by other rules, a score is news even where it comes out the same.
            or scorecard_id and scores[partner_id].records[0] not in (scorecard_id, 0)
        }
        if not news:
            return
        created = self._insert(news, day or fields.Date.context_today(self))
        self.env["credit.assessment.line"]._insert(
            [(key, factor) for profile_id, key in created for factor in news[profile_id].factors]
        )
        self.env.cr.execute(
            SQL(
                "UPDATE credit_profile p SET assessment_id = v.id"
                "  FROM (VALUES %s) AS v (profile_id, id) WHERE p.id = v.profile_id",
                SQL(", ").join(SQL("%s", pair) for pair in created),
            )
        )
        self.invalidate_model()

    def _get_last(self, partner_ids):
        """Return the rows (partner, profile, scorecard, score, grade, codes) last written down."""
        return self.env.execute_query(
            SQL(
                """
                SELECT p.partner_id, p.id, a.scorecard_id, a.score, a.grade, a.reason_codes
                  FROM credit_profile p
                  LEFT JOIN credit_assessment a ON a.id = p.assessment_id
                 WHERE p.company_id = %s AND p.partner_id = ANY(%s::int[])
                """,
                self.env.company.id,
                literal_of(partner_ids),
            )
        )

    def _to_last(self, score, grade, codes):
        """A debtor who was never assessed was not rated."""
        return score or 0.0, grade or "NR", tuple(codes.split(",")) if codes else ()

    def _insert(self, scores, day):
        """Insert one row per profile; return the pairs (profile id, new id)."""
        now = fields.Datetime.now()
        rows = (
            (
                profile_id, self.env.company.id, day, score.score, score.grade,
                round(score.pd, 4), round(score.p_late, 4), round(score.confidence, 3),
                score.base, ",".join(reason.code for reason in score.reasons),
                score.state, score.payment_index or 0.0, score.records[0] or None,
                score.records[1] or None, json.dumps(score.facts._asdict()),
                self.env.uid, now,
            )
            for profile_id, score in scores.items()
        )  # fmt: skip
        return self.env.execute_query(
            SQL(
                """
                INSERT INTO credit_assessment (
                       profile_id, company_id, date, score, grade, pd, p_late, confidence,
                       reference_score, reason_codes, state, payment_index, scorecard_id,
                       calibration_id, facts, create_uid, create_date, partner_id)
                SELECT v.profile_id, v.company, v.day, v.score, v.grade, v.pd, v.p_late,
                       v.confidence, v.base, v.codes, v.state, v.index, v.card::int,
                       v.calibration::int, v.facts::jsonb, v.uid, v.now, p.partner_id
                  FROM (VALUES %s) AS v (profile_id, company, day, score, grade, pd, p_late,
                                         confidence, base, codes, state, index, card, calibration,
                                         facts, uid, now)
                  JOIN credit_profile p ON p.id = v.profile_id
                RETURNING profile_id, id
                """,
                SQL(", ").join(SQL("%s", row) for row in rows),
            )
        )

    def write(self, vals):
        raise UserError(self.env._("An assessment is a dated record: it cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        raise UserError(self.env._("An assessment is a dated record: it cannot be deleted."))
