from odoo import models

from odoo.addons.credit_risk.report.xlsx_book import Chart, Column, Sheet


class CreditProvision(models.Model):
    """A provision to take away."""

    _inherit = "credit.provision"

    def _get_losses_by_bucket(self):
        """Return ``[(bucket label, exposure, expected loss)]`` of the matrix, segments added."""
        found = {}
        for line in self.line_ids.filtered(lambda line: line.kind == "collective"):
            exposure, loss = found.get((line.bucket, line.label), (0.0, 0.0))
            found[line.bucket, line.label] = (exposure + line.exposure, loss + line.loss_gross)
        return [(label, *amounts) for (_bucket, label), amounts in sorted(found.items())]

    def _get_sheets(self):
        # EXTENDS credit_risk
        columns = (
            Column(self.env._("Segment")),
            Column(self.env._("Days overdue")),
            Column(self.env._("Receivables"), "money", total=True),
            Column(self.env._("Insured"), "money", total=True),
            Column(self.env._("Reached the bucket"), "money"),
            Column(self.env._("Went on"), "share"),
            Column(self.env._("Loss rate"), "share"),
            Column(self.env._("Expected loss"), "money", total=True),
            Column(self.env._("Net of cover"), "money", total=True),
            Column(self.env._("Set by hand")),
        )
        sheets = []
        for run in self:
            sheets.append(Sheet(run.name, columns, run._get_rows()))
            sheets.append(run._get_chart_sheet())
        return sheets

    def _get_rows(self):
        return tuple(
            (
                line.segment, line.label or "", line.exposure, line.insured, line.reached,
                line.roll_rate, line.rate, line.loss_gross, line.loss_net,
                line.override_reason if line.is_overridden else "",
            )
            for line in self.line_ids
        )  # fmt: skip

    def _get_chart_sheet(self):
        title = self.env._("Expected loss by days overdue")
        columns = (
            Column(self.env._("Days overdue")),
            Column(self.env._("Receivables"), "money", total=True),
            Column(self.env._("Expected loss"), "money", total=True),
        )
        rows = tuple(self._get_losses_by_bucket())
        return Sheet(self.env._("By bucket"), columns, rows, Chart("column", title, 0, (2,)))
