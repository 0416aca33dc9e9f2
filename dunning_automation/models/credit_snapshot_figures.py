"""The figures of collections at the end of a month, apart from those of the books alone."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

from odoo import Command, fields, models

from odoo.addons.dunning_automation.kernel import figures
from odoo.addons.dunning_automation.kernel.effectiveness import (
    YIELD_DAYS,
    Action,
    Receipt,
    cost_to_collect,
    credit_actions,
    total_yield,
)

from .credit_snapshot import REACHING_CHANNELS

EFFECT_DAYS = 14
SHARES = ("overdue_rate", "overdue_30_rate", "overdue_60_rate", "overdue_90_rate")


class CreditSnapshot(models.Model):
    _inherit = "credit.snapshot"

    overdue_30_rate = fields.Float(
        string="Overdue over 30 days", digits=(8, 4), readonly=True, aggregator="avg"
    )
    overdue_60_rate = fields.Float(
        string="Overdue over 60 days", digits=(8, 4), readonly=True, aggregator="avg"
    )
    overdue_90_rate = fields.Float(
        string="Overdue over 90 days", digits=(8, 4), readonly=True, aggregator="avg"
    )
    overdue_30_rate_net = fields.Float(
        string="Overdue over 30 days, net", digits=(8, 4), readonly=True, aggregator="avg",
        help="After taking the unallocated credits off the oldest debts.",
    )  # fmt: skip
    overdue_60_rate_net = fields.Float(
        string="Overdue over 60 days, net", digits=(8, 4), readonly=True, aggregator="avg"
    )
    overdue_90_rate_net = fields.Float(
        string="Overdue over 90 days, net", digits=(8, 4), readonly=True, aggregator="avg"
    )
    managed_count = fields.Integer(
        string="Overdue customers reached", readonly=True, aggregator="avg"
    )
    managed_amount_rate = fields.Float(
        string="Overdue money managed", digits=(8, 4), readonly=True, aggregator="avg",
        help="Share of the overdue money that is owed by customers whom somebody reached.",
    )  # fmt: skip
    on_time_rate = fields.Float(
        string="Paid on time", digits=(8, 4), readonly=True, aggregator="avg",
        help="Of what fell due in the month: the share paid by its due date.",
    )  # fmt: skip
    collected = fields.Monetary(
        readonly=True, help="Money that came from customers in the month, less what was given back."
    )
    notice_count = fields.Integer(string="Reminders sent", readonly=True)
    notice_failed_count = fields.Integer(string="Reminders that failed", readonly=True)
    effect_amount = fields.Monetary(
        string="Claimed, 14 days over", readonly=True,
        help="What was claimed in the reminders whose fourteen days ended in the month.",
    )  # fmt: skip
    effect_paid = fields.Monetary(string="Paid within 14 days", readonly=True)
    effect_rate = fields.Float(
        string="Effectiveness of reminders", digits=(8, 4), readonly=True, aggregator="avg",
        help="Of what was claimed in the reminders whose fourteen days ended in the month: the "
        "share that was paid within them.",
    )  # fmt: skip
    action_count = fields.Integer(
        string="Actions", readonly=True,
        help="Reminders and calls that reached a debtor and whose seven days ended in the month.",
    )  # fmt: skip
    action_collected = fields.Monetary(
        string="Collected after actions", readonly=True,
        help="Money that came within seven days of an action; credited once, to the last one.",
    )  # fmt: skip
    collector_yield = fields.Monetary(
        string="Yield of an action", readonly=True, aggregator="avg",
        help="Money that came within seven days of an action, for each action.",
    )  # fmt: skip
    collection_cost = fields.Float(
        string="Cost to collect", digits=(8, 4), readonly=True, aggregator="avg",
        help="What the work, the fees and the postage of the actions cost, for each unit of money "
        "that came after them.",
    )  # fmt: skip
    promise_count = fields.Integer(
        string="Promises tested", readonly=True, help="Promises whose window ended in the month."
    )
    promise_kept_rate = fields.Float(
        string="Promises kept", digits=(8, 4), readonly=True, aggregator="avg"
    )
    promise_kept_amount_rate = fields.Float(
        string="Promised money kept", digits=(8, 4), readonly=True, aggregator="avg",
        help="Paid in time of what was promised; nobody keeps more than he promised.",
    )  # fmt: skip
    promise_coverage = fields.Float(
        string="Overdue under a promise", digits=(8, 4), readonly=True, aggregator="avg"
    )
    dispute_count = fields.Integer(string="Disputes opened", readonly=True)
    dispute_rate = fields.Float(
        string="Disputed share", digits=(8, 4), readonly=True, aggregator="avg",
        help="Disputed in the month, of what was invoiced in it.",
    )  # fmt: skip
    dispute_days = fields.Float(
        string="Days to settle a dispute", digits=(8, 1), readonly=True, aggregator="avg"
    )
    debtor_ids = fields.One2many("dunning.snapshot.debtor", "snapshot_id", readonly=True)
    collector_ids = fields.One2many("dunning.snapshot.collector", "snapshot_id", readonly=True)

    def _prepare_indicators(self, day, debts):
        # EXTENDS credit_risk
        first = day.replace(day=1)
        actions = self._get_actions(first, day)
        books = super()._prepare_indicators(day, debts)
        return {
            **books,
            **self._prepare_overdue_shares(debts),
            **self._prepare_managed(debts, actions),
            **self._prepare_effect(first, day),
            **self._prepare_yield(first, day),
            **self._prepare_notices(first, day),
            **self._prepare_promises(day, debts),
            **self._prepare_disputes(day, books["sales"]),
            "on_time_rate": figures.on_time_rate(*self._get_on_time(first, day)),
            "collected": sum((amount for *_key, amount in self._get_money(first, day)), Decimal(0)),
        }

    def _prepare_overdue_shares(self, debts):
        buckets = [sum(column) for column in zip(*(debt.buckets for debt in debts), strict=True)]
        credits = sum((debt.credits for debt in debts), Decimal(0))
        gross = figures.overdue_shares(buckets) if buckets else (None,) * 4
        net = figures.overdue_shares(buckets, credits) if buckets else (None,) * 4
        return {
            **dict(zip(SHARES[1:], gross[1:], strict=True)),
            **dict(zip((f"{name}_net" for name in SHARES[1:]), net[1:], strict=True)),
        }

    def _prepare_managed(self, debts, actions):
        """The debtors who owe overdue money, reached or not: the list behind the share."""
        overdue = {debt.partner_id: debt.overdue for debt in debts if debt.overdue > 0}
        count = Counter(partner_id for partner_id, _user, _day in actions)
        last = {}
        for partner_id, _user, day in actions:
            last[partner_id] = max(day, last.get(partner_id, day))
        found = figures.managed(overdue, count.keys())
        partners = self.env["res.partner"].browse(overdue)
        salespeople = {partner.id: partner.user_id.id for partner in partners}
        rows = [
            {
                "partner_id": debt.partner_id,
                "salesperson_id": salespeople[debt.partner_id],
                "overdue": float(debt.overdue),
                "overdue_over_90": float(debt.buckets[4]),
                "action_count": count[debt.partner_id],
                "date_last_action": last.get(debt.partner_id),
                "is_managed": debt.partner_id in count,
            }
            for debt in debts
            if debt.partner_id in overdue
        ]
        return {
            "managed_count": found.count,
            "managed_amount_rate": found.amount_share,
            "debtor_ids": [Command.clear(), *map(Command.create, rows)],
        }

    def _prepare_effect(self, first, day):
        """The reminders whose days are over: the same however late the month is taken again."""
        [(amount, paid)] = self.env["dunning.effectiveness"]._read_group(
            self._get_effect_domain(first, day), [], ["amount:sum", "paid_14:sum"]
        )
        return {
            "effect_amount": amount or 0.0,
            "effect_paid": paid or 0.0,
            "effect_rate": paid / amount if amount else None,
        }

    def _get_effect_domain(self, first, day):
        window = timedelta(days=EFFECT_DAYS)
        return [
            ("company_id", "=", self.env.company.id),
            ("date", ">=", first - window),
            ("date", "<=", day - window),
        ]

    def _prepare_yield(self, first, day):
        """Actions whose seven days ended in the month, and the money that came within them."""
        start, end = (edge - timedelta(days=YIELD_DAYS) for edge in (first, day))
        actions = [Action(owner, debtor, on) for debtor, owner, on in self._get_actions(start, end)]
        receipts = [Receipt(*row) for row in self._get_money(start, day) if row[2] > 0]
        yields = credit_actions(actions, receipts)
        total = total_yield(yields.values())
        rows = [
            {"user_id": owner, "action_count": part.actions, "collected": float(part.collected)}
            for owner, part in yields.items()
        ]
        cost = self._get_action_cost(start, end)
        return {
            "action_count": total.actions,
            "action_collected": total.collected,
            "collector_yield": total.per_action,
            "collection_cost": cost and cost_to_collect(*cost, total.collected),
            "collector_ids": [Command.clear(), *map(Command.create, rows)],
        }

    def _prepare_notices(self, first, day):
        counts = dict(
            self.env["dunning.notice"]._read_group(
                [
                    ("company_id", "=", self.env.company.id),
                    ("date", ">=", first),
                    ("date", "<=", day),
                    ("channel", "in", REACHING_CHANNELS),
                ],
                ["state"],
                ["__count"],
            )
        )
        return {
            "notice_count": counts.get("sent", 0),
            "notice_failed_count": counts.get("failed", 0),
        }

    def _get_action_cost(self, date_from, date_to):
        """Return (minutes, cost of an hour, fees and postage) of the actions; None: nobody tells.

        Extension point of what knows the costs.
        """

    def _prepare_promises(self, day, debts):
        """Return the figures of promises; extension point of what keeps them."""
        return {}

    def _prepare_disputes(self, day, billed):
        """Return the figures of disputes; extension point of what keeps them."""
        return {}
