from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_date

#: A forecast older than so many days is taken anew when somebody asks for it.
FRESH_DAYS = 7


class DunningForecast(models.Model):
    """The money expected in the weeks after an evening, and how right such forecasts have been.

    One per company and evening; computed from the books, the promises and the plans, and never
    typed. Past evenings are forecast with what was known on them.
    """

    _name = "dunning.forecast"
    _description = "Cash forecast"
    _order = "date desc, id desc"
    _rec_name = "date"

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        string="As of", required=True, readonly=True, help="The first week begins the day after."
    )
    amount_open = fields.Monetary(
        string="Open", readonly=True, help="What customers owe, their unmatched credits taken off."
    )
    amount_expected = fields.Monetary(string="Expected", readonly=True, help="In these weeks.")
    amount_later = fields.Monetary(string="Later", readonly=True, help="After them, or never.")
    mape = fields.Float(
        string="Error, next week", digits=(8, 4), readonly=True, aggregator="avg",
        help="Mean absolute error of the forecasts of the past weeks, for the week after each.",
    )  # fmt: skip
    mape_due = fields.Float(
        string="By due dates alone, next week", digits=(8, 4), readonly=True, aggregator="avg",
        help="The same error if everybody were expected to pay on the due date.",
    )  # fmt: skip
    mape_month = fields.Float(
        string="Error, four weeks", digits=(8, 4), readonly=True, aggregator="avg",
        help="The same for the four weeks after each of them together.",
    )  # fmt: skip
    mape_month_due = fields.Float(
        string="By due dates alone, four weeks", digits=(8, 4), readonly=True, aggregator="avg"
    )
    test_count = fields.Integer(string="Weeks tested", readonly=True)
    week_ids = fields.One2many("dunning.forecast.week", "forecast_id", readonly=True)
    line_ids = fields.One2many("dunning.forecast.line", "forecast_id", readonly=True)
    backtest_ids = fields.One2many("dunning.forecast.backtest", "forecast_id", readonly=True)
    chart = fields.Json(compute="_compute_chart")
    chart_backtest = fields.Json(compute="_compute_chart")

    _evening_uniq = models.UniqueIndex(
        "(company_id, date)", "There is one forecast per company and evening."
    )

    @api.depends("date")
    def _compute_display_name(self):
        for forecast in self:
            forecast.display_name = self.env._(
                "Cash forecast of %(day)s", day=format_date(self.env, forecast.date)
            )

    @api.depends_context("lang")
    @api.depends("week_ids", "backtest_ids")
    def _compute_chart(self):
        dashboard = self.env["dunning.dashboard"]
        for forecast in self:
            forecast.chart = dashboard._chart_forecast(forecast) or False
            forecast.chart_backtest = dashboard._chart_backtest(forecast) or False

    # -- actions ------------------------------------------------------------------------------

    @api.model
    def action_open_latest(self):
        """Open the last forecast of the active company; an old one is taken anew first."""
        today = fields.Date.context_today(self)
        latest = self._get_latest()
        if not latest or (today - latest.date).days >= FRESH_DAYS:
            latest = self._take_for_user(today)
        return latest._open_form()

    def action_retake(self):
        """Take today's forecast of the same company."""
        self.ensure_one()
        own = self.with_company(self.company_id)
        return own._take_for_user(fields.Date.context_today(self))._open_form()

    def action_view_lines(self):
        """Open the instalments and what is expected of each in which week."""
        self.ensure_one()
        return self.env["dunning.forecast.line"]._get_lines_action(
            self.display_name, [("forecast_id", "=", self.id)]
        )

    def _open_form(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cash forecast"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"], [False, "list"]],
        }

    def _take_for_user(self, today):
        if not self.env.user.has_group("dunning_automation.group_user"):
            raise AccessError(self.env._("Only collectors have a forecast taken."))
        self.check_access("read")
        # The figures are nobody's to type; the books decide.
        forecast_sudo = self.sudo()._take(today)
        return forecast_sudo.with_env(self.env)

    # -- taking -------------------------------------------------------------------------------

    @api.model
    def _get_latest(self):
        own = Domain("company_id", "=", self.env.company.id)
        return self.search(own, order="date desc", limit=1)

    @api.model
    def _cron_take(self):
        """Take every company's forecast of its own today; one that is there is not taken again."""
        commit_progress = self.env["ir.cron"]._commit_progress
        missing = []
        for company in self.env["res.company"].search([]):
            local = self.with_company(company).with_context(tz=company.partner_id.tz or "UTC")
            today = fields.Date.context_today(local)
            latest = local._get_latest()
            if local.env["credit.snapshot"]._get_first_entry_date() and latest.date != today:
                missing.append((local, today))
        commit_progress(remaining=len(missing))
        for local, today in missing:
            local._take(today)
            if not commit_progress(1):
                break
