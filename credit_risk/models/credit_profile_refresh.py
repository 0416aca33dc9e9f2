from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, split_every

from odoo.addons.credit_risk.kernel.collector import without_collector
from odoo.addons.credit_risk.kernel.exposure import Exposure
from odoo.addons.credit_risk.kernel.pg_array import literal_of
from odoo.addons.credit_risk.kernel.scoring import NOT_RATED

from .res_partner import SHOWN

BATCH_SIZE = 2000


class CreditProfileRefresh(models.AbstractModel):
    """How profiles come to their figures: read for all debtors at once, written where they changed.

    Everything happens in the active company.
    """

    _name = "credit.profile.refresh"
    _description = "Refresh of credit profiles"

    @api.model
    def _score(self, as_of, partners=None):
        """Return ``{partner id: Score}`` that uses no fact later than ``as_of``."""
        partner_ids = None if partners is None else partners.commercial_partner_id.ids
        return self.env["credit.scoring"]._get_scores(as_of, partner_ids)

    @api.model
    def _refresh(self, partners=None, as_of=None):
        """Bring the standing of commercial partners (None: all debtors) of this company up to date.

        Return ``{partner id: {field: value}}``. With ``as_of`` before today nothing is written.
        """
        with without_collector():  # a million figures, and none of them garbage
            figures, scores = self._get_figures(partners, as_of)
            if as_of is None or as_of >= fields.Date.context_today(self):
                self._store(figures, scores)
        return figures

    @api.model
    def _get_figures(self, partners=None, as_of=None):
        """Return ``({partner id: {field: value}}, {partner id: Score})``, writing nothing."""
        today = fields.Date.context_today(self)
        day = as_of or today
        partner_ids = None if partners is None else partners.commercial_partner_id.ids
        exposures = self.env["credit.exposure"]._get_exposures(
            partner_ids, as_of if day < today else None
        )
        scores = self.env["credit.scoring"]._get_scores(day, partner_ids)
        if partner_ids is None:
            partner_ids = {*exposures, *scores, *self._get_standing_debtor_ids()}
        exposures = {key: exposures.get(key, Exposure()) for key in sorted(partner_ids)}
        rooms = self._get_rooms(exposures, day)
        figures = {
            key: self._prepare_figures(exposure, rooms[key], scores.get(key, NOT_RATED))
            for key, exposure in exposures.items()
        }
        return figures, scores

    def _get_standing_debtor_ids(self):
        """Return the debtors who have a profile, or a limit of their own, in this company."""
        self.env["res.partner"].flush_model(["credit_limit", "commercial_partner_id"])
        company_id = self.env.company.id
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id FROM credit_profile WHERE company_id = %s
                 UNION
                SELECT id FROM res_partner
                 WHERE commercial_partner_id = id AND (credit_limit ->> %s)::numeric > 0
                """,
                company_id,
                str(company_id),
            )
        )
        return [partner_id for (partner_id,) in rows]

    def _prepare_figures(self, exposure, room, score):
        return {
            "score": score.score,
            "grade": score.grade,
            "pd": round(score.pd, 4),
            "p_late": round(score.p_late, 4),
            "confidence": round(score.confidence, 3),
            "exposure": exposure.total,
            "exposure_not_due": exposure.not_due,
            "overdue": exposure.overdue,
            "exposure_draft": exposure.draft,
            "exposure_orders": exposure.orders,
            "exposure_collection": exposure.collection,
            "unallocated": exposure.unallocated,
            "oldest_days": score.oldest,
            "limit_state": room.state,
            "limit_amount": room.amount,
            "limit_supplement": room.supplement,
            "limit_total": room.total,
            "available": room.available,
            "utilisation": round(room.utilisation, 4),
        }

    def _store(self, figures, scores):
        """Write the figures that changed and the scores that are news."""
        if not figures:
            return
        self._create_missing(figures)
        self._update_changed(figures)
        self.env["credit.assessment"]._record(
            {key: scores.get(key, NOT_RATED) for key in figures}
        )
        self.invalidate_model()
        self._react(figures)
        self.env["res.partner"].invalidate_model(
            ["credit_profile_ids", "credit_profile_id", *(f"credit_{name}" for name in SHOWN)]
        )

    def _react(self, partner_ids):
        """Do what follows from new figures of these debtors; for others to extend."""

    @api.model
    def _request_refresh(self, partners):
        """Have the figures of these debtors, or of those behind these contacts, brought up to date.

        Soon after this transaction, in the active company. Costs next to nothing and locks nothing:
        to be called wherever something changes a score, a limit or an exposure.
        """
        self.env["credit.refresh.request"]._add(partners.ids)

    def _create_missing(self, partner_ids):
        self.flush_model(["partner_id", "company_id"])
        company = self.env.company
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO credit_profile (partner_id, company_id, currency_id, grade, hold,
                                            limit_state, create_uid, create_date)
                SELECT id, %(company)s, %(currency)s, 'NR', FALSE, 'none', %(uid)s, %(now)s
                  FROM unnest(%(partners)s::int[]) AS debtor(id)
                 WHERE NOT EXISTS (SELECT FROM credit_profile
                                    WHERE partner_id = debtor.id AND company_id = %(company)s)
                 ORDER BY id
                    ON CONFLICT DO NOTHING
                """,
                company=company.id,
                currency=company.currency_id.id,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                partners=literal_of(partner_ids),
            )
        )

    def _update_changed(self, figures):
        """One statement for many debtors; rows that do not change are left alone."""
        names = list(next(iter(figures.values())))
        columns = [SQL.identifier(name) for name in names]
        self.flush_model(names)
        self.env.cr.execute(
            SQL(
                """
                UPDATE credit_profile p
                   SET %(assignments)s, last_refresh = %(now)s, write_uid = %(uid)s,
                       write_date = %(now)s
                  FROM unnest(%(values)s) AS v (partner_id, %(names)s)
                 WHERE p.partner_id = v.partner_id
                   AND p.company_id = %(company)s
                   AND (%(old)s) IS DISTINCT FROM (%(new)s)
                """,
                assignments=SQL(", ").join(SQL("%s = v.%s", name, name) for name in columns),
                values=SQL(", ").join(self._to_arrays(names, figures)),
                names=SQL(", ").join(columns),
                company=self.env.company.id,
                old=SQL(", ").join(SQL("p.%s", name) for name in columns),
                new=SQL(", ").join(SQL("v.%s", name) for name in columns),
                now=fields.Datetime.now(),
                uid=self.env.uid,
            )
        )

    def _to_arrays(self, names, figures):
        """Return one array per column, the debtors first.

        PostgreSQL reads an array from one literal; the same figures as VALUES take it as long to
        parse as to write.
        """
        yield SQL("%s::int[]", literal_of(figures))
        for name in names:
            values = [row[name] for row in figures.values()]
            yield SQL(
                "%s::%s[]",
                literal_of(values),
                SQL.identifier(self._fields[name].column_type[0]),
            )

    # -- crons --------------------------------------------------------------------------------

    @api.model
    def _cron_refresh(self):
        """Refresh all companies, committing batch by batch: no confirmation waits for the whole."""
        for company in self.env["res.company"].search([]):
            if not self.with_company(company)._refresh_in_batches():
                return

    def _refresh_in_batches(self):
        """Refresh the active company; return False when the time is over."""
        Cron, Request = self.env["ir.cron"], self.env["credit.refresh.request"]
        last_request = Request._get_last_id()
        figures, scores = self._get_figures()
        Cron._commit_progress(remaining=len(figures))
        for batch in split_every(BATCH_SIZE, figures, list):
            try:
                self._store({key: figures[key] for key in batch}, scores)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Somebody confirmed an order of one of them meanwhile: read them anew, later.
                self.env.cr.rollback()
                Request._add(batch)
            if not Cron._commit_progress(len(batch)):
                return False
        Request._clear(last_request)
        return True

    @api.model
    def _cron_refresh_requested(self):
        """Refresh the debtors that something happened to, as many workers as there are."""
        Cron, Request = self.env["ir.cron"], self.env["credit.refresh.request"]
        Cron._commit_progress(remaining=Request.search_count([]))
        while claimed := Request._claim(BATCH_SIZE):
            try:
                for company, debtors in Request._get_claimed(claimed):
                    self.with_company(company)._refresh(debtors)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # What was claimed is on the queue again; the next turn reads fresh figures.
                self.env.cr.rollback()
                Request._trigger_cron()
                Cron._commit_progress(1)
                return
            if not Cron._commit_progress(len(claimed)):
                return
