from odoo import models

from odoo.addons.credit_risk.report.xlsx_book import Chart, Column, Sheet

#: (field, kind) of each indicator, in the order of the page.
SHOWN = (
    ("receivable", "money"), ("overdue", "money"), ("sales", "money"), ("dso", "number"),
    ("dso_countback", "number"), ("dso_best", "number"), ("days_delinquent", "number"),
    ("payment_delay", "number"), ("age_debt", "number"), ("cei", "number"),
    ("overdue_rate", "share"), ("managed_rate", "share"), ("utilisation", "share"),
    ("top10_share", "share"), ("expected_loss", "money"),
)  # fmt: skip


class CreditSnapshot(models.Model):
    """The indicators to take away: one row per month."""

    _name = "credit.snapshot"
    _inherit = ["credit.snapshot", "credit.tables"]

    def _get_sheets(self):
        # EXTENDS credit_risk
        labels = self.fields_get([name for name, _kind in SHOWN], ["string"])
        columns = (
            Column(self.env._("Month end"), "date"),
            *(Column(labels[name]["string"], kind) for name, kind in SHOWN),
        )
        rows = tuple(
            (month.date, *(month[name] for name, _kind in SHOWN)) for month in self.sorted("date")
        )
        days, shares = self._get_columns("dso", "dso_best"), self._get_columns("overdue_rate")
        return [
            Sheet(
                self.env._("Indicators"),
                columns,
                rows,
                Chart("line", self.env._("DSO and best possible DSO (days)"), 0, days),
            ),
            Sheet(
                self.env._("Overdue"),
                (columns[0], *(columns[index] for index in shares)),
                tuple((row[0], *(row[index] for index in shares)) for row in rows),
                Chart("line", self.env._("Overdue share"), 0, (1,)),
            ),
        ]

    def _get_columns(self, *names):
        known = [name for name, _kind in SHOWN]
        return tuple(known.index(name) + 1 for name in names)
