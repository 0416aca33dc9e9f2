from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import float_repr

from odoo.addons.credit_risk.kernel.statements import LINEAR, completed, outcomes_of, remarks_on

from .credit_report_statement import FIGURES


class CreditReport(models.Model):
    """What the failure models say and how they come to it, for the eyes of an analyst."""

    _inherit = "credit.report"

    model_table = fields.Html(string="Models", compute="_compute_model_table")
    statement_remarks = fields.Text(string="Remarks", compute="_compute_statement_remarks")

    @api.depends_context("lang")
    @api.depends("model_used", "model_value", "zone", "kind", *FIGURES.values())
    def _compute_model_table(self):
        for report in self:
            report.model_table = report._get_model_table() if report.kind == "statement" else False

    @api.depends_context("lang")
    @api.depends("kind", "is_zero_known", *FIGURES.values())
    def _compute_statement_remarks(self):
        for report in self:
            report.statement_remarks = report._get_remarks() if report.kind == "statement" else ""

    def _get_remarks(self):
        """Return what does not add up and what the model still lacks, a line each."""
        tolerance = Decimal(str(abs(self.total_assets))) / 1000
        sentences = {
            "balance": self.env._("Equity and liabilities do not add up to the assets."),
            "current": self.env._("The current assets are more than the assets."),
            "debts": self.env._("The current liabilities are more than all liabilities."),
        }
        lines = [sentences[code] for code in remarks_on(self._get_statement(), tolerance)]
        lacking = self._get_lacking()
        if lacking:
            lines.append(self.env._("To be told: %(names)s.", names=", ".join(lacking)))
        return "\n".join(lines)

    def _get_lacking(self):
        """Return the labels of the figures without which Z'' cannot be told."""
        full = completed(self._get_statement())
        names = ("assets", "working_capital", "retained", "ebit", "equity", "liabilities")
        missing = [FIGURES[name] for name in names if getattr(full, name) is None]
        return [self._fields[name]._description_string(self.env) for name in missing]

    def _get_model_table(self):
        """Return every model that can be told, with its terms, as a table."""
        rows = Markup().join(map(self._get_model_row, outcomes_of(self._get_statement())))
        if not rows:
            return False
        return Markup(
            "<table class='table table-sm'><thead><tr><th>%s</th><th>%s</th><th>%s</th><th>%s</th>"
            "</tr></thead><tbody>%s</tbody></table>"
        ) % (self.env._("Model"), self.env._("Value"), self.env._("Zone"), self.env._("Made of"),
             rows)  # fmt: skip

    def _get_model_row(self, outcome):
        labels = dict(self._fields["model_used"]._description_selection(self.env))
        zones = dict(self._fields["zone"]._description_selection(self.env))
        colour = {"distress": "danger", "grey": "warning", "safe": "success"}[outcome.zone]
        name = labels[outcome.model]
        if outcome.model == self.model_used:
            name = Markup("<b>%s</b>") % name
        limits = LINEAR.get(outcome.model)
        cut_offs = f" ({limits.failed} / {limits.safe})" if limits else ""
        if outcome.probability is not None:
            cut_offs = f" ({float_repr(100 * outcome.probability, 1)} %)"
        return Markup(
            "<tr><td>%s</td><td>%s%s</td><td><span class='badge text-bg-%s'>%s</span></td>"
            "<td>%s</td></tr>"
        ) % (name, float_repr(outcome.value, 2), cut_offs, colour, zones[outcome.zone],
             self._get_terms(outcome))  # fmt: skip

    def _get_terms(self, outcome):
        """Return the arithmetic of a model: weight times ratio, term by term."""
        _ = self.env._
        labels = {
            "wc_ta": _("working capital / assets"),
            "re_ta": _("retained earnings / assets"),
            "ebit_ta": _("EBIT / assets"),
            "be_tl": _("equity / liabilities"),
            "s_ta": _("sales / assets"),
            "ni_ta": _("net income / assets"),
            "tl_ta": _("liabilities / assets"),
            "ca_cl": _("current assets / current liabilities"),
            "cl_ca": _("current liabilities / current assets"),
            "ebt_cl": _("result before tax / current liabilities"),
            "ffo_tl": _("funds from operations / liabilities"),
            "size": _("size"),
            "insolvent": _("liabilities over assets"),
            "losses": _("two years of losses"),
            "change": _("change of net income"),
        }
        terms = [
            f"{part.weight:g} × {float_repr(part.ratio, 3)} {labels[part.code]}"
            for part in outcome.parts
        ]
        return " + ".join([*([f"{outcome.constant:g}"] if outcome.constant else []), *terms])
