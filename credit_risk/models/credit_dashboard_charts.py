from odoo import models
from odoo.fields import Domain

from .credit_dashboard import BANDS, TOP


class CreditDashboard(models.AbstractModel):
    """The pictures: each a kind, a title, and items that know what a click on them opens."""

    _inherit = "credit.dashboard"

    def _get_charts(self, domain, cells, total, mine):
        """Return the pictures in their order; those with nothing to show are left out."""
        charts = [
            self._chart_grades(domain, cells),
            self._chart_ageing(domain, mine),
            self._chart_bands(domain, cells),
            self._chart_top(domain),
            self._chart_concentration(domain, total),
            self._chart_migration(domain),
            self._chart_loss(domain, cells),
        ]
        return [chart for chart in charts if chart]

    def _chart(self, code, kind, title, items, unit="monetary", **more):
        return {
            "code": code, "kind": kind, "title": title, "items": items, "unit": unit, **more
        }  # fmt: skip

    def _item(self, code, label, value, **more):
        return {"code": code, "label": label, "value": value, **more}

    def _say_debtors(self, count):
        return self.env._("%(count)s customers", count=int(count))

    def _chart_grades(self, domain, cells):
        title = self.env._("Exposure by grade")
        return self._chart(
            "grades", "columns", title,
            self._get_grade_items(
                domain, cells, "exposure", lambda label: f"{title}: {label}"
            ),
        )  # fmt: skip

    def _chart_loss(self, domain, cells):
        title = self.env._("Expected loss by grade")
        items = self._get_grade_items(domain, cells, "loss", lambda label: f"{title}: {label}")
        if not any(item["value"] for item in items):
            return None
        return self._chart("loss", "columns", title, items)

    def _get_grade_items(self, domain, cells, name, entitle):
        items = []
        for code, label in self._get_grades():
            sums = self._add(cells, 0, code)
            items.append(
                self._item(
                    code,
                    label,
                    sums[name],
                    caption=code,
                    note=self._say_debtors(sums["debtors"]),
                    tone=f"grade_{code}",
                    action=self._open(entitle(label), domain & Domain("grade", "=", code)),
                )
            )
        return items

    def _chart_bands(self, domain, cells):
        title = self.env._("Use of the limits")
        labels = {
            "none": self.env._("Not checked"),
            "low": self.env._("Up to 50 %"),
            "middle": self.env._("50 to 80 %"),
            "high": self.env._("80 to 100 %"),
            "over": self.env._("Over the limit"),
        }
        items = []
        for code, band in BANDS.items():
            sums = self._add(cells, 1, code)
            items.append(
                self._item(
                    code,
                    labels[code],
                    sums["debtors"],
                    note=self._say_amount(sums["exposure"]),
                    tone=f"band_{code}",
                    action=self._open(f"{title}: {labels[code]}", domain & band),
                )
            )
        return self._chart("bands", "columns", title, items, unit="count")

    def _chart_top(self, domain):
        """The debtors with whom most could be lost."""
        largest = self.env["credit.profile"].search_fetch(
            domain & Domain("exposure", ">", 0),
            ["partner_id", "exposure", "overdue", "grade"],
            order="expected_loss desc nulls last, exposure desc, id",
            limit=TOP,
        )
        items = [
            self._item(
                str(profile.id),
                profile.partner_id.display_name,
                profile.exposure,
                badge=profile.grade,
                parts=[
                    {"code": "other", "value": profile.exposure - profile.overdue},
                    {"code": "overdue", "value": profile.overdue},
                ],
                note=self.env._("%(amount)s overdue", amount=self._say_amount(profile.overdue))
                if profile.overdue
                else "",
                action=self._open_profile(profile),
            )
            for profile in largest
        ]
        if not items:
            return None
        return self._chart(
            "top", "bars", self.env._("Top risks"), items,
            hint=self.env._("Where most could be lost. Bar: exposure, the overdue part in red."),
        )  # fmt: skip

    def _open_profile(self, profile):
        return {
            "type": "ir.actions.act_window",
            "res_model": "credit.profile",
            "res_id": profile.id,
            "views": [[False, "form"]],
        }

    def _chart_concentration(self, domain, total):
        """How much of the exposure hangs on the ten largest debtors."""
        largest = self.env["credit.profile"].search_fetch(
            domain & Domain("exposure", ">", 0),
            ["partner_id", "exposure"],
            order="exposure desc, id",
            limit=TOP,
        )
        if len(largest) < 2 or total["exposure"] <= 0:
            return None
        items = [
            self._item(
                str(profile.id),
                profile.partner_id.display_name,
                profile.exposure / total["exposure"],
                note=self._say_amount(profile.exposure),
                action=self._open_profile(profile),
            )
            for profile in largest
        ]
        share = sum(item["value"] for item in items)
        return self._chart(
            "concentration", "share", self.env._("Concentration"), items, unit="percent",
            hint=self.env._(
                "The %(count)s largest customers hold %(share)s of the exposure.",
                count=len(largest),
                share=self._say_share(share),
            ),
            rest=max(1 - share, 0.0),
        )  # fmt: skip
