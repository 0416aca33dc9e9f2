"""Which case comes first: priority, stored so that lists can be ordered by it."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL, formatLang

from odoo.addons.dunning_automation.kernel.priority import LEVELS, levels_of, priority_of

BATCH = 1000


class DunningCase(models.Model):
    _inherit = "dunning.case"

    priority = fields.Float(
        string="Priority points",
        digits=(16, 2),
        readonly=True,
        index=True,
        aggregator="sum",
        help="Amount overdue × risk × age × broken promises, as of the last refresh.",
    )
    priority_level = fields.Selection(
        [("0", "Low"), ("1", "Normal"), ("2", "High"), ("3", "Urgent")],
        string="Priority",
        default="0",
        readonly=True,
        index=True,
        help="Urgent are the few cases that hold half of all points.",
    )
    priority_value = fields.Monetary(string="Amount at stake", readonly=True)
    priority_risk = fields.Float(
        string="Probability of default",
        digits=(6, 4),
        readonly=True,
        aggregator="avg",
        help="Of the debtor's credit profile.",
    )
    priority_days = fields.Integer(
        string="Days late of the oldest", readonly=True, aggregator="max"
    )
    priority_broken = fields.Integer(
        string="Promises broken", readonly=True, help="In the last twelve months."
    )
    priority_reason = fields.Char(string="Why this priority", compute="_compute_priority_reason")

    @api.depends("priority_value", "priority_risk", "priority_days", "priority_broken")
    def _compute_priority_reason(self):
        for case in self:
            factors = priority_of(*case._get_priority_facts())
            case.priority_reason = case.env._(
                "%(value)s overdue × risk %(risk)s × age %(age)s × promises %(broken)s",
                value=case.currency_id.format(float(factors.value)),
                risk=formatLang(case.env, float(factors.risk), digits=2),
                age=formatLang(case.env, float(factors.age), digits=2),
                broken=formatLang(case.env, float(factors.broken), digits=1),
            )

    def _get_priority_facts(self):
        return (
            Decimal(str(self.priority_value)),
            Decimal(str(self.priority_risk)),
            self.priority_days,
            self.priority_broken,
        )

    @api.model
    def _refresh_priorities(self, today):
        """Bring the priorities of all open cases of the active company up to date.

        One query for the facts; what did not change is not written.
        """
        rows = self._get_priority_rows(today)
        points = [priority_of(*facts).points for _case, *facts in rows]
        self._store_priorities(rows, points, levels_of(points))

    def _refresh_priority(self):
        """Bring the priority of these cases up to date, after something happened to them."""
        for company, cases in (
            self.filtered(lambda c: c.state == "open").grouped("company_id").items()
        ):
            local = cases.with_company(company)
            rows = local._get_priority_rows(fields.Date.context_today(local), cases)
            points = [priority_of(*facts).points for _case, *facts in rows]
            levels = [local._get_level_beside(point) for point in points]
            local._store_priorities(rows, points, levels)

    def _get_level_beside(self, points):
        """Return the level of the case that comes next below: until the night ranks them all."""
        # The rank of a case does not depend on who looks at it.
        below_sudo = self.sudo().search(
            [
                ("company_id", "=", self.env.company.id),
                ("state", "=", "open"),
                ("id", "not in", self.ids),
                ("priority", "<=", float(points)),
            ],
            order="priority desc",
            limit=1,
        )
        if below_sudo or not points:
            return below_sudo.priority_level or LEVELS[0]
        others = self.sudo().search_count(
            [
                ("company_id", "=", self.env.company.id),
                ("state", "=", "open"),
                ("id", "not in", self.ids),
            ],
            limit=1,
        )
        return LEVELS[0] if others else LEVELS[-1]

    @api.model
    def _get_priority_rows(self, today, cases=None):
        """Return `(case id, overdue, pd, days, broken promises)` of open cases of this company."""
        self._flush_priority()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT file.id, COALESCE(debt.overdue, 0)::text, COALESCE(profile.pd, 0)::text,
                       COALESCE(%(today)s::date - debt.oldest, 0), COALESCE(event.broken, 0)
                  FROM dunning_case file
             LEFT JOIN (%(debts)s) debt ON debt.partner_id = file.partner_id
             LEFT JOIN credit_profile profile ON profile.partner_id = file.partner_id
                                             AND profile.company_id = file.company_id
             LEFT JOIN (%(broken)s) event ON event.partner_id = file.partner_id
                 WHERE file.company_id = %(company)s AND file.state = 'open' AND %(cases)s
              ORDER BY file.id
                """,
                today=today,
                company=self.env.company.id,
                debts=self._get_debts_query(today, cases),
                broken=self._get_broken_query(today),
                cases=SQL("TRUE")
                if cases is None
                else SQL("file.id IN %s", tuple(cases.ids) or (0,)),
            )
        )
        return [
            (case, Decimal(overdue), Decimal(pd), days, broken)
            for case, overdue, pd, days, broken in rows
        ]

    def _flush_priority(self):
        self.flush_model(["partner_id", "company_id", "state"])
        self.env["account.move.line"].flush_model()
        self.env["account.account"].flush_model(["account_type", "non_trade"])
        self.env["credit.profile"].flush_model(["partner_id", "company_id", "pd"])
        self.env["credit.event"].flush_model()

    def _get_debts_query(self, today, cases=None):
        """Return what each debtor of this company (of `cases`) has overdue, and since when."""
        return SQL(
            """
            SELECT line.partner_id, SUM(line.amount_residual) AS overdue,
                   MIN(COALESCE(line.date_maturity, line.date)) AS oldest
              FROM account_move_line line
             WHERE line.company_id = %(company)s
               AND line.parent_state = 'posted'
               AND line.reconciled IS NOT TRUE
               AND line.amount_residual > 0
               AND COALESCE(line.date_maturity, line.date) < %(today)s
               AND line.account_id IN (SELECT id FROM account_account
                                        WHERE account_type = 'asset_receivable'
                                          AND non_trade IS NOT TRUE)
               AND %(debtors)s
          GROUP BY line.partner_id
            """,
            company=self.env.company.id,
            today=today,
            debtors=SQL("TRUE")
            if cases is None
            else SQL("line.partner_id = ANY(%s)", cases.partner_id.ids),
        )

    def _get_broken_query(self, today):
        """Return how many promises each debtor broke in the year before `today`."""
        return SQL(
            """
            SELECT partner_id, COUNT(*) AS broken
              FROM credit_event
             WHERE kind = 'broken_promise' AND active AND company_id = %(company)s
               AND date > %(today)s::date - 365 AND date <= %(today)s
          GROUP BY partner_id
            """,
            company=self.env.company.id,
            today=today,
        )

    def _store_priorities(self, rows, points, levels):
        """Write what changed, in one statement."""
        if not rows:
            return
        self.flush_model()
        values = [
            SQL("(%s, %s, %s, %s::numeric, %s::numeric, %s, %s)", case, point, level, *facts)
            for (case, *facts), point, level in zip(rows, points, levels, strict=True)
        ]
        for start in range(0, len(values), BATCH):
            self.env.cr.execute(self._get_store_query(values[start : start + BATCH]))
        self.invalidate_model(
            [
                "priority",
                "priority_level",
                "priority_value",
                "priority_risk",
                "priority_days",
                "priority_broken",
            ]
        )

    def _get_store_query(self, values):
        return SQL(
            """
            UPDATE dunning_case file
               SET priority = ROUND(new.points::numeric, 2), priority_level = new.level,
                   priority_value = new.value, priority_risk = ROUND(new.risk, 4),
                   priority_days = new.days, priority_broken = new.broken
              FROM (VALUES %s) AS new(id, points, level, value, risk, days, broken)
             WHERE file.id = new.id
               AND (file.priority, file.priority_level, file.priority_value,
                    file.priority_risk, file.priority_days, file.priority_broken)
                   IS DISTINCT FROM (ROUND(new.points::numeric, 2), new.level, new.value,
                                     ROUND(new.risk, 4), new.days, new.broken)
            """,
            SQL(", ").join(values),
        )
