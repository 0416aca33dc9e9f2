from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL, split_every

from odoo.addons.dunning_automation.kernel.cost import Facts, advise

BATCH = 1000


class DunningCase(models.Model):
    """The nightly advice for all cases: one query for the facts, one statement for what changed."""

    _inherit = "dunning.case"

    @api.model
    def _refresh_costs(self):
        """Suggest a channel for the open cases (all of the active company, if none is given).

        Parks what is worth no action and takes back what is again.
        """
        channels = self.env.company._get_dunning_channels()
        advices = {
            case: (advise(Facts(*facts), channels), kept, parked)
            for case, kept, parked, *facts in self._get_cost_rows()
        }
        self._store_advices({case: advice for case, (advice, *_state) in advices.items()})
        worthless = {case for case, (advice, kept, _parked) in advices.items()
                     if advice.is_worthless and not kept}  # fmt: skip
        parked = {case for case, (_advice, _kept, parked) in advices.items() if parked}
        self.browse(sorted(worthless - parked))._park()
        self.browse(sorted(parked - worthless)).write({"parked": False, "park_reason": False})

    def _get_cost_rows(self):
        """Return (case id, chased anyway, parked, *kernel facts) of open cases of this company."""
        self.flush_model()
        self._flush_reach()
        self.env["credit.profile"].flush_model(
            ["company_id", "grade", "p_late", "partner_id", "pd"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT file.id, file.is_kept, file.parked, COALESCE(reach.codes, '{}'),
                       COALESCE(profile.grade, 'NR'), COALESCE(file.priority_value, 0)::text,
                       COALESCE(profile.p_late, 0)::text, COALESCE(profile.pd, 0)::text
                  FROM dunning_case file
             LEFT JOIN (%(reach)s) reach ON reach.debtor_id = file.partner_id
             LEFT JOIN credit_profile profile ON profile.partner_id = file.partner_id
                                             AND profile.company_id = file.company_id
                 WHERE file.company_id = %(company)s AND file.state = 'open' AND %(cases)s
              ORDER BY file.id
                """,
                reach=self._get_reach_query(self.partner_id.ids if self else None),
                company=self.env.company.id,
                cases=SQL("file.id = ANY(%s)", self.ids) if self else SQL("TRUE"),
            )
        )
        return [(*row[:5], *map(Decimal, row[5:])) for row in rows]

    def _store_advices(self, advices):
        """Write what changed; who is reached by nothing worth its cost keeps his channel."""
        currency = self.env.company.currency_id
        rows = [
            SQL(
                "(%s, %s::varchar, %s::numeric, %s::numeric)",
                case,
                choice and choice.code,
                choice.cost if choice else 0,
                currency.round(float(choice.gain)) if choice else 0,
            )
            for case, (choice, _worthless) in advices.items()
        ]
        for batch in split_every(BATCH, rows):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE dunning_case file
                       SET channel = COALESCE(new.channel, file.channel),
                           action_cost = new.cost, action_gain = new.gain
                      FROM (VALUES %s) AS new(id, channel, cost, gain)
                     WHERE file.id = new.id
                       AND (file.channel, file.action_cost, file.action_gain) IS DISTINCT FROM
                           (COALESCE(new.channel, file.channel), new.cost, new.gain)
                    """,
                    SQL(", ").join(batch),
                )
            )
        self.invalidate_model(["channel", "action_cost", "action_gain"])
