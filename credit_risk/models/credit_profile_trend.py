from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CreditProfile(models.Model):
    """Where a debtor comes from: his score and grade some time ago, and how they moved."""

    _inherit = "credit.profile"

    previous_grade = fields.Selection(
        selection=lambda self: self._selection_grade(),
        string="Grade last month",
        compute="_compute_previous_grade",
        search="_search_previous_grade",
        help="The grade at the end of last month.",
    )
    grade_move = fields.Char(
        compute="_compute_grade_move",
        search="_search_grade_move",
        help="Finds who went from one grade to another between two evenings.",
    )
    score_change_30 = fields.Float(
        string="Change in 30 days", digits=(5, 1), compute="_compute_score_change"
    )
    score_change_90 = fields.Float(
        string="Change in 90 days", digits=(5, 1), compute="_compute_score_change"
    )
    score_history = fields.Json(
        compute="_compute_score_history", help="Dated scores, oldest first, for the picture."
    )

    def _compute_previous_grade(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM credit_profile WHERE id = ANY(%s)",
                self._previous_grade_sql(SQL.identifier("credit_profile")),
                self._origin.ids,
            )
        )
        grades = dict(rows)
        for profile in self:
            profile.previous_grade = grades.get(profile._origin.id, "NR")

    def _search_previous_grade(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s = ANY(%s)", self._previous_grade_sql(SQL.identifier(alias)), list(value)
            ),
            predicate=lambda profile: profile.previous_grade in value,
        )

    @api.model
    def _previous_grade_sql(self, profile):
        """The grade that the profile (a table or alias) had at the end of last month."""
        first = fields.Date.context_today(self).replace(day=1)
        return self._grade_on_sql(profile, first - timedelta(days=1))

    @api.model
    def _grade_on_sql(self, profile, day):
        """The grade that the profile (a table or alias) had on the evening of ``day``."""
        return SQL(
            """
            COALESCE((SELECT a.grade FROM credit_assessment a
                       WHERE a.profile_id = %s.id AND a.date <= %s
                       ORDER BY a.date DESC, a.id DESC LIMIT 1), 'NR')
            """,
            profile,
            day,
        )

    def _compute_grade_move(self):
        self.grade_move = False

    def _search_grade_move(self, operator, value):
        """Those who went from one grade to another: ``day/later day/grade then/grade later``."""
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._get_move_domain(*move.split("/")) for move in value)

    def _get_move_domain(self, before, after, old, new):
        days = (fields.Date.to_date(before), fields.Date.to_date(after))
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s = %s AND %s = %s",
                self._grade_on_sql(SQL.identifier(alias), days[0]),
                old,
                self._grade_on_sql(SQL.identifier(alias), days[1]),
                new,
            )
        )

    @api.depends("score", "assessment_id")
    def _compute_score_change(self):
        today = fields.Date.context_today(self)
        for days in (30, 90):
            before = self._get_scores_on(today - timedelta(days=days))
            for profile in self:
                score = before.get(profile._origin.id)
                known = score is not None and profile.grade != "NR"
                profile[f"score_change_{days}"] = profile.score - score if known else 0.0

    def _get_scores_on(self, day):
        """Return ``{profile id: score}`` of those who were rated on that day."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (profile_id) profile_id, score, grade
                  FROM credit_assessment
                 WHERE profile_id = ANY(%s) AND date <= %s
                 ORDER BY profile_id, date DESC, id DESC
                """,
                self._origin.ids,
                day,
            )
        )
        return {profile_id: score for profile_id, score, grade in rows if grade != "NR"}

    @api.depends("assessment_id")
    def _compute_score_history(self):
        """Assessments are written when something changes: a score stands until the next one."""
        today = fields.Date.to_string(fields.Date.context_today(self))
        for profile in self:
            points = [
                {"date": fields.Date.to_string(item.date), "score": item.score, "grade": item.grade}
                for item in profile.assessment_ids.sorted(lambda it: (it.date, it._origin.id))
                if item.grade != "NR"
            ]
            if points and points[-1]["date"] < today:
                points.append({**points[-1], "date": today})
            profile.score_history = points
