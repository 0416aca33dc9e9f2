from odoo import api, models
from odoo.tools import date_utils, format_amount, format_date, formatLang

from odoo.addons.credit_risk.report.svg_charts import draw_bars, draw_lines, to_data_uri
from odoo.addons.credit_risk.report.xlsx_book import write_book

MOST_BARS = 15
DIGITS = {"number": 1, "days": 0, "ratio": 3}


class CreditTables(models.AbstractModel):
    """Records that can be taken away, as a workbook or on paper: tables that add up, and a picture.

    A model says what its tables are in `_get_sheets`; everything else follows.
    """

    _name = "credit.tables"
    _description = "Credit figures to take away"

    def action_download_xlsx(self):
        """Download these records as a workbook."""
        self.check_access("read")
        download = self.env["credit.download"].create(
            {"model": self._name, "record_ids": self.ids}
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/credit/xlsx/{download.id}",
            "target": "download",
        }

    def _get_sheets(self):
        """Return the Sheets of these records."""
        raise NotImplementedError

    def _get_file_name(self):
        """Return what the file is called, without its ending."""
        if len(self) == 1:
            return self.display_name
        return self.env["ir.model"]._get(self._name).sudo().name  # a label, no data

    def _get_preface(self):
        """Return the sentences that stand before the tables on paper, the first as a title."""
        return []

    def _get_xlsx(self):
        """Return the workbook of these records as bytes; the caller has checked who reads them."""
        return write_book(self._get_sheets(), self._get_money_format())

    @api.model
    def _get_money_format(self):
        """Return the number format of the company's currency."""
        currency = self.env.company.currency_id
        digits = "." + "0" * currency.decimal_places if currency.decimal_places else ""
        number, symbol = f"#,##0{digits}", (currency.symbol or "").replace('"', "")
        if currency.position == "before":
            return f'"{symbol}"{number}'
        return f'{number} "{symbol}"'

    def _get_printing_company(self):
        """Return whose letterhead and currency the page has."""
        company = self[:1].company_id if "company_id" in self._fields else self.env.company
        return company or self.env.company

    # -- paper --------------------------------------------------------------------------------

    @api.model
    def _format_cell(self, value, kind):
        """Return a cell in words of the reader's language."""
        if value is None or value is False or value == "":
            return ""
        if kind == "money":
            return format_amount(self.env, value, self.env.company.currency_id)
        if kind == "share":
            return f"{formatLang(self.env, 100 * value, digits=1)} %"
        if kind == "date":
            return format_date(self.env, value)
        if kind in DIGITS:
            return formatLang(self.env, value, digits=DIGITS[kind])
        return value

    @api.model
    def _format_total(self, sheet, index):
        column = sheet.columns[index]
        if not column.total:
            return ""
        return self._format_cell(sum(row[index] or 0.0 for row in sheet.rows), column.kind)

    @api.model
    def _get_chart_image(self, sheet):
        """Return the chart of a sheet as the address of an image, or False without one."""
        chart = sheet.chart
        if not chart or not sheet.rows:
            return False
        rows = sheet.rows[: chart.rows or len(sheet.rows)]
        labels = self._get_ticks(
            [row[chart.categories] for row in rows], sheet.columns[chart.categories].kind
        )
        if chart.kind == "line":
            series = [
                (sheet.columns[index].label, [row[index] or 0.0 for row in rows])
                for index in chart.values
            ]
            return to_data_uri(draw_lines(labels, series))
        index = chart.values[0]
        texts = [self._format_figure(row[index], sheet.columns[index].kind) for row in rows]
        bars = zip(labels, (row[index] or 0.0 for row in rows), texts, strict=True)
        return to_data_uri(draw_bars(list(bars)[:MOST_BARS]))

    def _get_ticks(self, values, kind):
        """Return the words under a chart: month ends as months, there is little room."""
        if kind != "date" or not all(values):
            return [self._format_cell(value, kind) for value in values]
        months = all(value == date_utils.end_of(value, "month") for value in values)
        pattern = "MMM yy" if months else "d MMM"
        return [format_date(self.env, value, date_format=pattern) for value in values]

    def _format_figure(self, value, kind):
        """Return a figure as it stands on a bar: money without its cents and currency."""
        if kind == "money" and value:
            return formatLang(self.env, value, digits=0)
        return self._format_cell(value, kind)
