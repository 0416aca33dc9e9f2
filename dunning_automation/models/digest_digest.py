from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import AccessError

from odoo.addons.dunning_automation.kernel.figures import managed

from .credit_snapshot import REACHING_CHANNELS


class DigestDigest(models.Model):
    """Figures of collections in Odoo's periodic e-mail, for those who collect."""

    _inherit = "digest.digest"

    kpi_dunning_collected = fields.Boolean("Collected from customers")
    kpi_dunning_collected_value = fields.Monetary(compute="_compute_kpi_dunning_collected_value")
    kpi_dunning_overdue = fields.Boolean("Overdue from customers")
    kpi_dunning_overdue_value = fields.Monetary(compute="_compute_kpi_dunning_overdue_value")
    kpi_dunning_managed = fields.Boolean("Overdue customers managed (%)")
    kpi_dunning_managed_value = fields.Float(compute="_compute_kpi_dunning_managed_value")
    kpi_dunning_notices = fields.Boolean("Payment reminders sent")
    kpi_dunning_notices_value = fields.Integer(compute="_compute_kpi_dunning_notices_value")

    def _compute_kpi_dunning_collected_value(self):
        for digest, snapshots, first, last in self._iterate_dunning():
            money = snapshots._get_money(first, last)
            digest.kpi_dunning_collected_value = float(sum((row[2] for row in money), Decimal(0)))

    def _compute_kpi_dunning_overdue_value(self):
        for digest, snapshots, _first, last in self._iterate_dunning():
            debts = snapshots._get_debts(last)
            digest.kpi_dunning_overdue_value = float(
                sum((debt.overdue for debt in debts), Decimal(0))
            )

    def _compute_kpi_dunning_managed_value(self):
        for digest, snapshots, first, last in self._iterate_dunning():
            overdue = {debt.partner_id: debt.overdue for debt in snapshots._get_debts(last)}
            share = managed(overdue, snapshots._get_managed_debtor_ids(first, last)).share
            digest.kpi_dunning_managed_value = 100 * (share or 0.0)

    def _compute_kpi_dunning_notices_value(self):
        for digest, snapshots, first, last in self._iterate_dunning():
            digest.kpi_dunning_notices_value = snapshots.env["dunning.notice"].search_count(
                [
                    ("company_id", "=", snapshots.env.company.id),
                    ("state", "=", "sent"),
                    ("date", ">=", first),
                    ("date", "<=", last),
                    ("channel", "in", REACHING_CHANNELS),
                ]
            )

    def _iterate_dunning(self):
        """Yield (digest, what reads the books of its company, first day, last day) of its period.

        :raise AccessError: for who does not collect; his e-mail goes without these figures
        """
        if not self.env.user.has_group("dunning_automation.group_user"):
            raise AccessError(self.env._("The figures of collections are for collectors."))
        start, end, _companies = self._get_kpi_compute_parameters()
        first, last = fields.Date.to_date(start), fields.Date.to_date(end)
        for digest in self:
            company = digest.company_id or self.env.company
            # Sums of the company, for a collector of it: no record of anybody is shown.
            snapshots_sudo = self.env["credit.snapshot"].sudo().with_company(company)
            yield digest, snapshots_sudo, first, last

    def _compute_kpis_actions(self, company, user):
        # EXTENDS digest
        menu = self.env.ref("account.menu_finance").id
        action = f"dunning_automation.dunning_dashboard_action?menu_id={menu}"
        names = ("collected", "overdue", "managed", "notices")
        return super()._compute_kpis_actions(company, user) | {
            f"kpi_dunning_{name}": action for name in names
        }
