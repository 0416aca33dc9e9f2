from odoo import models

from odoo.addons.credit_risk.report.xlsx_book import Chart, Column, Sheet

#: (field, kind, what tells whether there is a figure) in the order of the page.
COLLECTIONS = (
    ("overdue_30_rate", "share", "overdue_count"),
    ("overdue_60_rate", "share", "overdue_count"),
    ("overdue_90_rate", "share", "overdue_count"),
    ("overdue_count", "days", ""),
    ("managed_rate", "share", "overdue_count"),
    ("managed_amount_rate", "share", "overdue_count"),
    ("on_time_rate", "share", ""),
    ("collected", "money", ""),
    ("notice_count", "days", ""),
    ("notice_failed_count", "days", ""),
    ("effect_rate", "share", "effect_amount"),
    ("action_count", "days", ""),
    ("collector_yield", "money", "action_count"),
    ("collection_cost", "share", "collection_cost"),
    ("promise_kept_rate", "share", "promise_count"),
    ("promise_kept_amount_rate", "share", "promise_count"),
    ("promise_coverage", "share", "promise_coverage"),
    ("dispute_rate", "share", "dispute_count"),
    ("dispute_days", "number", "dispute_days"),
)
#: Beside each figure, the same without what is disputed.
DISPUTED = (
    ("overdue", "money", ""),
    ("overdue_disputed", "money", ""),
    ("overdue_undisputed", "money", ""),
    ("overdue_rate", "share", "receivable"),
    ("overdue_rate_undisputed", "share", "receivable"),
    ("age_debt", "number", "age_debt"),
    ("age_debt_undisputed", "number", "age_debt_undisputed"),
    ("age_overdue", "number", "overdue"),
    ("age_overdue_undisputed", "number", "overdue_undisputed"),
)
AGES = ("overdue_1_30", "overdue_31_60", "overdue_61_90", "overdue_over_90")


class CreditSnapshot(models.Model):
    """The figures of collections to take away, after those of the books."""

    _inherit = "credit.snapshot"

    def _get_sheets(self):
        # EXTENDS credit_risk
        months = self.sorted("date")
        return [
            *super()._get_sheets(),
            months._get_collections_sheet(),
            months._get_ages_sheet(),
            *([months._get_disputed_sheet()] if any(months.mapped("disputed")) else []),
            *([months._get_managed_sheet()] if any(months.mapped("managed_count")) else []),
            *([months._get_collectors_sheet()] if months.collector_ids else []),
        ]

    def _get_collections_sheet(self):
        names = [name for name, _kind, _known in COLLECTIONS]
        place = names.index("effect_rate") + 1
        return Sheet(
            self.env._("Collections"),
            self._get_month_columns(COLLECTIONS),
            self._get_month_rows(COLLECTIONS),
            Chart("line", self.env._("Effectiveness of reminders"), 0, (place,))
            if any(self.mapped("effect_amount"))
            else None,
        )

    def _get_ages_sheet(self):
        rows = tuple((month.date, *(month[name] for name in AGES), month.overdue) for month in self)
        columns = self._get_month_columns([(name, "money", "") for name in (*AGES, "overdue")])
        return Sheet(
            self.env._("Overdue by age"), columns, rows,
            Chart("column", self.env._("Overdue at month end"), 0, (5,)),
        )  # fmt: skip

    def _get_disputed_sheet(self):
        return Sheet(
            self.env._("Overdue and disputed"),
            self._get_month_columns(DISPUTED),
            self._get_month_rows(DISPUTED),
            Chart("line", self.env._("Overdue, and without what is disputed"), 0, (1, 3)),
        )

    def _get_managed_sheet(self):
        shown = [("managed_rate", "share", ""), ("managed_amount_rate", "share", "")]
        known = self.filtered("overdue_count")
        rows = tuple((month.date, *(month[name] for name, *_kind in shown)) for month in known)
        title = self.env._("Overdue customers managed, by number and by money")
        return Sheet(
            self.env._("Customers managed"),
            self._get_month_columns(shown),
            rows,
            Chart("line", title, 0, (1, 2)),
        )

    def _get_collectors_sheet(self):
        columns = (
            Column(self.env._("Month end"), "date"),
            Column(self.env._("Collector")),
            Column(self.env._("Actions"), "days"),
            Column(self.env._("Collected after actions"), "money"),
            Column(self.env._("Yield of an action"), "money"),
        )
        rows = tuple(
            (
                row.date,
                row.user_id.name or self.env._("No one person"),
                row.action_count,
                row.collected,
                row.per_action,
            )
            for row in self.collector_ids.sorted(lambda row: (row.date, -row.collected))
        )
        return Sheet(self.env._("By collector"), columns, rows)

    def _get_month_columns(self, shown):
        labels = self.fields_get([name for name, *_kind in shown], ["string"])
        return (
            Column(self.env._("Month end"), "date"),
            *(Column(labels[name]["string"], kind) for name, kind, _known in shown),
        )

    def _get_month_rows(self, shown):
        """Return a row for each month; a figure that there is not is left empty."""

        def known(month, name, needed):
            return month[name] if not needed or month[needed] else None

        return tuple(
            (month.date, *(known(month, name, needed) for name, _kind, needed in shown))
            for month in self
        )
