from odoo import models

from odoo.addons.credit_risk.report.xlsx_book import Chart, Column, Sheet


class CreditBacktest(models.Model):
    """A back-test to take away: how each method did, and what became of each grade."""

    _name = "credit.backtest"
    _inherit = ["credit.backtest", "credit.tables"]

    def _get_sheets(self):
        # EXTENDS credit_risk
        self.ensure_one()
        return [self._get_result_sheet(), *map(self._get_band_sheet, ("grade", "late", "default"))]

    def _get_file_name(self):
        # EXTENDS credit_risk
        return f"{self.env._('Score back-test')} {self.display_name}"

    def _get_preface(self):
        # EXTENDS credit_risk
        question = self.env._(
            "%(scorecard)s, default after %(days)s days, within %(horizon)s days.",
            scorecard=self.scorecard_id.display_name,
            days=self.default_days,
            horizon=self.horizon,
        )
        return [self._get_file_name(), question, *(self.summary or "").splitlines()]

    def _get_result_sheet(self):
        labels = self._get_labels("credit.backtest.result")
        columns = (
            Column(labels["target"]),
            Column(labels["method"]),
            Column(labels["fold"], "days"),
            Column(labels["count"], "days"),
            *(Column(labels[name], "ratio") for name in ("auc", "ks", "brier", "skill")),
            Column(labels["predicted"], "share"),
            Column(labels["observed"], "share"),
        )
        said = {
            name: dict(self.result_ids._fields[name]._description_selection(self.env))
            for name in ("target", "method")
        }
        rows = tuple(
            (
                said["target"][result.target], said["method"][result.method],
                result.fold or None, result.count or None, result.auc,
                *self._get_measures(result),
            )
            for result in self.result_ids
        )  # fmt: skip
        return Sheet(self.env._("Methods"), columns, rows)

    def _get_measures(self, result):
        """Return what else was measured; a method that only puts in order has nothing more."""
        names = ("ks", "brier", "skill", "predicted", "observed")
        is_forecast = result.count and result.method != "new"
        return [result[name] if is_forecast else None for name in names]

    def _get_band_sheet(self, kind):
        labels = self._get_labels("credit.backtest.band")
        title = dict(self.band_ids._fields["kind"]._description_selection(self.env))[kind]
        columns = (
            Column(labels["name"]),
            Column(labels["count"], "days", total=True),
            Column(labels["predicted"], "share"),
            Column(labels["observed"], "share"),
            Column(labels["lift"], "ratio"),
        )
        rows = tuple(
            (
                band.name, band.count, band.predicted, band.observed,
                None if kind == "late" else band.lift,
            )
            for band in self.band_ids.filtered(lambda band: band.kind == kind)
        )  # fmt: skip
        return Sheet(title, columns, rows, Chart("line", title, 0, (2, 3)))

    def _get_labels(self, model):
        return {name: found["string"] for name, found in self.env[model].fields_get().items()}
