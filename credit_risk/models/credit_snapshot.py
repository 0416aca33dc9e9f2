from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.credit_risk.kernel.exposure import ZERO, Exposure
from odoo.addons.credit_risk.kernel.indicators import buckets_of

#: How far back months are rebuilt from the books, at first and after a standstill.
MONTHS_BACK = 12
#: The fields of the ageing, in the order of the kernel's buckets.
BUCKETS = ("not_due", "overdue_1_30", "overdue_31_60", "overdue_61_90", "overdue_over_90")


class CreditSnapshot(models.Model):
    """The indicators of a company's receivables at the end of a month, rebuilt from the books."""

    _name = "credit.snapshot"
    _description = "Credit indicators"
    _order = "date desc, id desc"
    _rec_name = "date"

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(string="Month end", required=True, index=True, readonly=True)

    receivable = fields.Monetary(
        readonly=True, aggregator="avg", help="The receivable balance of the general ledger."
    )
    not_due = fields.Monetary(readonly=True, aggregator="avg")
    overdue = fields.Monetary(readonly=True, aggregator="avg")
    overdue_1_30 = fields.Monetary(string="1–30 days", readonly=True, aggregator="avg")
    overdue_31_60 = fields.Monetary(string="31–60 days", readonly=True, aggregator="avg")
    overdue_61_90 = fields.Monetary(string="61–90 days", readonly=True, aggregator="avg")
    overdue_over_90 = fields.Monetary(string="Over 90 days", readonly=True, aggregator="avg")
    unallocated = fields.Monetary(string="Unallocated credits", readonly=True, aggregator="avg")
    exposure = fields.Monetary(readonly=True, aggregator="avg")
    sales = fields.Monetary(
        string="Invoiced in the month", readonly=True,
        help="What was sold: net of credit notes, taxes included.",
    )  # fmt: skip
    sales_quarter = fields.Monetary(
        string="Invoiced in three months", readonly=True, aggregator="avg"
    )

    debtor_count = fields.Integer(string="Customers who owe", readonly=True, aggregator="avg")
    overdue_count = fields.Integer(string="Customers overdue", readonly=True, aggregator="avg")
    breach_count = fields.Integer(
        string="Customers over their limit", readonly=True, aggregator="avg"
    )

    dso = fields.Float(
        string="DSO (days)", digits=(8, 1), readonly=True, aggregator="avg",
        help="Days of sales not collected yet, on the sales of three months.",
    )  # fmt: skip
    dso_countback = fields.Float(
        string="DSO, count-back (days)", digits=(8, 1), readonly=True, aggregator="avg",
        help="Days of sales, newest month first, that make up the receivable.",
    )  # fmt: skip
    dso_true = fields.Float(
        string="DSO, true (days)", digits=(8, 1), readonly=True, aggregator="avg",
        help="Age of what is open, month by month against the sales of that month.",
    )  # fmt: skip
    dso_best = fields.Float(
        string="Best possible DSO (days)", digits=(8, 1), readonly=True, aggregator="avg",
        help="The DSO if everybody paid on the due date.",
    )  # fmt: skip
    days_delinquent = fields.Float(
        string="Average days delinquent", digits=(8, 1), readonly=True, aggregator="avg",
        help="DSO less the best possible one: what late payment adds.",
    )  # fmt: skip
    payment_delay = fields.Float(
        string="Average payment delay (days)", digits=(8, 1), readonly=True, aggregator="avg",
        help="From due date to payment, weighted by amount: what was paid in three months, and "
        "what is overdue so far. Negative when customers pay early.",
    )  # fmt: skip
    age_debt = fields.Float(
        string="Average age of the debt (days)", digits=(8, 1), readonly=True, aggregator="avg",
        help="Since the invoice date, weighted by open amount.",
    )  # fmt: skip
    age_overdue = fields.Float(
        string="Average age of the overdue (days)", digits=(8, 1), readonly=True, aggregator="avg",
        help="Since the due date, weighted by overdue amount.",
    )  # fmt: skip
    cei = fields.Float(
        string="Collection effectiveness (%)", digits=(8, 1), readonly=True, aggregator="avg",
        help="What was collected in three months of what could be collected.",
    )  # fmt: skip

    overdue_rate = fields.Float(
        string="Overdue share", digits=(8, 4), readonly=True, aggregator="avg",
        help="Overdue share of all open invoices.",
    )  # fmt: skip
    overdue_rate_net = fields.Float(
        string="Overdue share, net", digits=(8, 4), readonly=True, aggregator="avg",
        help="The same after taking the unallocated credits off both.",
    )  # fmt: skip
    managed_rate = fields.Float(
        string="Overdue customers managed", digits=(8, 4), readonly=True, aggregator="avg",
        help="Share of the overdue customers whom somebody reached in the month.",
    )  # fmt: skip
    at_risk_rate = fields.Float(
        string="At risk", digits=(8, 4), readonly=True, aggregator="avg",
        help="Of what fell due in the month before the last 90 days: the share still unpaid.",
    )  # fmt: skip
    roll_1 = fields.Float(
        string="Roll to 1–30", digits=(8, 4), readonly=True, aggregator="avg",
        help="What is 1–30 days overdue, for each unit not due a month before.",
    )  # fmt: skip
    roll_2 = fields.Float(string="Roll to 31–60", digits=(8, 4), readonly=True, aggregator="avg")
    roll_3 = fields.Float(string="Roll to 61–90", digits=(8, 4), readonly=True, aggregator="avg")
    roll_4 = fields.Float(string="Roll to over 90", digits=(8, 4), readonly=True, aggregator="avg")

    limit_total = fields.Monetary(string="Limits", readonly=True, aggregator="avg")
    utilisation = fields.Float(
        string="Limits in use", digits=(8, 4), readonly=True, aggregator="avg",
        help="Exposure of the customers with a limit over their limits.",
    )  # fmt: skip
    top10_share = fields.Float(
        string="Ten largest", digits=(8, 4), readonly=True, aggregator="avg",
        help="Share of the ten largest debtors in the open invoices.",
    )  # fmt: skip
    hhi = fields.Float(
        string="Concentration (HHI)", digits=(8, 0), readonly=True, aggregator="avg",
        help="Herfindahl-Hirschman index of the open invoices: 10 000 for one debtor alone.",
    )  # fmt: skip
    expected_loss = fields.Monetary(
        readonly=True, aggregator="avg",
        help="Probability of default × loss given default × exposure, before any cover.",
    )  # fmt: skip
    line_ids = fields.One2many("credit.snapshot.line", "snapshot_id", readonly=True)

    _month_uniq = models.UniqueIndex(
        "(company_id, date)", "There is one snapshot per company and month."
    )

    @api.depends("date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for snapshot in self:
            snapshot.display_name = format_date(self.env, snapshot.date, date_format="MMMM y")

    # -- actions ------------------------------------------------------------------------------

    def action_retake(self):
        """Rebuild these months from the books as they are now. Credit managers only."""
        if not self.env.user.has_group("credit_risk.group_manager"):
            raise AccessError(self.env._("Only a credit manager has a month rebuilt."))
        self.check_access("read")
        for snapshot in self:
            # The figures are nobody's to type; the books decide.
            snapshots_sudo = self.sudo().with_company(snapshot.company_id)
            snapshots_sudo._take(snapshot.date)
        return True

    def action_view_invoices(self):
        """Open the invoices and credit notes that make up the sales of the month."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "name": self.env._("Invoiced in the month"),
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
                ("invoice_date", ">=", self.date.replace(day=1)),
                ("invoice_date", "<=", self.date),
            ],
            "views": [[False, "list"], [False, "form"], [False, "pivot"]],
        }

    def action_view_ledger(self):
        """Open the ledger entries whose balance is the receivable of the month end."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move.line",
            "name": self.env._("Receivable entries"),
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "asset_receivable"),
                ("account_id.non_trade", "=", False),
                ("date", "<=", self.date),
            ],
            "views": [[False, "list"], [False, "pivot"], [False, "form"]],
            "context": {"search_default_group_by_partner": 1},
        }

    # -- taking -------------------------------------------------------------------------------

    @api.model
    def _cron_snapshot(self):
        """Take the months that are missing, company by company; running again does nothing."""
        commit_progress = self.env["ir.cron"]._commit_progress
        missing = [
            (company, date)
            for company in self.env["res.company"].search([])
            for date in self.with_company(company)._get_missing_dates()
        ]
        commit_progress(remaining=len(missing))
        for company, date in missing:
            self.with_company(company)._take(date)
            if not commit_progress(1):
                break

    @api.model
    def _get_missing_dates(self):
        """Return the month ends without snapshot, oldest first, since the company's first entry."""
        first = self._get_first_entry_date()
        if not first:
            return []
        this_month = fields.Date.context_today(self).replace(day=1)
        dates = [
            this_month - relativedelta(months=back, days=1) for back in reversed(range(MONTHS_BACK))
        ]
        taken = self.search(
            Domain("company_id", "=", self.env.company.id) & Domain("date", "in", dates)
        )
        return [date for date in dates if date >= first and date not in taken.mapped("date")]

    @api.model
    def _take(self, date):
        """Return the snapshot of the active company as of the evening of ``date``, taken anew.

        Everything is read from the books, set-based, and nothing later than that evening.
        """
        day = fields.Date.to_date(date)
        if day >= fields.Date.context_today(self):
            raise UserError(self.env._("The day %(day)s is not over yet.", day=day))
        self._backfill_assessments(day)
        exposures = self.env["credit.exposure"]._get_exposures(None, day)
        debts = self._get_debts(day)
        lines = self._prepare_grade_lines(day, exposures)
        values = {
            **self._prepare_amounts(day, debts, exposures),
            **self._prepare_indicators(day, debts),
            **self._prepare_limits(day, exposures),
            "expected_loss": sum(line["expected_loss"] for line in lines),
            "line_ids": [Command.clear(), *map(Command.create, lines)],
        }
        # What cannot be computed is left empty rather than zero.
        values = {
            name: float(value) if isinstance(value, Decimal) else value
            for name, value in values.items()
        }
        return self._write_month(day, values)

    def _write_month(self, day, values):
        snapshot = self.search(
            Domain("company_id", "=", self.env.company.id) & Domain("date", "=", day)
        )
        if snapshot:
            snapshot.write(values)
            return snapshot
        known = {name: value for name, value in values.items() if value is not None}
        return self.create({**known, "company_id": self.env.company.id, "date": day})

    def _prepare_amounts(self, day, debts, exposures):
        buckets = buckets_of(debts)
        credits = sum((debt.credits for debt in debts), ZERO)
        return {
            "receivable": sum(buckets, ZERO) - credits,
            "overdue": sum(buckets[1:], ZERO),
            **dict(zip(BUCKETS, buckets, strict=True)),
            "unallocated": credits,
            "exposure": sum((exposure.total for exposure in exposures.values()), ZERO),
            "debtor_count": sum(1 for debt in debts if debt.open > 0),
            "overdue_count": sum(1 for debt in debts if debt.overdue > 0),
        }

    def _prepare_limits(self, day, exposures):
        """Limits and their use; what is not checked counts on neither side."""
        rooms = self.env["credit.profile"]._get_rooms(exposures, day)
        limited = [key for key, room in rooms.items() if room.state != "none"]
        total = sum((rooms[key].total for key in limited), ZERO)
        used = sum((max(exposures[key].total, ZERO) for key in limited), ZERO)
        return {
            "limit_total": total,
            "utilisation": float(used / total) if total else None,
            "breach_count": sum(1 for key in limited if rooms[key].available < 0),
        }

    def _prepare_grade_lines(self, day, exposures):
        """Return the values of one line per grade that has debtors with exposure."""
        standing = self._get_standing(day)
        found = {}
        for partner_id, exposure in exposures.items():
            if exposure == Exposure():
                continue
            grade, pd = standing.get(partner_id, ("NR", 0.0))
            found.setdefault(grade, []).append((exposure, pd))
        return [self._prepare_grade_line(grade, items) for grade, items in sorted(found.items())]
