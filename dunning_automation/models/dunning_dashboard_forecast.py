from odoo import models
from odoo.tools import format_date


class DunningDashboard(models.AbstractModel):
    """The pictures of the cash forecast, on the dashboard and on its own page."""

    _inherit = "dunning.dashboard"

    def _get_collection_charts(self, months):
        latest = self.env["dunning.forecast"]._get_latest()
        return [self._chart_forecast(latest), *super()._get_collection_charts(months)]

    def _get_collection_tiles(self, months, overdue):
        tiles = super()._get_collection_tiles(months, overdue)
        latest = self.env["dunning.forecast"]._get_latest()
        if latest.amount_expected:
            # What is expected stands beside what has come.
            place = [tile["code"] for tile in tiles].index("collected") + 1
            tiles.insert(place, self._tile_forecast(latest))
        return tiles

    def _tile_forecast(self, latest):
        weeks = latest.week_ids
        note = self.env._("of %(amount)s open", amount=self._say_amount(latest.amount_open))
        return self._tile(
            "forecast", self.env._("Expected in %(count)s weeks", count=len(weeks)),
            latest.amount_expected,
            icon="fa-calendar-check-o",
            note=note,
            action=latest._open_form(),
        )  # fmt: skip

    def _chart_forecast(self, forecast):
        """What is expected week by week; None without anything to expect."""
        weeks = forecast.week_ids
        if not any(weeks.mapped("expected")):
            return None
        words = {"not_due": self.env._("As they usually pay"), "other": self.env._("Promised")}
        items = [
            self._item(
                str(week.id), self._say_day(week.date_from), week.expected,
                parts=[
                    {"code": "other", "label": words["other"], "value": week.committed},
                    {
                        "code": "not_due",
                        "label": words["not_due"],
                        "value": week.expected - week.committed,
                    },
                ],
                action=week.action_view_lines(),
            )
            for week in weeks
        ]  # fmt: skip
        promised = any(weeks.mapped("committed"))
        return self._chart(
            "forecast", "stack", self.env._("Cash forecast"), items,
            legend=[{"code": code, "label": label} for code, label in words.items()]
            if promised
            else [],
            hint=self._say_accuracy(forecast),
            currency_id=forecast.currency_id.id,
        )  # fmt: skip

    def _say_accuracy(self, forecast):
        if not forecast.mape_month:
            return self.env._("Weeks from the day named. Not enough past to test it on yet.")
        return self.env._(
            "Weeks from the day named. Past forecasts of four weeks were wrong by %(error)s "
            "on average; by due dates alone, %(other)s.",
            error=self._say_share(forecast.mape_month),
            other=self._say_share(forecast.mape_month_due),
        )

    def _chart_backtest(self, forecast):
        """What was expected, would have been by due dates, and came, in the past weeks."""
        tests = forecast.backtest_ids.sorted("date_from")
        if len(tests) < 2:
            return None
        series = [
            ("received", self.env._("Received"), "other"),
            ("expected", self.env._("Expected"), "not_due"),
            ("amount_due", self.env._("By due dates alone"), "draft"),
        ]
        return self._chart(
            "backtest", "series", self.env._("Back-test"),
            [
                self._item(
                    str(test.id), self._say_day(test.date_from), test.received,
                    action=test.action_view_received(),
                )
                for test in tests
            ],
            series=[
                {"code": tone, "label": label, "values": tests.mapped(name)}
                for name, label, tone in series
            ],
            currency_id=forecast.currency_id.id,
        )  # fmt: skip

    def _say_day(self, day):
        return format_date(self.env, day, date_format="d MMM")
