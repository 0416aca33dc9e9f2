from odoo import models
from odoo.fields import Domain


class CreditDashboard(models.AbstractModel):
    """The tiles: the figures that one looks for first."""

    _inherit = "credit.dashboard"

    def _get_tiles(self, domain, cells, total, mine):
        """Return the tiles in their order: value, unit, a note beside it, what a click opens."""
        return [
            self._tile_exposure(domain, total),
            self._tile_overdue(domain, total),
            self._tile_limit(domain, cells, total),
            self._tile_loss(domain, total),
            *self._tile_held(mine),
            self._tile_alerts(mine),
        ]

    def _tile(self, code, label, value, unit="monetary", **more):
        return {"code": code, "label": label, "value": value, "unit": unit, **more}

    def _tile_exposure(self, domain, total):
        label = self.env._("Exposure")
        note = self.env._("%(count)s customers owe or will owe", count=int(total["owing"]))
        return self._tile(
            "exposure",
            label,
            total["exposure"],
            icon="fa-money",
            note=note,
            action=self._open(label, domain & Domain("exposure", "!=", 0)),
        )

    def _tile_overdue(self, domain, total):
        label = self.env._("Overdue")
        share = self._share(total["overdue"], total["ledger"])
        return self._tile(
            "overdue",
            label,
            total["overdue"],
            icon="fa-clock-o",
            note=self.env._("%(share)s of what is invoiced", share=self._say_share(share)),
            share=share,
            tone="danger" if share > 0.25 else "warning" if share > 0.1 else "",
            action=self._open(label, domain & Domain("overdue", ">", 0)),
        )

    def _tile_limit(self, domain, cells, total):
        label = self.env._("Limit in use")
        over = self._add(cells, 1, "over")["debtors"]
        note = (
            self.env._("%(count)s over their limit", count=int(over))
            if over
            else self.env._("of %(amount)s granted", amount=self._say_amount(total["limit"]))
        )
        band = Domain("available", "<", 0) if over else Domain.TRUE
        return self._tile(
            "limit",
            label,
            self._share(total["used"], total["limit"]),
            unit="percent",
            icon="fa-tachometer",
            note=note,
            share=self._share(total["used"], total["limit"]),
            tone="danger" if over else "",
            action=self._open(label, domain & Domain("limit_state", "!=", "none") & band),
        )

    def _tile_loss(self, domain, total):
        label = self.env._("Expected loss")
        covered = total["loss"] - total["loss_net"]
        note = (
            self.env._("%(amount)s net of cover", amount=self._say_amount(total["loss_net"]))
            if self.env.company.currency_id.compare_amounts(covered, 0) > 0
            else self.env._(
                "%(share)s of the exposure",
                share=self._say_share(self._share(total["loss"], total["exposure"])),
            )
        )
        return self._tile(
            "loss",
            label,
            total["loss"],
            icon="fa-line-chart",
            note=note,
            action=self._open(label, domain & Domain("expected_loss", ">", 0)),
        )

    def _tile_held(self, mine):
        """Return the tile of the orders that wait, to whoever may read orders."""
        Order = self.env["sale.order"]
        if not Order.has_access("read"):
            return []
        domain = Domain("credit_hold", "=", True) & Domain("company_id", "=", self.env.company.id)
        if mine:
            domain &= Domain("user_id", "=", self.env.uid)
        [(count, amount)] = Order._read_group(
            domain, aggregates=["__count", "amount_total:sum_currency"]
        )
        label = self.env._("Held orders")
        note = (
            self.env._("worth %(amount)s", amount=self._say_amount(amount))
            if count
            else self.env._("No order waits for credit")
        )
        return [
            self._tile(
                "held",
                label,
                count,
                unit="count",
                icon="fa-hand-paper-o",
                note=note,
                tone="warning" if count else "",
                action=self._open(label, domain, "sale.order", ("list", "kanban", "form")),
            )
        ]

    def _tile_alerts(self, mine):
        label = self.env._("Open alerts")
        domain = Domain("company_id", "=", self.env.company.id) & Domain("state", "=", "open")
        if mine:
            domain &= Domain("partner_id.user_id", "=", self.env.uid)
        count = self.env["credit.alert"].search_count(domain)
        note = (
            self.env._("wait for somebody to look")
            if count
            else self.env._("Nothing asks for attention")
        )
        return self._tile(
            "alerts",
            label,
            count,
            unit="count",
            icon="fa-bell-o",
            note=note,
            tone="warning" if count else "",
            action=self._open(label, domain, "credit.alert"),
        )
