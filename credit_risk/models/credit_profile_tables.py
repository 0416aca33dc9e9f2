from odoo import models

from odoo.addons.credit_risk.report.xlsx_book import Chart, Column, Sheet

GRADES = ("A", "B", "C", "D", "E", "X", "NR")


class CreditProfile(models.Model):
    """The portfolio to take away: one row per debtor, and the exposure by grade."""

    _name = "credit.profile"
    _inherit = ["credit.profile", "credit.tables"]

    def _get_sheets(self):
        # EXTENDS credit_risk
        return [self._get_debtor_sheet(), self._get_grade_sheet()]

    def _get_debtor_sheet(self):
        columns = (
            Column(self.env._("Customer")),
            Column(self.env._("Salesperson")),
            Column(self.env._("Grade")),
            Column(self.env._("Score"), "number"),
            Column(self.env._("Probability of default"), "share"),
            Column(self.env._("Exposure"), "money", total=True),
            Column(self.env._("Overdue"), "money", total=True),
            Column(self.env._("Oldest (days)"), "days"),
            Column(self.env._("Limit"), "money"),
            Column(self.env._("Available"), "money"),
            Column(self.env._("Limit in use"), "share"),
            Column(self.env._("Expected loss"), "money", total=True),
            Column(self.env._("Net of cover"), "money", total=True),
        )
        ordered = self.sorted(lambda profile: -profile.exposure)
        rows = tuple(profile._get_row() for profile in ordered)
        chart = Chart("bar", self.env._("Ten largest exposures"), 0, (5,), rows=10)
        return Sheet(self.env._("Customers"), columns, rows, chart)

    def _get_row(self):
        rated, limited = self.grade not in ("NR", "X"), self.limit_state != "none"
        return (
            self.partner_id.display_name,
            self.user_id.name or "",
            self.grade,
            self.score if rated else None,
            self.pd if self.grade != "NR" else None,
            self.exposure,
            self.overdue,
            self.oldest_days or None,
            self.limit_total if limited else None,
            self.available if limited else None,
            self.utilisation if limited else None,
            self.expected_loss,
            self.expected_loss_net,
        )

    def _get_grade_sheet(self):
        columns = (
            Column(self.env._("Grade")),
            Column(self.env._("Customers"), "days", total=True),
            Column(self.env._("Exposure"), "money", total=True),
            Column(self.env._("Overdue"), "money", total=True),
            Column(self.env._("Expected loss"), "money", total=True),
        )
        groups = self.grouped("grade")
        rows = tuple(
            (
                grade,
                len(groups[grade]),
                sum(groups[grade].mapped("exposure")),
                sum(groups[grade].mapped("overdue")),
                sum(groups[grade].mapped("expected_loss")),
            )
            for grade in GRADES
            if grade in groups
        )
        chart = Chart("column", self.env._("Exposure by grade"), 0, (2,))
        return Sheet(self.env._("By grade"), columns, rows, chart)
