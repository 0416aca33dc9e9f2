from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.exposure import ZERO
from odoo.addons.credit_risk.kernel.indicators import expected_loss
from odoo.addons.credit_risk.kernel.scoring import is_news


class CreditSnapshot(models.Model):
    """The grades of debtors on an evening, and how they moved from one to another."""

    _inherit = "credit.snapshot"

    @api.model
    def _get_migration(self, date_from, date_to, partner_ids=None):
        """Return ``{(grade then, grade later): (debtors, exposure later)}`` of the active company.

        Debtors who had a profile's assessment on either evening; NR before the first one. The
        exposure is a Decimal in company currency, as of ``date_to``.
        """
        before = self._get_standing(date_from, partner_ids)
        after = self._get_standing(date_to, partner_ids)
        today = fields.Date.context_today(self)
        exposures = self.env["credit.exposure"]._get_exposures(
            list(after), date_to if date_to < today else None
        )
        moves = defaultdict(lambda: (0, ZERO))
        for partner_id, (grade, _pd) in after.items():
            key = (before.get(partner_id, ("NR", 0.0))[0], grade)
            count, amount = moves[key]
            exposure = exposures.get(partner_id)
            moves[key] = (count + 1, amount + (exposure.total if exposure else ZERO))
        return dict(moves)

    @api.model
    def _get_standing(self, day, partner_ids=None):
        """Return ``{partner id: (grade, pd)}`` of the last assessment not later than ``day``."""
        self.env["credit.assessment"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (profile_id) partner_id, grade, pd
                  FROM credit_assessment
                 WHERE company_id = %s AND date <= %s AND %s
                 ORDER BY profile_id, date DESC, id DESC
                """,
                self.env.company.id,
                day,
                SQL("TRUE")
                if partner_ids is None
                else SQL("partner_id = ANY(%s)", list(partner_ids)),
            )
        )
        return {partner_id: (grade, pd or 0.0) for partner_id, grade, pd in rows}

    def _prepare_grade_line(self, grade, items):
        """Return the values of a grade from the pairs (Exposure, pd) of its debtors."""
        currency = self.env.company.currency_id
        share = self._get_loss_given_default()
        # Who is in default already will not pay by himself: what is owed is at stake as a whole.
        doomed = grade == "X"
        loss = sum(
            (expected_loss(1.0 if doomed else pd, share, owed.total) for owed, pd in items), ZERO
        )
        return {
            "grade": grade,
            "debtor_count": len(items),
            "exposure": float(sum((exposure.total for exposure, _pd in items), ZERO)),
            "overdue": float(sum((exposure.overdue for exposure, _pd in items), ZERO)),
            "expected_loss": currency.round(float(loss)),
        }

    @api.model
    def _get_loss_given_default(self):
        """Return the share of an exposure that a default costs in the active company."""
        return self.env.company.credit_lgd / 100

    # -- months before the first score ---------------------------------------------------------

    def _backfill_assessments(self, day):
        """Score the debtors as of a past evening on which nobody scored them.

        From nothing later than that day, as ever. What is written down is dated that day, so that
        grades have a history from the first night on.
        """
        if day >= fields.Date.context_today(self) or self._was_scored(day):
            return
        scores = self.env["credit.profile"]._score(day)
        if not scores:
            return
        self.env["credit.profile"]._create_missing(scores)
        assessments = self.env["credit.assessment"]
        news = {
            profile_id: scores[partner_id]
            for partner_id, profile_id, *last in self._get_last_then(scores, day)
            if is_news(assessments._to_last(*last), scores[partner_id])
        }
        if not news:
            return
        created = assessments._insert(news, day)
        assessments.env["credit.assessment.line"]._insert(
            [(key, factor) for profile_id, key in created for factor in news[profile_id].factors]
        )
        assessments.invalidate_model()

    def _was_scored(self, day):
        """Say whether assessments were written down at that time; others were filled in later."""
        [(was_scored,)] = self.env.execute_query(
            SQL(
                "SELECT EXISTS (SELECT FROM credit_assessment"
                " WHERE company_id = %s AND date <= %s AND create_date < %s)",
                self.env.company.id,
                day,
                day + timedelta(days=2),
            )
        )
        return was_scored

    def _get_last_then(self, partner_ids, day):
        """Return the rows (partner, profile, score, grade, reason codes) last known that day."""
        return self.env.execute_query(
            SQL(
                """
                SELECT p.partner_id, p.id, a.score, a.grade, a.reason_codes
                  FROM credit_profile p
                  LEFT JOIN LATERAL (
                    SELECT score, grade, reason_codes FROM credit_assessment
                     WHERE profile_id = p.id AND date <= %s
                     ORDER BY date DESC, id DESC LIMIT 1
                  ) a ON TRUE
                 WHERE p.company_id = %s AND p.partner_id = ANY(%s)
                """,
                day,
                self.env.company.id,
                list(partner_ids),
            )
        )
