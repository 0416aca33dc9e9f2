from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

MONTHS = 13


class DunningDashboard(models.AbstractModel):
    """Collections at a glance: all that the dashboard shows, in one call.

    Read as the user and in the active company. What is owed today is live; the figures of a month
    are those of its snapshot. Each one carries the action that lists what is behind it.
    """

    _name = "dunning.dashboard"
    _inherit = "credit.dashboard"
    _description = "Collections dashboard"

    @api.model
    @api.readonly
    def get_collections(self):
        """Return the tiles and the charts of the active company, ready to be drawn."""
        self.env["credit.snapshot"].check_access("read")
        months = self._get_snapshots()
        overdue = self._get_overdue_today()
        return {
            **self._get_frame(),
            "can_refresh": False,
            "sees_all": False,
            "months": len(months),
            "empty": not months and not overdue[1],
            "tiles": self._get_collection_tiles(months, overdue),
            "charts": [chart for chart in self._get_collection_charts(months) if chart],
        }

    # -- reading ------------------------------------------------------------------------------

    def _get_snapshots(self):
        """Return the last months of the active company, oldest first."""
        Snapshot = self.env["credit.snapshot"]
        own = Domain("company_id", "=", self.env.company.id)
        return Snapshot.search(own, order="date desc", limit=MONTHS).sorted("date")

    def _get_overdue_today(self):
        """Return (overdue today, customers who owe it, what of it is disputed)."""
        today = fields.Date.context_today(self)
        Item = self.env["credit.ageing.item"].with_context(credit_as_of=today)
        sums = ["amount:sum", "partner_id:count_distinct", "disputed:sum"]
        [(amount, count, disputed)] = Item._read_group(self._get_overdue_items_domain(), [], sums)
        return amount or 0.0, count, disputed or 0.0

    def _get_overdue_items_domain(self):
        return (
            Domain("company_id", "=", self.env.company.id)
            & Domain("days", ">", 0)
            & Domain("amount", ">", 0)
        )

    # -- tiles --------------------------------------------------------------------------------

    def _get_collection_tiles(self, months, overdue):
        """Return the tiles in their order; those of months that do not exist are left out."""
        tiles = [
            self._tile_overdue_today(months, overdue),
            *self._tiles_disputed(overdue),
            self._tile_collected(months),
        ]
        if months:
            tiles += [
                self._tile_month(months, "dso", "days", "fa-calendar", -1, self._say_best(months)),
                self._tile_month(
                    months, "cei", "days", "fa-line-chart", 1,
                    self.env._("of 100, in three months"),
                ),
                *self._tiles_age(months),
                *self._tiles_managed(months),
                *self._tiles_effect(months),
                *self._tiles_promises(months),
            ]  # fmt: skip
        return tiles

    def _tile_overdue_today(self, months, overdue):
        amount, count, _disputed = overdue
        label = self.env._("Overdue today")
        action = self.env["credit.ageing.item"]._get_ageing_action(fields.Date.context_today(self))
        return self._tile(
            "overdue_today", label, amount,
            icon="fa-clock-o",
            note=self._say_debtors(count),
            trend=self._trend(amount, months[-1:], "overdue", "monetary", -1),
            action=action | {"domain": list(self._get_overdue_items_domain())},
        )  # fmt: skip

    def _tiles_disputed(self, overdue):
        """Return the tile of what is disputed of the overdue money, if anything is."""
        amount, _count, disputed = overdue
        if not disputed:
            return []
        action = self.env["credit.ageing.item"]._get_ageing_action(fields.Date.context_today(self))
        domain = self._get_overdue_items_domain() & Domain("disputed", ">", 0)
        return [
            self._tile(
                "disputed", self.env._("Of which disputed"), disputed,
                icon="fa-comments-o",
                note=self.env._(
                    "%(amount)s overdue without it", amount=self._say_amount(amount - disputed)
                ),
                action=action | {"domain": list(domain)},
            )
        ]  # fmt: skip

    def _tiles_age(self, months):
        """Return the tile of how old the overdue money is, disputed or not."""
        last = months[-1]
        if not last.overdue:
            return []
        note = ""
        if last.overdue_disputed and last.overdue_undisputed:
            days = formatLang(self.env, last.age_overdue_undisputed, digits=1)
            note = self.env._("%(days)s without what is disputed", days=days)
        tile = self._tile_month(
            months, "age_overdue", "days", "fa-hourglass-half", -1, note, last._open_items(0)
        )
        return [tile]

    def _tile_collected(self, months):
        today = fields.Date.context_today(self)
        first = today.replace(day=1)
        Snapshot = self.env["credit.snapshot"]
        amount = float(sum(row[2] for row in Snapshot._get_money(first, today)))
        label = self.env._("Collected this month")
        company = Domain("company_id", "=", self.env.company.id)
        domain = company & Domain(Snapshot._get_money_domain(first, today))
        last = months[-1:]
        return self._tile(
            "collected", label, amount,
            icon="fa-money",
            note=self.env._("%(amount)s last month", amount=self._say_amount(last.collected))
            if last
            else "",
            action=self._open(label, domain, "account.move.line", ("list", "form"))
            if self.env["account.move.line"].has_access("read")
            else False,
        )  # fmt: skip

    def _tile_month(self, months, name, unit, icon, better, note="", action=None, label=None):
        """Return the tile of a figure of the last month, with its trend since the one before."""
        last = months[-1]
        label = label or last._fields[name]._description_string(self.env)
        return self._tile(
            name, label, last[name],
            unit=unit,
            icon=icon,
            note=note or self._say_month(last),
            trend=self._trend(last[name], months[-2:-1], name, unit, better),
            action=action or self._open_month(last),
        )  # fmt: skip

    def _tiles_managed(self, months):
        last = months[-1]
        if not last.overdue_count:
            return []
        note = self.env._(
            "%(count)s of %(total)s in %(month)s",
            count=last.managed_count,
            total=last.overdue_count,
            month=self._say_month(last),
        )
        left = last.action_view_unmanaged()
        action = left if last.managed_count < last.overdue_count else last.action_view_debtors()
        tile = self._tile_month(months, "managed_rate", "percent", "fa-users", 1, note, action)
        return [{**tile, "share": last.managed_rate}]

    def _tiles_effect(self, months):
        last = months[-1]
        tiles = []
        if last.effect_amount:
            note = self.env._("paid within 14 days, %(month)s", month=self._say_month(last))
            action = last.action_view_effect()
            tile = self._tile_month(
                months, "effect_rate", "percent", "fa-envelope-o", 1, note, action
            )
            tiles.append({**tile, "share": last.effect_rate})
        if last.action_count:
            note = self.env._("of %(count)s actions", count=last.action_count)
            tiles.append(
                self._tile_month(
                    months, "collector_yield", "monetary", "fa-phone", 1, note,
                    self._open_yield(last),
                )
            )  # fmt: skip
        return tiles

    def _tiles_promises(self, months):
        last = months[-1]
        if not last.promise_count:
            return []
        note = self.env._("%(count)s put to the test", count=last.promise_count)
        tile = self._tile_month(
            months, "promise_kept_rate", "percent", "fa-handshake-o", 1, note, last._open_promises()
        )
        return [{**tile, "share": last.promise_kept_rate}]

    def _open_month(self, snapshot):
        return {
            "type": "ir.actions.act_window",
            "name": self._say_month(snapshot),
            "res_model": "credit.snapshot",
            "res_id": snapshot.id,
            "views": [[False, "form"]],
        }

    def _open_yield(self, snapshot):
        name = self.env._("Collectors' yield, %(month)s", month=self._say_month(snapshot))
        domain = Domain("snapshot_id", "=", snapshot.id)
        return self._open(name, domain, "dunning.snapshot.collector", ("list", "pivot", "graph"))

    # -- words --------------------------------------------------------------------------------

    def _say_month(self, snapshot):
        return format_date(self.env, snapshot.date, date_format="MMM y")

    def _say_best(self, months):
        best = formatLang(self.env, months[-1].dso_best, digits=0)
        return self.env._("%(days)s at best", days=best)

    def _trend(self, value, before, name, unit, better):
        """Return what changed since an earlier month: an arrow, how much, and whether it is good.

        ``better``: 1 when more is better, -1 when less is.
        """
        if not before:
            return False
        change = value - before[name]
        if round(change, 3 if unit == "percent" else 1) == 0:
            text = self.env._("Unchanged since %(month)s", month=self._say_month(before))
            return {"icon": "fa-minus", "text": text, "tone": "muted"}
        return {
            "icon": "fa-arrow-up" if change > 0 else "fa-arrow-down",
            "text": self._say_since(before, self._say_change(abs(change), unit)),
            "tone": "success" if change * better > 0 else "danger",
        }

    def _say_change(self, change, unit):
        if unit == "monetary":
            return self._say_amount(change)
        if unit == "percent":
            points = formatLang(self.env, 100 * change, digits=1)
            return self.env._("%(points)s points", points=points)
        return formatLang(self.env, change, digits=1)

    def _say_since(self, before, change):
        return self.env._(
            "%(change)s since %(month)s", change=change, month=self._say_month(before)
        )

    # -- to take away -------------------------------------------------------------------------

    @api.model
    def open_figures(self, kind):
        """Return the action that downloads the months shown: ``kind`` is "xlsx" or "pdf"."""
        months = self._get_snapshots()
        months.check_access("read")
        if kind == "xlsx":
            return months.action_download_xlsx()
        return self.env.ref("credit_risk.action_report_credit_snapshot").report_action(
            months, config=False
        )
