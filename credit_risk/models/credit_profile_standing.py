from odoo import api, models


class CreditProfile(models.Model):
    """A profile in a nutshell, for the forms of other records."""

    _inherit = "credit.profile"

    @api.readonly
    def get_standing(self):
        """Return what the partner form draws: gauge, bar, figures, reasons, and what they open."""
        self.ensure_one()
        self.check_access("read")
        return {
            "gauge": self._get_gauge(),
            "bar": self.exposure_parts,
            "currency_id": self.currency_id.id,
            "hold": self._say_hold(),
            "facts": self._get_facts(),
            "reasons": self._get_reasons(),
            "action": self.env["credit.dashboard"]._open_profile(self),
        }

    def _get_gauge(self):
        return {
            "score": self.score,
            "grade": self.grade,
            "gradeLabel": dict(self._selection_grade())[self.grade],
            "changes": [
                {"days": 30, "value": self.score_change_30},
                {"days": 90, "value": self.score_change_90},
            ],
        }

    def _say_hold(self):
        if not self.hold:
            return ""
        return self.env._("Sales are on hold: %(reason)s", reason=self.hold_reason or "")

    def _get_facts(self):
        """Return the figures in their order: what is owed, what is granted, what is left."""
        facts = [self._fact("exposure", self.exposure)]
        if self.overdue:
            facts.append(self._fact("overdue", self.overdue, tone="danger"))
            facts.append(self._fact("oldest_days", self.oldest_days, unit="count"))
        if self.limit_state != "none":
            facts.append(self._fact("limit_total", self.limit_total))
            tone = "danger" if self.available < 0 else "success"
            facts.append(self._fact("available", self.available, tone=tone))
            facts.append(self._fact("utilisation", self.utilisation, unit="percent"))
        if self.alert_count:
            action = self.action_view_alerts()
            facts.append(self._fact("alert_count", self.alert_count, "count", action=action))
        return facts

    def _fact(self, name, value, unit="monetary", **more):
        label = self._fields[name]._description_string(self.env)
        return {"code": name, "label": label, "value": value, "unit": unit, **more}

    def _get_reasons(self):
        """Return the sentences of the factors that cost points, worst first."""
        lines = self.assessment_line_ids.filtered(lambda line: line.points < 0)
        return lines.sorted("points")[:3].mapped("sentence")
