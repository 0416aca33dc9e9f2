from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import format_date

from odoo.addons.dunning_automation.kernel.effectiveness import YIELD_DAYS

from .credit_snapshot import REACHING_CHANNELS


class CreditSnapshot(models.Model):
    """From each figure of a month to the records that make it up."""

    _inherit = "credit.snapshot"

    def action_view_overdue(self):
        """Open what was overdue that evening; the context tells by more than how many days."""
        self.ensure_one()
        return self._open_items(self.env.context.get("dunning_days", 0))

    def action_view_debtors(self):
        """Open the customers with overdue money, reached or not."""
        self.ensure_one()
        return self._open_debtors()

    def action_view_unmanaged(self):
        """Open the customers with overdue money whom nobody reached."""
        self.ensure_one()
        return self._open_debtors([("is_managed", "=", False)])

    def action_view_notices(self):
        """Open the reminders of the month."""
        self.ensure_one()
        first = self.date.replace(day=1)
        return self._open_list(
            self.env._("Reminders of %(month)s", month=self._say_month()),
            "dunning.notice",
            [
                ("date", ">=", first),
                ("date", "<=", self.date),
                ("state", "in", ["sent", "failed"]),
                ("channel", "in", REACHING_CHANNELS),
            ],
            ("list", "form"),
        )

    def action_view_effect(self):
        """Open what was claimed in the reminders whose fourteen days ended in the month."""
        self.ensure_one()
        domain = self.with_company(self.company_id)._get_effect_domain(
            self.date.replace(day=1), self.date
        )
        name = self.env._("Paid within 14 days, %(month)s", month=self._say_month())
        return self.env["dunning.effectiveness"]._get_effectiveness_action(name, domain)

    def action_view_acted(self):
        """Open the reminders whose seven days ended in the month."""
        self.ensure_one()
        window = timedelta(days=YIELD_DAYS)
        return self._open_list(
            self.env._("Actions behind the yield of %(month)s", month=self._say_month()),
            "dunning.notice",
            [
                ("date", ">=", self.date.replace(day=1) - window),
                ("date", "<=", self.date - window),
                ("state", "=", "sent"),
                ("channel", "in", REACHING_CHANNELS),
            ],
            ("list", "form"),
        )

    def action_view_collected(self):
        """Open the money that came from customers in the month."""
        self.ensure_one()
        return self._open_list(
            self.env._("Collected in %(month)s", month=self._say_month()),
            "account.move.line",
            self._get_money_domain(self.date.replace(day=1), self.date),
            ("list", "form", "pivot"),
        )

    def _get_money_domain(self, date_from, date_to):
        return [
            ("parent_state", "=", "posted"),
            ("account_id.account_type", "=", "asset_receivable"),
            ("account_id.non_trade", "=", False),
            ("journal_id.type", "in", ("bank", "cash", "credit")),
            ("partner_id", "!=", False),
            ("date", ">=", date_from),
            ("date", "<=", date_to),
        ]

    def _open_items(self, days, more=()):
        """Open the debts overdue by more than ``days`` days on the evening of the month end."""
        action = self.env["credit.ageing.item"]._get_ageing_action(self.date)
        action["domain"] = [
            ("company_id", "=", self.company_id.id),
            ("days", ">", days),
            ("amount", ">", 0),
            *more,
        ]
        return action

    def _open_debtors(self, more=()):
        return self._open_list(
            self.env._("Overdue customers, %(month)s", month=self._say_month()),
            "dunning.snapshot.debtor",
            [("snapshot_id", "=", self.id), *more],
            ("list", "pivot", "graph"),
        )

    def _open_promises(self):
        """Return the action that lists the promises tested in the month; None: nobody keeps them.

        Extension point of what keeps them.
        """

    def _open_list(self, name, model, domain, views):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "domain": [("company_id", "=", self.company_id.id), *domain],
            "views": [[False, view] for view in views],
            "context": {"create": False},
        }

    def _say_month(self):
        return format_date(self.env, self.date, date_format="MMMM y")

    def _get_previous(self):
        """Return the snapshot of the month before, or an empty one."""
        before = self.date.replace(day=1) - relativedelta(days=1)
        return self.search([("company_id", "=", self.company_id.id), ("date", "=", before)])
