from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

TOP = 10
# Who sees more than the customers of his own.
SEES_ALL = "credit_risk.group_user,sales_team.group_sale_salesman_all_leads"
LIMITED = Domain("limit_state", "!=", "none")
BANDS = {
    "none": Domain("limit_state", "=", "none"),
    "low": LIMITED & Domain("available", ">=", 0) & Domain("utilisation", "<=", 0.5),
    "middle": LIMITED
    & Domain("available", ">=", 0)
    & Domain("utilisation", ">", 0.5)
    & Domain("utilisation", "<=", 0.8),
    "high": LIMITED & Domain("available", ">=", 0) & Domain("utilisation", ">", 0.8),
    "over": LIMITED & Domain("available", "<", 0),
}
SUMS = ("debtors", "owing", "exposure", "overdue", "ledger", "limit", "used", "loss", "loss_net")


class CreditDashboard(models.AbstractModel):
    """The portfolio in figures: all that the dashboard shows, in one call.

    Read as the user and in the active company: a salesperson's portfolio is his own customers.
    Each figure carries the action that lists what is behind it.
    """

    _name = "credit.dashboard"
    _description = "Portfolio dashboard"

    @api.model
    @api.readonly
    def get_portfolio(self, mine=False):
        """Return the figures of the portfolio, ready to be drawn; ``mine``: own customers only."""
        self.env["credit.profile"].check_access("read")
        domain = self._get_domain(mine)
        cells = self._get_cells(domain)
        total = self._add(cells)
        return {
            **self._get_frame(),
            "empty": not total["debtors"],
            "tiles": self._get_tiles(domain, cells, total, mine),
            "charts": self._get_charts(domain, cells, total, mine) if total["debtors"] else [],
        }

    @api.model
    def request_refresh(self):
        """Have all profiles brought up to date in the background. For credit people."""
        if not self.env.user.has_group("credit_risk.group_user"):
            raise AccessError(self.env._("Only credit controllers have all figures recomputed."))
        # The task is the system's; batch by batch, it keeps no confirmation waiting.
        cron_sudo = self.env.ref("credit_risk.ir_cron_refresh").sudo()
        cron_sudo._trigger()
        return True

    def _get_frame(self):
        user, company = self.env.user, self.env.company
        return {
            "currency_id": company.currency_id.id,
            "company": company.name if len(user.company_ids) > 1 else "",
            "sees_all": user.has_groups(SEES_ALL),
            "can_refresh": user.has_group("credit_risk.group_user"),
            "can_import": user.has_group("credit_risk.group_manager"),
        }

    def _get_domain(self, mine):
        own = Domain("partner_id.user_id", "=", self.env.uid) if mine else Domain.TRUE
        return Domain("company_id", "=", self.env.company.id) & own

    # -- reading ------------------------------------------------------------------------------

    def _get_cells(self, domain):
        """Return ``{(grade, band): {sum: value}}`` of the debtors the user may see: one pass."""
        Profile = self.env["credit.profile"]
        Profile.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT grade, %s, %s FROM credit_profile WHERE id IN %s GROUP BY 1, 2",
                self._band_sql(),
                self._sums_sql(),
                # The rules of the user may join other tables: they stay apart.
                Profile._search(domain).subselect(),
            )
        )
        return {
            (grade, band): dict(zip(SUMS, map(float, sums), strict=True))
            for grade, band, *sums in rows
        }

    def _band_sql(self):
        """The same bands as ``BANDS``."""
        return SQL(
            "CASE WHEN limit_state IS NULL OR limit_state = 'none' THEN 'none'"
            " WHEN available < 0 THEN 'over'"
            " WHEN COALESCE(utilisation, 0) <= 0.5 THEN 'low'"
            " WHEN utilisation <= 0.8 THEN 'middle' ELSE 'high' END"
        )

    def _sums_sql(self):
        return SQL(
            """
            COUNT(*), COUNT(*) FILTER (WHERE exposure != 0),
            COALESCE(SUM(exposure), 0), COALESCE(SUM(overdue), 0),
            COALESCE(SUM(overdue + exposure_not_due), 0),
            COALESCE(SUM(limit_total) FILTER (WHERE limit_state != 'none'), 0),
            COALESCE(SUM(GREATEST(exposure, 0)) FILTER (WHERE limit_state != 'none'), 0),
            COALESCE(SUM(expected_loss), 0), COALESCE(SUM(expected_loss_net), 0)
            """
        )

    def _add(self, cells, index=None, code=None):
        """Return the sums of all cells, or of those whose key has ``code`` at ``index``."""
        chosen = [sums for key, sums in cells.items() if index is None or key[index] == code]
        return {name: sum(sums[name] for sums in chosen) for name in SUMS}

    # -- words --------------------------------------------------------------------------------

    def _say_amount(self, amount):
        return formatLang(self.env, amount, currency_obj=self.env.company.currency_id)

    def _say_share(self, share):
        return self.env._("%(share)s %%", share=formatLang(self.env, 100 * share, digits=0))

    def _share(self, part, whole):
        return part / whole if whole > 0 else 0.0

    def _open(self, name, domain, model="credit.profile", views=("list", "kanban", "form")):
        """Return the action that lists what is behind a figure."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "domain": list(domain),
            "views": [[False, view] for view in views],
        }

    def _get_grades(self):
        """Return ``[(code, label)]``, best first."""
        return self.env["credit.profile"]._selection_grade()
