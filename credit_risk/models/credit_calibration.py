from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.credit_risk.kernel.portfolio import as_record, from_record


class CreditCalibration(models.Model):
    """What the debtors of one company had in common on one day: the background of its scores.

    Kept by the nightly run, never changed.
    """

    _name = "credit.calibration"
    _description = "Credit score calibration"
    _order = "date desc, id desc"
    _rec_name = "date"
    _check_company_auto = True

    date = fields.Date(required=True, index=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    scorecard_id = fields.Many2one(
        "credit.scorecard", index="btree_not_null", readonly=True, ondelete="cascade"
    )
    intercept = fields.Float(
        digits=(8, 4),
        readonly=True,
        aggregator=None,
        help="Log-odds of default of a debtor without any points won or lost.",
    )
    base_pd = fields.Float(
        string="Default rate",
        digits=(6, 4),
        readonly=True,
        aggregator="avg",
        help="Of twelve months, observed on the own ledger and drawn towards 2 % while it is thin.",
    )
    strength = fields.Float(
        digits=(6, 2),
        readonly=True,
        aggregator=None,
        help="Invoices that a customer needs to speak for himself.",
    )
    late = fields.Float(
        string="Paid late",
        digits=(6, 4),
        readonly=True,
        aggregator="avg",
        help="Share of invoices.",
    )
    late_30 = fields.Float(
        string="More than 30 days late", digits=(6, 4), readonly=True, aggregator="avg"
    )
    days = fields.Float(
        string="Days late", digits=(6, 1), readonly=True, aggregator="avg", help="Median customer."
    )
    debtor_count = fields.Integer(string="Customers", readonly=True, aggregator="max")
    exposed_count = fields.Integer(string="With exposure", readonly=True, aggregator="max")
    default_count = fields.Integer(string="Defaults", readonly=True, aggregator="max")
    year_count = fields.Integer(string="Customer-years", readonly=True, aggregator="max")
    counted_on = fields.Date(readonly=True, help="When the defaults were counted.")
    record = fields.Json(readonly=True)

    @api.depends("date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for calibration in self:
            calibration.display_name = format_date(self.env, calibration.date)

    @api.model
    def _get_last(self, as_of, scorecard_id, days):
        """Return the calibration that was the last on that day, at most so many days old.

        ``scorecard_id``: of this scorecard (0: of none); None: of any.
        """
        domain = (
            Domain("company_id", "=", self.env.company.id)
            & Domain("date", "<=", as_of)
            & Domain("date", ">", as_of - timedelta(days=days))
        )
        if scorecard_id is not None:
            domain &= Domain("scorecard_id", "=", scorecard_id or False)
        # A background is used by whoever has a score refreshed.
        return self.sudo().search(domain, limit=1)

    @api.model
    def _keep(self, as_of, card, portfolio, book, counted):
        """Return the record of a portfolio, made unless the last one says the same."""
        record = as_record(portfolio._replace(record=0))
        last = self._get_last(as_of, card.record, 1)
        if last and last.record == record:
            return last
        base = self._get_last(as_of, None, 30)
        is_same_count = base and (base.default_count, base.year_count) == counted
        facts = [facts for _segment, facts in book.values() if facts.n]
        # The refresh keeps what it found, whoever asked for it.
        return self.sudo().create(
            {
                "date": as_of,
                "company_id": self.env.company.id,
                "scorecard_id": card.record,
                "intercept": portfolio.intercept,
                "base_pd": portfolio.base,
                "strength": portfolio.strength,
                "late": portfolio.late,
                "late_30": portfolio.late_30,
                "days": portfolio.days,
                "debtor_count": len(facts),
                "exposed_count": sum(1 for item in facts if item.open > 0),
                "default_count": counted[0],
                "year_count": counted[1],
                "counted_on": base.counted_on if is_same_count else as_of,
                "record": record,
            }
        )

    def _to_portfolio(self):
        self.ensure_one()
        return from_record(self.record)._replace(record=self.id)

    def write(self, vals):
        raise UserError(self.env._("A calibration is a dated record: it cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        raise UserError(self.env._("A calibration is a dated record: it cannot be deleted."))
