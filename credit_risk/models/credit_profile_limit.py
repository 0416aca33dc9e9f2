from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.exposure import Exposure
from odoo.addons.credit_risk.kernel.limit import ZERO, Limit, Shared, room_under
from odoo.addons.credit_risk.kernel.pg_array import literal_of
from odoo.addons.credit_risk.kernel.standing import Known

READ_FIELDS = {
    "res.partner": ["credit_limit"],
    "credit.profile": ["partner_id", "company_id", "group_id"],
    "credit.limit": [
        "profile_id", "kind", "limit_state", "amount_company", "date_from", "date_to",
        "review_date", "closed_on",
    ],
    "credit.group": ["active", "limit_state", "amount_company", "date_from", "date_to"],
}  # fmt: skip

KNOWN_FIELDS = ["partner_id", "company_id", "hold", "grade", "pd", "confidence", "oldest_days"]


class CreditProfile(models.Model):
    """The limits of debtors, and of their groups, and the room under them, in the active company.

    A limit that ran out stays the measure of what may be sold and is reported as expired: the
    policy says after how many days of grace that stops new credit. It is never silently lifted.
    """

    _inherit = "credit.profile"

    # -- gate ---------------------------------------------------------------------------------

    @api.model
    def _lock(self, partners):
        """Keep other confirmations for these debtors waiting until this transaction ends.

        Return ``{partner id: Known}``, what stands on their profiles: it costs no other query.

        The row is updated, not merely selected: under REPEATABLE READ a confirmation that waited
        would otherwise go on with what it saw before. So it fails, and is tried again. Members of
        a group with a limit wait for each other at the group's row; debtors come before groups,
        each in the order of their ids, so that no two transactions wait for one another.
        """
        self.flush_model([*KNOWN_FIELDS, "group_id"])
        self.env["credit.group"].flush_model(["active", "limit_state"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH wanted AS (
                    SELECT id FROM credit_profile
                     WHERE company_id = %(company)s AND partner_id = ANY(%(partners)s)
                     ORDER BY id FOR NO KEY UPDATE
                ), debtor AS (
                    UPDATE credit_profile p SET write_date = %(now)s
                      FROM wanted WHERE p.id = wanted.id
                 RETURNING p.partner_id, p.hold, p.grade, p.pd, p.confidence, p.oldest_days,
                           p.group_id
                ), shared AS (
                    SELECT id FROM credit_group
                     WHERE id IN (SELECT group_id FROM debtor)
                       AND active AND limit_state != 'none'
                     ORDER BY id FOR NO KEY UPDATE
                ), joined AS (
                    UPDATE credit_group g SET write_date = %(now)s
                      FROM shared WHERE g.id = shared.id
                )
                SELECT partner_id, hold, grade, pd, confidence, oldest_days FROM debtor
                """,
                now=fields.Datetime.now(),
                company=self.env.company.id,
                partners=partners.ids,
            )
        )
        # Of two first orders of a debtor, the unique index lets one insert and fails the other.
        if len(rows) < len(partners):
            self._create_missing(partners.ids)
        return self._to_known(rows)

    @api.model
    def _get_known(self, partners):
        """Return ``{partner id: Known}``, what stands on these debtors' profiles; locks nothing."""
        self.flush_model(KNOWN_FIELDS)
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id, hold, grade, pd, confidence, oldest_days FROM credit_profile"
                " WHERE company_id = %s AND partner_id = ANY(%s)",
                self.env.company.id,
                partners.ids,
            )
        )
        return self._to_known(rows)

    def _to_known(self, rows):
        return {
            partner_id: Known(bool(hold), grade or "NR", pd or 0.0, confidence or 0.0, oldest or 0)
            for partner_id, hold, grade, pd, confidence, oldest in rows
        }

    # -- rooms --------------------------------------------------------------------------------

    @api.model
    def _get_rooms(self, exposures, as_of=None):
        """Return ``{partner id: Room}`` for ``{partner id: Exposure}`` in the active company.

        One query for all limits; one more for what other members of a group owe.
        """
        partners = self.env["res.partner"].browse(exposures)
        day = as_of or fields.Date.context_today(self)
        limits, groups = self._get_limits_and_groups(exposures, day)
        shared = self._get_shared(groups, exposures, day)
        supplements = self._get_limit_supplements(partners, day)
        unlimited = Limit()
        return {
            partner_id: room_under(
                limits.get(partner_id, unlimited),
                supplements.get(partner_id, ()),
                exposure.total,
                shared.get(partner_id),
                day,
            )
            for partner_id, exposure in exposures.items()
        }

    @api.model
    def _get_limits(self, partner_ids, as_of=None):
        """Return ``{partner id: Decimal or None}`` in the active company; None: not checked."""
        day = as_of or fields.Date.context_today(self)
        limits, _groups = self._get_limits_and_groups(partner_ids, day)
        return {
            partner_id: limits[partner_id].amount if partner_id in limits else None
            for partner_id in partner_ids
        }

    @api.model
    def _get_limit_supplements(self, partners, as_of):
        """Return ``{partner id: [Supplement]}``: what stands beside the own limit on that day.

        Nothing here; an add-on that brings cover or guarantees extends it. Amounts are in the
        currency of the active company.
        """
        return {}

    @api.model
    def _get_limits_and_groups(self, partner_ids, day):
        """Return ``({partner id: Limit}, {partner id: (group id, amount, ends, member ids)})``.

        Nothing is checked while the company's switch is off.
        """
        if not self.env.company.account_use_credit_limit:
            return {}, {}
        for model, names in READ_FIELDS.items():
            self.env[model].flush_model(names)
        limits, groups = {}, {}
        for row in self.env.execute_query(self._limits_query(list(partner_ids), day)):
            partner_id, core, standing, temporary, group = (
                row[0], row[1], row[2:6], row[6:10], row[10:14]
            )  # fmt: skip
            if core or standing[0] or temporary[0]:
                limits[partner_id] = self._to_limit(core, standing, temporary)
            if group[0]:
                groups[partner_id] = group
        return limits, groups

    def _to_limit(self, core, standing, temporary):
        """Return the limit in force: temporary before standing before what nobody granted."""
        for source, (found, amount, ends, review) in (
            ("temporary", temporary), ("standing", standing),
        ):  # fmt: skip
            if found:
                # Zero is a limit, nothing is none.
                amount = None if amount is None else Decimal(str(amount))
                return Limit(amount, source, ends, review)
        return Limit(Decimal(str(core)), "default") if core else Limit()

    def _limits_query(self, partner_ids, day):
        """Return the rows (partner, core's figure, standing, temporary, group).

        A limit is (found, amount or NULL for not checked, last day, review day); a group is (id,
        amount, last day, members). Of the standing limits the last one that began counts, unless
        it was withdrawn: then core's figure speaks again, the partner's or the company's default.
        """
        return SQL(
            """
            SELECT p.id, %(core)s,
                   s.found, s.amount, s.date_to, s.review_date,
                   t.found, t.amount, t.date_to, t.review_date,
                   g.id, g.amount_company, g.date_to,
                   CASE WHEN g.id IS NOT NULL THEN ARRAY(
                        SELECT m.partner_id FROM credit_profile m WHERE m.group_id = g.id) END
              FROM res_partner p
              LEFT JOIN credit_profile c ON c.partner_id = p.id AND c.company_id = %(company)s
              LEFT JOIN LATERAL (%(standing)s) s ON TRUE
              LEFT JOIN LATERAL (%(temporary)s) t ON TRUE
              LEFT JOIN credit_group g ON g.id = c.group_id AND g.active
                    AND g.limit_state != 'none' AND g.date_from <= %(day)s
             WHERE p.id = ANY(%(partners)s::int[])
            """,
            core=self.env["res.partner"]._field_to_sql("p", "credit_limit"),
            standing=self._limit_sql("standing", day),
            temporary=self._limit_sql("temporary", day),
            company=self.env.company.id,
            day=day,
            partners=literal_of(partner_ids),
        )

    def _limit_sql(self, kind, day):
        """Return the last limit of profile ``c`` that had begun; a temporary one only for its days.

        A limit that was superseded on its first day has no days and was never in force.
        """
        return SQL(
            """
            SELECT l.closed_on IS NULL OR l.date_to >= %(day)s AS found,
                   CASE WHEN l.limit_state != 'none' THEN l.amount_company END AS amount,
                   l.date_to, l.review_date
              FROM credit_limit l
             WHERE l.profile_id = c.id AND l.kind = %(kind)s AND l.date_from <= %(day)s
               AND (l.date_to IS NULL OR l.date_to >= %(last)s)
             ORDER BY l.date_from DESC
             LIMIT 1
            """,
            kind=kind,
            day=day,
            last=day if kind == "temporary" else SQL("l.date_from"),
        )

    def _get_shared(self, groups, exposures, day):
        """Return ``{partner id: Shared}`` for ``{partner id: group}``: what all members owe."""
        if not groups:
            return {}
        owed = {partner_id: exposure.total for partner_id, exposure in exposures.items()}
        members = {member for _id, _amount, _ends, ids in groups.values() for member in ids}
        if others := members - owed.keys():
            past = day if day < fields.Date.context_today(self) else None
            known = self.env["credit.exposure"]._get_exposures(others, past)
            owed |= {other: known.get(other, Exposure()).total for other in others}
        shared = {
            group_id: Shared(
                group_id, Decimal(str(amount)), sum((owed[key] for key in ids), ZERO), ends
            )
            for group_id, amount, ends, ids in groups.values()
        }
        return {partner_id: shared[group[0]] for partner_id, group in groups.items()}

    # -- figures ------------------------------------------------------------------------------

    def _prepare_figures(self, exposure, room, score):
        # EXTENDS credit_risk: the figures of the limit that binds, own or the group's
        bound = room.effective
        return super()._prepare_figures(exposure, bound, score) | {
            "limit_source": bound.source or None,
            "limit_binding": bound.binding,
        }

    def _react(self, partner_ids):
        # EXTENDS credit_risk: the days on which limits end, or are to be looked at
        result = super()._react(partner_ids)
        day = fields.Date.context_today(self)
        self.env.cr.execute(
            SQL(
                """
                UPDATE credit_profile p
                   SET limit_ends = v.ends, limit_review_date = v.review
                  FROM (
                    SELECT c.id,
                           CASE WHEN t.found THEN t.date_to WHEN s.found THEN s.date_to END AS ends,
                           CASE WHEN s.found THEN s.review_date END AS review
                      FROM credit_profile c
                      LEFT JOIN LATERAL (%(standing)s) s ON TRUE
                      LEFT JOIN LATERAL (%(temporary)s) t ON TRUE
                     WHERE c.company_id = %(company)s AND c.partner_id = ANY(%(partners)s::int[])
                  ) v
                 WHERE p.id = v.id AND (p.limit_ends IS DISTINCT FROM v.ends
                                        OR p.limit_review_date IS DISTINCT FROM v.review)
                """,
                standing=self._limit_sql("standing", day),
                temporary=self._limit_sql("temporary", day),
                company=self.env.company.id,
                partners=literal_of(partner_ids),
            )
        )
        self.invalidate_model(["limit_ends", "limit_review_date"])
        return result
