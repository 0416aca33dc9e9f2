from odoo import models

from odoo.addons.credit_risk.report.xlsx_book import Chart, Column, Sheet, write_book


class DunningForecast(models.Model):
    """The forecast to take away: the weeks, the back-test, and the instalments behind them."""

    _name = "dunning.forecast"
    _inherit = ["dunning.forecast", "credit.tables"]

    def _get_sheets(self):
        # EXTENDS credit_risk
        sheets = []
        for forecast in self:
            sheets += [forecast._get_weeks_sheet(), forecast._get_backtest_sheet()]
        return sheets

    def _get_xlsx(self):
        # EXTENDS credit_risk: paper is spared the instalments
        sheets = [*self._get_sheets(), *(forecast._get_lines_sheet() for forecast in self)]
        return write_book(sheets, self._get_money_format())

    def _get_weeks_sheet(self):
        columns = (
            Column(self.env._("From"), "date"),
            Column(self.env._("Until"), "date"),
            Column(self.env._("Expected"), "money", total=True),
            Column(self.env._("Promised or agreed"), "money", total=True),
            Column(self.env._("By due dates alone"), "money", total=True),
        )
        rows = tuple(
            (week.date_from, week.date_to, week.expected, week.committed, week.amount_due)
            for week in self.week_ids.sorted("number")
        )
        chart = Chart("column", self.env._("Expected by week"), 0, (2,))
        return Sheet(self.display_name, columns, rows, chart)

    def _get_backtest_sheet(self):
        columns = (
            Column(self.env._("From"), "date"),
            Column(self.env._("Until"), "date"),
            Column(self.env._("Expected"), "money", total=True),
            Column(self.env._("By due dates alone"), "money", total=True),
            Column(self.env._("Received"), "money", total=True),
            Column(self.env._("Error"), "share"),
        )
        rows = tuple(
            (
                test.date_from,
                test.date_to,
                test.expected,
                test.amount_due,
                test.received,
                test.error if test.received > 0 else None,
            )
            for test in self.backtest_ids.sorted("date_from")
        )
        chart = Chart("line", self.env._("Expected and received"), 0, (2, 3, 4))
        return Sheet(self.env._("Back-test"), columns, rows, chart)

    def _get_lines_sheet(self):
        columns = (
            Column(self.env._("Week from"), "date"),
            Column(self.env._("Customer")),
            Column(self.env._("Document")),
            Column(self.env._("Due on"), "date"),
            Column(self.env._("Open"), "money"),
            Column(self.env._("Probability"), "share"),
            Column(self.env._("Expected"), "money", total=True),
        )
        rows = tuple(
            (
                line.week_id.date_from,
                line.partner_id.display_name,
                line.move_id.name or "",
                line.date_due or None,
                line.amount_open,
                line.chance,
                line.expected,
            )
            for line in self.line_ids
        )
        return Sheet(self.env._("Instalments"), columns, rows)
