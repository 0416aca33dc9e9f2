from odoo import models

from odoo.addons.credit_risk.kernel.ageing import BUCKETS
from odoo.addons.credit_risk.report.xlsx_book import Chart, Column, Sheet


class CreditAgeingShow(models.TransientModel):
    """The aged receivables of an evening to take away: one row per debtor."""

    _name = "credit.ageing.show"
    _inherit = ["credit.ageing.show", "credit.tables"]

    def action_print(self):
        """Print the aged receivables."""
        self.ensure_one()
        return self.env.ref("credit_risk.action_report_credit_ageing").report_action(self)

    def _get_file_name(self):
        # EXTENDS credit_risk
        return self.env["credit.ageing.item"]._get_ageing_action(self.date, self.by)["name"]

    def _get_sheets(self):
        # EXTENDS credit_risk
        ageing = self.env["credit.ageing"]._get_ageing(self.date, self.by)
        labels = self.env["credit.ageing"]._get_labels(self.by)
        columns = (
            Column(self.env._("Customer")),
            *(Column(labels[bucket], "money", total=True) for bucket in BUCKETS),
            Column(self.env._("Total"), "money", total=True),
        )
        names = self.env["res.partner"].browse(ageing)
        rows = sorted(
            (self._get_row(partner.display_name, ageing[partner.id]) for partner in names),
            key=lambda row: -row[-1],
        )
        totals = tuple(
            (labels[bucket], float(sum(debts[bucket] for debts in ageing.values())))
            for bucket in BUCKETS
        )
        by_age = (Column(self.env._("Age")), Column(self.env._("Receivables"), "money", total=True))
        chart = Chart("column", self.env._("Receivables by age"), 0, (1,))
        return [
            Sheet(self.env._("By age"), by_age, totals, chart),
            Sheet(self._get_file_name(), columns, tuple(rows)),
        ]

    def _get_row(self, name, debts):
        amounts = [debts[bucket] for bucket in BUCKETS]
        return (name, *map(float, amounts), float(sum(amounts)))
