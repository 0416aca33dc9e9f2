"""How well each channel and each step works: measured, and drawn towards experience."""

from decimal import Decimal

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.dunning_automation.kernel.cost import INSISTENCE, PRIOR, Channel, effectiveness


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_effects = fields.Json(
        readonly=True, help="{channel or step: [actions, those followed by money in a week]}"
    )

    def _get_dunning_effect(self, channel, step=None):
        """Return the share of debtors that an action by this channel moves, at this step."""
        self.ensure_one()
        measured = self.dunning_effects or {}
        actions, successes = measured.get(channel, (0, 0))
        share = effectiveness(successes, actions, PRIOR[channel])
        key = f"step_{step.id}_{channel}" if step else ""
        actions, successes = measured.get(key, (0, 0))
        return effectiveness(successes, actions, share)

    def _get_dunning_channels(self, step=None):
        """Return the kernel channels, with what an action costs and moves: at this step, or any."""
        self.ensure_one()
        return [
            Channel(
                code,
                Decimal(str(self[f"dunning_cost_{code}"])),
                self._get_dunning_effect(code, step),
            )
            for code in INSISTENCE
        ]

    def _refresh_dunning_effects(self, today):
        """Measure the actions of the year before, but for the week that is not over yet."""
        self.ensure_one()
        for model in ("dunning.call", "dunning.notice", "account.partial.reconcile"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT kind, step_id, COUNT(*), COUNT(*) FILTER (WHERE collected > 0)
                  FROM (%(actions)s) action
                 WHERE company_id = %(company)s AND kind IN %(kinds)s
                   AND date > %(today)s::date - 372 AND date <= %(today)s::date - 7
              GROUP BY GROUPING SETS ((kind), (kind, step_id))
                """,
                actions=self.env["dunning.action.report"]._table_query,
                company=self.id,
                kinds=tuple(PRIOR),
                today=today,
            )
        )
        effects = {}
        for kind, step_id, actions, successes in rows:
            effects[f"step_{step_id}_{kind}" if step_id else kind] = [actions, successes]
        if self.dunning_effects != effects:
            self.dunning_effects = effects
