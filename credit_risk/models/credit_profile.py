from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from odoo.addons.credit_risk.kernel.exposure import Exposure, room_of
from odoo.addons.credit_risk.kernel.scoring import NOT_RATED

from .res_partner import SHOWN

BATCH_SIZE = 2000
GRADES = [("A", "A"), ("B", "B"), ("C", "C"), ("D", "D"), ("E", "E"), ("X", "X")]


class CreditProfile(models.Model):
    """A debtor's standing in one company, refreshed nightly and on demand.

    A picture for screens and reports. Decisions never trust it: they read the books again.
    """

    _name = "credit.profile"
    _description = "Credit profile"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "exposure desc, id"
    _rec_name = "partner_id"
    _check_company_auto = True
    # Figures are nobody's to type, yet whoever reads a profile may write notes on it.
    _mail_post_access = "read"

    partner_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")

    score = fields.Float(digits=(5, 1), readonly=True, aggregator="avg")
    grade = fields.Selection(
        selection=lambda self: self._selection_grade(), default="NR", readonly=True, index=True
    )
    pd = fields.Float(
        string="Probability of default", digits=(6, 4), readonly=True, aggregator="avg"
    )
    p_late = fields.Float(
        string="Probability of late payment", digits=(6, 4), readonly=True, aggregator="avg"
    )
    confidence = fields.Float(
        digits=(4, 3),
        readonly=True,
        aggregator="avg",
        help="How much own history stands behind the score: below 0.43 low, from 0.70 high.",
    )
    assessment_ids = fields.One2many("credit.assessment", "profile_id", readonly=True)
    assessment_line_ids = fields.One2many(related="assessment_id.line_ids", string="Factors")
    reference_score = fields.Float(related="assessment_id.reference_score", string="Typical debtor")
    assessment_id = fields.Many2one(
        "credit.assessment",
        string="Last assessment",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    exposure = fields.Monetary(readonly=True, help="What counts against the limit.")
    exposure_not_due = fields.Monetary(string="Not due", readonly=True)
    overdue = fields.Monetary(readonly=True, help="Instalments whose due date has passed.")
    exposure_overdue = fields.Monetary(related="overdue", string="Overdue part")
    exposure_draft = fields.Monetary(string="Draft invoices", readonly=True)
    exposure_orders = fields.Monetary(string="Orders to invoice", readonly=True)
    unallocated = fields.Monetary(
        string="Unallocated credits",
        readonly=True,
        help="Credit notes and payments not matched yet: they lower the exposure.",
    )
    oldest_days = fields.Integer(
        string="Oldest overdue (days)", readonly=True, aggregator="max"
    )

    limit_state = fields.Selection(
        [("none", "Not checked"), ("zero", "No credit"), ("amount", "Limit")],
        string="Limit kind",
        default="none",
        readonly=True,
    )
    limit_amount = fields.Monetary(string="Own limit", readonly=True)
    limit_supplement = fields.Monetary(
        string="Cover beside it", readonly=True, help="What raises the limit, e.g. insurance."
    )
    limit_total = fields.Monetary(string="Limit", readonly=True)
    available = fields.Monetary(readonly=True)
    utilisation = fields.Float(readonly=True, aggregator="avg", help="Share of the limit in use.")
    utilisation_percent = fields.Float(
        string="Limit in use", compute="_compute_utilisation_percent"
    )

    hold = fields.Boolean(string="Sales on hold", readonly=True, tracking=True)
    hold_reason = fields.Char(readonly=True, tracking=True)
    held_order_ids = fields.Many2many("sale.order", compute="_compute_held_order_ids")
    last_refresh = fields.Datetime(readonly=True)

    _debtor_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "A debtor has one credit profile per company."
    )

    @api.depends("utilisation")
    def _compute_utilisation_percent(self):
        for profile in self:
            profile.utilisation_percent = 100 * profile.utilisation

    @api.depends("partner_id", "company_id")
    def _compute_held_order_ids(self):
        orders = self.env["sale.order"].search(
            Domain("credit_hold", "=", True)
            & Domain("partner_invoice_id.commercial_partner_id", "in", self.partner_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
        )
        for profile in self:
            profile.held_order_ids = orders.filtered(
                lambda order, profile=profile: order._get_credit_debtor() == profile.partner_id
                and order.company_id == profile.company_id
            )

    def _selection_grade(self):
        return [*GRADES, ("NR", self.env._("Not rated"))]

    # -- limits -----------------------------------------------------------------------------

    @api.model
    def _get_limits(self, partner_ids):
        """Return ``{partner id: Decimal or None}`` in the active company; None: not checked.

        Core's meaning is kept: nothing is checked while the company's switch is off or while
        the partner's limit, or the company's default limit in its place, is zero.
        """
        if not self.env.company.account_use_credit_limit:
            return dict.fromkeys(partner_ids)
        Partner = self.env["res.partner"]
        Partner.flush_model(["credit_limit"])
        limit = Partner._field_to_sql("res_partner", "credit_limit")
        rows = self.env.execute_query(
            SQL("SELECT id, %s FROM res_partner WHERE id = ANY(%s)", limit, list(partner_ids))
        )
        return {partner_id: Decimal(str(amount)) if amount else None for partner_id, amount in rows}

    @api.model
    def _get_limit_supplements(self, partners, as_of):
        """Return ``{partner id: [Supplement]}``: what stands beside the own limit on that day.

        Nothing here; an add-on that brings cover or guarantees extends it. Amounts are in the
        currency of the active company.
        """
        return {}

    @api.model
    def _get_rooms(self, exposures, as_of=None):
        """Return ``{partner id: Room}`` for ``{partner id: Exposure}`` in the active company."""
        partners = self.env["res.partner"].browse(exposures)
        day = as_of or fields.Date.context_today(self)
        limits = self._get_limits(exposures)
        supplements = self._get_limit_supplements(partners, day)
        return {
            partner_id: room_of(
                limits.get(partner_id), supplements.get(partner_id, ()), exposure.total
            )
            for partner_id, exposure in exposures.items()
        }

    # -- gate ---------------------------------------------------------------------------------

    @api.model
    def _lock(self, partners):
        """Keep other confirmations for these debtors waiting until this transaction ends.

        The row is updated, not merely selected: under REPEATABLE READ a confirmation that waited
        would otherwise go on with what it saw before. So it fails, and is tried again.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE credit_profile SET write_date = %s"
                " WHERE company_id = %s AND partner_id = ANY(%s)",
                fields.Datetime.now(),
                self.env.company.id,
                partners.ids,
            )
        )
        # Of two first orders of a debtor, the unique index lets one insert and fails the other.
        if self.env.cr.rowcount < len(partners):
            self._create_missing(partners.ids)

    @api.model
    def _get_on_hold(self, partners):
        """Return the debtors among these to whom a credit manager stopped sales on credit."""
        held = self.search(
            Domain("hold", "=", True)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("partner_id", "in", partners.ids)
        )
        return held.partner_id

    # -- refresh ------------------------------------------------------------------------------

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
        self.env["res.partner"].invalidate_model(
            ["credit_profile_ids", "credit_profile_id", *(f"credit_{name}" for name in SHOWN)]
        )

    def _create_missing(self, partner_ids):
        self.flush_model(["partner_id", "company_id"])
        company = self.env.company
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO credit_profile (partner_id, company_id, currency_id, grade, hold,
                                            limit_state, create_uid, create_date)
                SELECT id, %(company)s, %(currency)s, 'NR', FALSE, 'none', %(uid)s, %(now)s
                  FROM unnest(%(partners)s) AS debtor(id)
                 WHERE NOT EXISTS (SELECT FROM credit_profile
                                    WHERE partner_id = debtor.id AND company_id = %(company)s)
                 ORDER BY id
                    ON CONFLICT DO NOTHING
                """,
                company=company.id,
                currency=company.currency_id.id,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                partners=list(partner_ids),
            )
        )

    def _update_changed(self, figures):
        """One statement for many debtors; rows that do not change are left alone."""
        names = list(next(iter(figures.values())))
        self.flush_model(names)
        values = SQL(", ").join(
            SQL("%s", (partner_id, *(row[name] for name in names)))
            for partner_id, row in figures.items()
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE credit_profile p
                   SET %(assignments)s, last_refresh = %(now)s, write_uid = %(uid)s,
                       write_date = %(now)s
                  FROM (VALUES %(values)s) AS v (partner_id, %(names)s)
                 WHERE p.partner_id = v.partner_id
                   AND p.company_id = %(company)s
                   AND (%(old)s) IS DISTINCT FROM (%(new)s)
                """,
                assignments=self._join("%s = v.%s", names, times=2),
                values=values,
                names=self._join("%s", names),
                company=self.env.company.id,
                old=self._join("p.%s", names),
                new=self._join("v.%s", names),
                now=fields.Datetime.now(),
                uid=self.env.uid,
            )
        )

    def _join(self, pattern, names, times=1):
        return SQL(", ").join(SQL(pattern, *[SQL.identifier(name)] * times) for name in names)

    @api.model
    def _cron_refresh(self):
        """Refresh all companies, committing batch by batch: no confirmation waits for the whole."""
        Cron = self.env["ir.cron"]
        for company in self.env["res.company"].search([]):
            profiles = self.with_company(company)
            figures, scores = profiles._get_figures()
            Cron._commit_progress(remaining=len(figures))
            for batch in split_every(BATCH_SIZE, figures):
                profiles._store({key: figures[key] for key in batch}, scores)
                if not Cron._commit_progress(len(batch)):
                    return

    # -- actions ------------------------------------------------------------------------------

    def action_refresh(self):
        """Bring these profiles up to date from the books."""
        self.check_access("read")
        for company, profiles in self.grouped("company_id").items():
            # Figures are nobody's to type, and whoever sees them may have them brought up to date.
            profiles_sudo = profiles.sudo().with_company(company)
            profiles_sudo._refresh(profiles_sudo.partner_id)
        return True

    def action_set_hold(self, reason):
        """Stop sales on credit to these debtors. Credit managers only."""
        self._check_credit_manager()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the sales are put on hold."))
        return self.write({"hold": True, "hold_reason": reason.strip()})

    def action_lift_hold(self):
        """Let sales on credit to these debtors go on. Credit managers only."""
        self._check_credit_manager()
        return self.write({"hold": False, "hold_reason": False})

    def action_view_assessments(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Assessments"),
            "res_model": "credit.assessment",
            "domain": [("profile_id", "=", self.id)],
            "views": [[False, "list"], [False, "graph"], [False, "form"]],
        }

    def _check_credit_manager(self):
        if not self.env.user.has_group("credit_risk.group_manager"):
            raise AccessError(self.env._("Only a credit manager decides on this."))
