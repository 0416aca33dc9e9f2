from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

PERIODS = (7, 30, 90)
COLUMNS = (
    "cases",
    "overdue",
    "actions",
    "contacts",
    "promises",
    "kept",
    "collected",
    "late",
)


class DunningBoard(models.AbstractModel):
    """The supervisor's board: what each collector has, does and brings in, in one call.

    In the active company. Each figure carries the action that lists what is behind it.
    """

    _name = "dunning.board"
    _description = "Supervisor's board"

    @api.model
    @api.readonly
    def get_board(self, days=30):
        """Return the figures of all collectors over the last `days`, ready to be drawn.

        Collections managers only.
        """
        if not self.env.user.has_group("dunning_automation.group_manager"):
            raise AccessError(self.env._("Only a collections manager sees who does what."))
        today = fields.Date.context_today(self)
        date_from = today - timedelta(days=days if days in PERIODS else PERIODS[1])
        figures = self._get_figures(date_from, today)
        rows = [
            self._prepare_row(user, figures[user], date_from, today)
            for user in sorted(figures, key=lambda user: (not user, user.name or ""))
        ]
        return {
            "currency_id": self.env.company.currency_id.id,
            "periods": list(PERIODS),
            "days": (today - date_from).days,
            "columns": [{"code": code, **self._get_columns()[code]} for code in COLUMNS],
            "rows": rows,
            "total": {code: sum(row["values"][code] for row in rows) for code in COLUMNS},
            "charts": self._get_charts(rows),
            "actions": self._get_actions(date_from),
        }

    def _get_figures(self, date_from, today):
        """Return `{user: {column: figure}}` of everybody who has or did anything."""
        sources = (
            self._get_case_figures(),
            self._get_action_figures(date_from, today),
            self._get_promise_figures(date_from, today),
            self._get_late_figures(today),
        )
        figures = {}
        for source in sources:
            for user, values in source.items():
                row = figures.setdefault(user, dict.fromkeys(COLUMNS, 0))
                row.update(values)
        return figures

    def _get_case_figures(self):
        groups = self.env["dunning.case"]._read_group(
            self._get_case_domain(), ["user_id"], ["__count", "priority_value:sum"]
        )
        return {user: {"cases": count, "overdue": value or 0.0} for user, count, value in groups}

    def _get_case_domain(self):
        return Domain("company_id", "=", self.env.company.id) & Domain("state", "=", "open")

    def _get_action_figures(self, date_from, today):
        for model in ("dunning.call", "dunning.notice"):
            self.env[model].flush_model()
        groups = self.env["dunning.action.report"]._read_group(
            self._get_action_domain(date_from) & Domain("date", "<=", today),
            ["user_id"],
            ["action_count:sum", "contact_count:sum", "collected:sum"],
        )
        return {
            user: {"actions": actions, "contacts": contacts, "collected": collected or 0.0}
            for user, actions, contacts, collected in groups
        }

    def _get_action_domain(self, date_from):
        return Domain("company_id", "=", self.env.company.id) & Domain("date", ">", date_from)

    def _get_promise_figures(self, date_from, date_to):
        """Return `{user: {"promises": obtained, "kept": kept}}` in that time.

        Extension point: nothing as long as nobody keeps promises.
        """
        return {}

    def _get_late_figures(self, today):
        groups = self.env["mail.activity"]._read_group(
            self._get_late_domain(today), ["user_id"], ["__count"]
        )
        return {user: {"late": count} for user, count in groups}

    def _get_late_domain(self, today):
        cases = self.env["dunning.case"].search(self._get_case_domain())
        return (
            Domain("res_model", "=", "dunning.case")
            & Domain("res_id", "in", cases.ids)
            & Domain("date_deadline", "<", today)
        )

    # -- drawing ------------------------------------------------------------------------------

    def _get_columns(self):
        """Return `{column: label, unit}`."""
        return {
            "cases": {"label": self.env._("Open cases"), "unit": "count"},
            "overdue": {"label": self.env._("Overdue"), "unit": "monetary"},
            "actions": {"label": self.env._("Actions"), "unit": "count"},
            "contacts": {"label": self.env._("Contacts"), "unit": "count"},
            "promises": {"label": self.env._("Promises obtained"), "unit": "count"},
            "kept": {"label": self.env._("Promises kept"), "unit": "count"},
            "collected": {"label": self.env._("Collected in 7 days"), "unit": "monetary"},
            "late": {"label": self.env._("Overdue tasks"), "unit": "count"},
        }

    def _prepare_row(self, user, values, date_from, today):
        return {
            "user_id": user.id,
            "name": user.name or self.env._("Nobody"),
            "values": values,
            "actions": {
                "cases": self._open_cases(user),
                "overdue": self._open_cases(user),
                "actions": self._open_report(user, date_from),
                "contacts": self._open_report(user, date_from, Domain("contact_count", ">", 0)),
                "collected": self._open_report(user, date_from, Domain("collected", ">", 0)),
                "late": self._open_late(user, today),
            },
        }

    def _open(self, name, model, domain, views):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "domain": list(domain),
            "views": [[False, view] for view in views],
        }

    def _open_cases(self, user):
        domain = self._get_case_domain() & Domain("user_id", "=", user.id)
        name = self.env._("Open cases")
        return self._open(name, "dunning.case", domain, ("list", "kanban", "form"))

    def _open_report(self, user, date_from, more=Domain.TRUE):
        domain = self._get_action_domain(date_from) & Domain("user_id", "=", user.id) & more
        return self._open(
            self.env._("Actions of collectors"),
            "dunning.action.report",
            domain,
            ("list", "pivot", "graph"),
        )

    def _open_late(self, user, today):
        domain = self._get_late_domain(today) & Domain("user_id", "=", user.id)
        return self._open(self.env._("Overdue tasks"), "mail.activity", domain, ("list", "form"))

    def _get_charts(self, rows):
        return [
            self._prepare_chart("collected", self.env._("Collected within 7 days"), rows),
            self._prepare_chart("actions", self.env._("Actions"), rows),
            self._prepare_chart("late", self.env._("Overdue tasks"), rows),
        ]

    def _prepare_chart(self, code, title, rows):
        tones = {"collected": "not_due", "actions": "orders", "late": "overdue"}
        items = [
            {
                "code": str(row["user_id"]),
                "label": row["name"],
                "value": row["values"][code],
                "parts": [{"code": tones[code], "value": row["values"][code]}],
                "action": row["actions"][code],
            }
            for row in sorted(rows, key=lambda row: -row["values"][code])
            if row["values"][code]
        ]
        unit = self._get_columns()[code]["unit"]
        return {"code": code, "title": title, "unit": unit, "items": items}

    def _get_actions(self, date_from):
        """Return what the buttons of the board open."""
        balance = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_case_balance_action"
        )
        report = self._open(
            self.env._("Actions of collectors"),
            "dunning.action.report",
            self._get_action_domain(date_from),
            ("pivot", "graph", "list"),
        )
        return {"balance": balance, "report": report}
