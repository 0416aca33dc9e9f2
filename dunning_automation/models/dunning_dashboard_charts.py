from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.credit_risk.models.credit_snapshot import BUCKETS

from .credit_snapshot_figures import EFFECT_DAYS

#: The tone of each bucket, as in the portfolio's dashboard.
TONES = ("age_not_due", "age_late_1", "age_late_2", "age_late_3", "age_late_4")
#: Days back over which steps and channels are compared.
EFFECT_PERIOD = 180


class DunningDashboard(models.AbstractModel):
    """The pictures of collections: each item knows what a click on it opens."""

    _inherit = "dunning.dashboard"

    def _get_collection_charts(self, months):
        """Return the pictures in their order; None where there is nothing to show."""
        return [
            self._chart_overdue_months(months),
            self._chart_dso(months),
            self._chart_managed(months),
            self._chart_effect(
                "step_id", "effect_steps", self.env._("Paid within 14 days, by step")
            ),
            self._chart_effect(
                "channel", "effect_channels", self.env._("Paid within 14 days, by channel")
            ),
            self._chart_promises(months),
            self._chart_yield(months),
        ]

    def _chart_overdue_months(self, months):
        """The overdue money of each month end by its age."""
        if not any(months.mapped("overdue")):
            return None
        labels = months.fields_get(BUCKETS, ["string"])
        buckets = list(zip(BUCKETS, TONES, strict=True))[1:]
        items = [
            self._item(
                str(month.id), self._say_month(month), month.overdue,
                parts=[
                    {"code": tone, "label": labels[name]["string"], "value": month[name]}
                    for name, tone in buckets
                ],
                action=month._open_items(0),
            )
            for month in months
        ]  # fmt: skip
        return self._chart(
            "overdue_months", "stack", self.env._("Overdue by age"), items,
            legend=[{"code": tone, "label": labels[name]["string"]} for name, tone in buckets],
        )  # fmt: skip

    def _chart_dso(self, months):
        known = months.filtered("dso")
        if len(known) < 2:
            return None
        names = [
            ("dso", self.env._("DSO"), "other"),
            ("dso_best", self.env._("Best possible"), "not_due"),
            ("dso_countback", self.env._("Count-back"), "draft"),
        ]
        return self._chart(
            "dso", "series", self.env._("Days sales outstanding"),
            [
                self._item(
                    str(month.id), self._say_month(month), month.dso, action=self._open_month(month)
                )
                for month in known
            ],
            unit="days",
            series=[
                {"code": tone, "label": label, "values": known.mapped(name)}
                for name, label, tone in names
            ],
            hint=self.env._("The gap to the best possible is what late payment costs, in days."),
        )  # fmt: skip

    def _chart_managed(self, months):
        known = months.filtered("overdue_count")[-6:]
        if not any(known.mapped("managed_count")):
            return None  # before the first reminder there is nothing to compare
        items = [
            self._item(
                str(month.id), self._say_month(month), month.managed_rate,
                tone="other",
                note=self.env._(
                    "%(count)s of %(total)s customers",
                    count=month.managed_count,
                    total=month.overdue_count,
                ),
                action=month.action_view_debtors(),
            )
            for month in known
        ]  # fmt: skip
        return self._chart(
            "managed", "columns", self.env._("Overdue customers managed"), items, unit="percent",
            hint=self.env._("Reached by a message that arrived, or by somebody."),
        )  # fmt: skip

    def _chart_effect(self, name, code, title):
        """What was paid within fourteen days of the reminders of the last half year."""
        today = fields.Date.context_today(self)
        domain = (
            Domain("company_id", "=", self.env.company.id)
            & Domain("date", "<=", today - timedelta(days=EFFECT_DAYS))
            & Domain("date", ">", today - timedelta(days=EFFECT_PERIOD))
        )
        Effect = self.env["dunning.effectiveness"]
        rows = Effect._read_group(domain, [name], ["amount:sum", "paid_14:sum", "__count"])
        labels = dict(Effect.fields_get([name])[name].get("selection", ()))
        items = []
        for key, amount, paid, count in rows:
            label = labels[key] if labels else key.display_name
            value = key if labels else key.id
            items.append(
                self._item(
                    str(value), label, paid / amount,
                    parts=[
                        {"code": "not_due", "value": paid / amount},
                        {"code": "draft", "value": 1 - paid / amount},
                    ],
                    note=self.env._(
                        "%(paid)s of %(amount)s in %(count)s claims",
                        paid=self._say_amount(paid),
                        amount=self._say_amount(amount),
                        count=count,
                    ),
                    action=Effect._get_effectiveness_action(
                        f"{title}: {label}", domain & Domain(name, "=", value)
                    ),
                )
            )  # fmt: skip
        return self._chart(code, "bars", title, items, unit="percent") if items else None

    def _chart_promises(self, months):
        known = months.filtered("promise_count")
        if not known:
            return None
        items = [
            self._item(
                str(month.id), self._say_month(month), month.promise_kept_rate,
                tone="other",
                note=self.env._("of %(count)s promises", count=month.promise_count),
                action=month._open_promises() or self._open_month(month),
            )
            for month in known[-6:]
        ]  # fmt: skip
        return self._chart(
            "promises", "columns", self.env._("Promises kept"), items, unit="percent"
        )

    def _chart_yield(self, months):
        """What each action of each person brought in the last month."""
        rows = months[-1:].collector_ids.filtered("collected")
        if not rows:
            return None
        items = [
            self._item(
                str(row.id),
                row.user_id.name or self.env._("No one person"),
                row.per_action,
                parts=[{"code": "other", "value": row.per_action}],
                note=self.env._(
                    "%(amount)s after %(count)s actions",
                    amount=self._say_amount(row.collected),
                    count=row.action_count,
                ),
                action=self._open_yield(row.snapshot_id),
            )
            for row in rows.sorted("per_action", reverse=True)[:10]
        ]
        return self._chart(
            "yield", "bars", self.env._("Collected for each action"), items,
            hint=self.env._("Money within seven days of it, last month."),
        )  # fmt: skip
