from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date

MONTHS = 13


class CreditDashboard(models.AbstractModel):
    """How the indicators of the whole company moved, month by month."""

    _inherit = "credit.dashboard"

    def _get_charts(self, domain, cells, total, mine):
        charts = super()._get_charts(domain, cells, total, mine)
        trend = None if mine else self._chart_trend()
        return [*charts, trend] if trend else charts

    def _chart_trend(self):
        """Return the lines, to whoever may read the indicators of the company."""
        Snapshot = self.env["credit.snapshot"]
        if not Snapshot.has_access("read"):
            return None
        snapshots = Snapshot.search(
            Domain("company_id", "=", self.env.company.id), order="date desc", limit=MONTHS
        ).sorted("date")
        if len(snapshots) < 2:
            return None
        title = self.env._("Month by month")
        return self._chart(
            "trend",
            "lines",
            title,
            [
                self._line(snapshots, "dso", self.env._("Days sales outstanding"), "days"),
                self._line(snapshots, "overdue_rate", self.env._("Overdue share"), "percent"),
                self._line(snapshots, "expected_loss", self.env._("Expected loss"), "monetary"),
            ],
        )

    def _line(self, snapshots, name, label, unit):
        days = snapshots.mapped("date")
        months = [format_date(self.env, day, date_format="MMM y") for day in days]
        return {
            "code": name,
            "label": label,
            "unit": unit,
            "points": [
                {"label": month, "value": value}
                for month, value in zip(months, snapshots.mapped(name), strict=True)
            ],
            "action": self._open(
                label, Domain("id", "in", snapshots.ids), "credit.snapshot", ("list", "form")
            ),
        }
