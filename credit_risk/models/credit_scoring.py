from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.external import adjust
from odoo.addons.credit_risk.kernel.factors import Facts, confidence_of
from odoo.addons.credit_risk.kernel.portfolio import base_of, portfolio_of
from odoo.addons.credit_risk.kernel.scoring import score_of

BACKGROUND_DAYS = 35  # an older calibration is no background for today's scores
BASE_DAYS = 30  # the default rate is counted anew every month


class CreditScoring(models.AbstractModel):
    """Scores debtors at a point in time: the books tell facts and background, the kernel the rest.

    Everything happens in the active company.
    """

    _name = "credit.scoring"
    _inherit = "credit.scoring.facts"
    _description = "Credit scoring"

    @api.model
    def _get_scores(self, as_of, partner_ids=None):
        """Return ``{partner id: Score}`` from nothing later than ``as_of``.

        Everybody is judged against the whole portfolio: of all debtors it is found anew (and kept,
        when the day is today); for some, the one kept last will do.
        """
        card = self.env["credit.scorecard"]._get_active()._to_card()
        if partner_ids is None:
            book = self._get_book(as_of)
            portfolio = self._calibrate(as_of, card, book)
        else:
            portfolio = self._get_background(as_of, card)
            book = self._get_book(as_of, partner_ids)
        return self._score_book(book, as_of, card, portfolio, partner_ids)

    def _score_book(self, book, as_of, card, portfolio, partner_ids=None):
        evidence = self._get_evidence(as_of, partner_ids)
        unknown = ("", Facts())
        scores = {}
        for debtor_id in {*book, *evidence} if partner_ids is None else partner_ids:
            segment, facts = book.get(debtor_id, unknown)
            told = evidence.get(debtor_id)
            known = adjust(told, confidence_of(facts), portfolio.base, as_of) if told else ()
            scores[debtor_id] = score_of(facts, portfolio, card, segment, known)
        return scores

    @api.model
    def _get_evidence(self, as_of, partner_ids):
        """Return ``{partner id: (Evidence, ...)}``: what people and others say of these debtors.

        ``partner_ids`` None asks for everybody.
        """
        return self.env["credit.override"]._get_evidence(as_of, partner_ids)

    # -- background ---------------------------------------------------------------------------

    def _get_background(self, as_of, card):
        """Return the portfolio that was current on that day, or find it now."""
        kept = self.env["credit.calibration"]._get_last(as_of, card.record, BACKGROUND_DAYS)
        if kept:
            return kept._to_portfolio()
        return portfolio_of(self._get_book(as_of).values(), card.weights, self._get_base(as_of)[0])

    def _calibrate(self, as_of, card, book):
        """Return the portfolio of that day; today's is kept for the scores to come."""
        base, counted = self._get_base(as_of)
        portfolio = portfolio_of(book.values(), card.weights, base)
        if as_of < fields.Date.context_today(self) or self.env.cr.readonly:
            kept = self.env["credit.calibration"]._get_last(as_of, card.record, 1)
            return portfolio._replace(record=kept.id)
        kept = self.env["credit.calibration"]._keep(as_of, card, portfolio, book, counted)
        return portfolio._replace(record=kept.id)

    def _get_base(self, as_of):
        """Return (yearly default rate, (defaults, customer-years)), counted once a month."""
        kept = self.env["credit.calibration"]._get_last(as_of, None, BASE_DAYS)
        counted = (
            (kept.default_count, kept.year_count)
            if kept and kept.counted_on and (as_of - kept.counted_on).days < BASE_DAYS
            else self._count_defaults(as_of)
        )
        return base_of(*counted), counted

    def _count_defaults(self, as_of):
        """Return (defaults, customer-years) of the own ledger, years counted back from that day.

        A year of a debtor is bad when more than 500, and more than 5 % of what fell due in it,
        stayed unpaid for ninety days.
        """
        query = SQL(
            """
            SELECT COUNT(*) FILTER (WHERE bad > GREATEST(500, billed * 0.05)), COUNT(*)
              FROM (
                SELECT debtor_id, (%(as_of)s::date - due - 90) / 365 AS year,
                       SUM(amount) AS billed,
                       SUM(amount) FILTER (WHERE open > 0 OR paid_on > due + 90) AS bad
                  FROM (%(items)s) item
                 WHERE due + 90 <= %(as_of)s AND (open > 0 OR paid_on IS NOT NULL)
                 GROUP BY 1, 2
              ) debtor_year
            """,
            as_of=as_of,
            items=self._items_sql(as_of),
        )
        [counted] = self.env.execute_query(query)
        return counted

    @api.model
    def _request_rescoring(self):
        """Have every debtor of the active company scored anew soon: the rules have changed."""
        profiles = self.env["credit.profile"]
        debtors = self.env["res.partner"].browse(profiles._get_standing_debtor_ids())
        profiles._request_refresh(debtors)
