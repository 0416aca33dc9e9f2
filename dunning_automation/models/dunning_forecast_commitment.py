from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from odoo.addons.dunning_automation.kernel.forecast import Commitment

from .dunning_plan_evaluate import FOLLOWED

#: Days over which the promises and instalments of the past tell how many are kept.
MEMORY_DAYS = 365
ZERO = Decimal(0)


class DunningForecast(models.Model):
    """What debtors have promised, and agreed in plans, comes on the day they named."""

    _inherit = "dunning.forecast"

    def _get_commitments(self, day):
        # EXTENDS dunning_automation
        found = defaultdict(list, super()._get_commitments(day))
        # What was agreed is the company's: the forecast is taken for all of it.
        env_sudo = self.sudo().env
        agreed = [*self._get_promised(env_sudo, day), *self._get_instalments(env_sudo, day)]
        room = self._get_room(agreed, day)
        for agreement, agreed_on, amount, chance in agreed:
            for line_id, part in self._spread(agreement, amount, room):
                found[line_id].append(Commitment(agreed_on, part, chance))
        return found

    def _get_room(self, agreed, day):
        """Return {move line id: open amount} that evening, of the debts that were agreed about."""
        self.env["credit.snapshot"]._flush_books()
        debts = {line for agreement, *_terms in agreed for line in agreement.line_ids.ids}
        rows = self.env.execute_query(
            SQL(
                "SELECT open.line_id, open.amount::text FROM (%s) open",
                self.env["credit.exposure"]._open_items_sql(
                    day, SQL("l.id = ANY(%s)", list(debts))
                ),
            )
        )
        return defaultdict(Decimal, {line: Decimal(amount) for line, amount in rows})

    def _get_promised(self, env_sudo, day):
        """Yield (promise, day, amount, chance) of the promises open that evening."""
        promises = env_sudo["dunning.promise"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("date_made", "<=", day),
                ("date_until", ">=", day),
                "|",
                ("state", "=", "open"),
                ("date_evaluated", ">", day),
            ],
            order="date, id",
        )
        chance = self._get_promise_chance(env_sudo, day)
        for promise in promises:
            left = promise.amount - (promise.amount_kept if promise.state == "open" else 0.0)
            if left > 0:
                yield promise, promise.date, self._to_company(promise, left), chance

    def _get_promise_chance(self, env_sudo, day):
        """Return the share of promises kept in the last year; one in two where none was made."""
        counts = dict(
            env_sudo["dunning.promise"]._read_group(
                [
                    ("company_id", "=", self.env.company.id),
                    ("state", "in", ("kept", "partial", "broken")),
                    ("date_evaluated", "<=", day),
                    ("date_evaluated", ">", day - timedelta(days=MEMORY_DAYS)),
                ],
                ["state"],
                ["__count"],
            )
        )
        return self._estimate(counts.get("kept", 0), sum(counts.values()))

    def _get_instalments(self, env_sudo, day):
        """Yield (plan, day, amount, chance) of the instalments of plans in force that evening."""
        instalments = env_sudo["dunning.instalment"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("plan_id.date_accepted", "<=", day),
                ("plan_id.state", "in", FOLLOWED),
            ],
            order="date, id",
        )
        # Money in advance tells of one who pays, silence before the day of nobody: neither counts.
        past = instalments.filtered(lambda part: part.date < day)
        known = past.filtered(lambda part: part._is_kept_on(day) is not None)
        kept = known.filtered(lambda part: part._is_kept_on(day))
        chance = self._estimate(len(kept), len(known))
        for part in instalments:
            unpaid = not part.date_paid or part.date_paid > day
            broken = part.plan_id.date_default and part.plan_id.date_default <= day
            if unpaid and not broken and part.date >= day:
                left = part.amount - (part.amount_paid if part.state == "pending" else 0.0)
                yield part.plan_id, part.date, self._to_company(part, left), chance

    def _estimate(self, kept, tested):
        """Return the share kept, with one kept and one broken added: few cases say little."""
        return (kept + 1) / (tested + 2)

    def _to_company(self, record, amount):
        company = self.env.company
        own = record.currency_id._convert(amount, company.currency_id, company, record.date)
        return Decimal(str(own))

    def _spread(self, agreement, amount, room):
        """Yield (line id, part) of an amount over the debts it is about, the oldest first.

        Takes the parts out of their `room`: the next instalment goes to what is left.
        """
        for line in agreement.line_ids.sorted(
            lambda line: (line.date_maturity or line.date, line.id)
        ):
            part = min(amount, room[line.id])
            if part > ZERO:
                room[line.id] -= part
                amount -= part
                yield line.id, part
