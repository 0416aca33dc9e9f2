from collections import defaultdict
from decimal import Decimal

from odoo import api, models

from odoo.addons.credit_risk.kernel.rules import ALL_FACTS
from odoo.addons.credit_risk.kernel.standing import UNKNOWN, Standing, with_more, with_room
from odoo.addons.credit_risk.kernel.verdict import examine


class CreditAnalysis(models.AbstractModel):
    """Puts operations before the judge: facts from the books in sets, the kernel for the rest."""

    _name = "credit.analysis"
    _description = "Credit analysis"

    @api.model
    def _examine(self, operations, known, checkpoint="confirm", passes=None):
        """Return ``{key: Analysis}`` for ``{key: Operation}`` in the active company.

        Operations of one debtor, or of one group with a limit, are taken one after the other: each
        leaves less to the next.

        :param known: ``{debtor id: Known}``, what stands on the profiles
        :param checkpoint: send, confirm, invoice or delivery: the policy's rules for it judge
        :param passes: function of (key, Analysis) that tells whether the operation goes on and
            takes its credit; by default when nothing holds it
        """
        rules = self.env["credit.policy"]._get_rules(checkpoint)
        standings = self._get_standings({op.debtor_id for op in operations.values()}, known, rules)
        supplements = self._get_operation_supplements(operations)
        taken, taken_of_group = defaultdict(Decimal), defaultdict(Decimal)
        analyses = {}
        for key, operation in operations.items():
            debtor_id, counted = operation.debtor_id, operation.counted
            group_id = standings[debtor_id].room.group_id
            before = with_more(
                standings[debtor_id],
                taken[debtor_id] - counted,
                taken_of_group[group_id] - counted,
            )
            before = with_room(before, supplements.get(key, Decimal(0)))
            analyses[key] = examine(operation, before, rules)
            if passes(key, analyses[key]) if passes else not analyses[key].holds:
                taken[debtor_id] += operation.need - counted
                taken_of_group[group_id] += operation.need - counted
        return analyses

    @api.model
    def _get_standings(self, debtor_ids, known, rules):
        """Return ``{debtor id: Standing}`` from the books as they are now.

        What the nightly refresh knows (grade, age of the oldest overdue invoice) is taken from
        there, corrected by what the books say: who owes nothing overdue has nothing old.
        """
        debtors = self.env["res.partner"].browse(sorted(debtor_ids))
        exposures = debtors._credit_exposure()
        rooms = self.env["credit.profile"]._get_rooms(exposures)
        facts = self._get_facts(debtors, self._get_needed_facts(rules))
        return {
            debtor.id: self._to_standing(
                debtor,
                exposures[debtor.id],
                rooms[debtor.id],
                known.get(debtor.id, UNKNOWN),
                facts.get(debtor.id, {}),
            )
            for debtor in debtors
        }

    def _to_standing(self, debtor, exposure, room, known, facts):
        overdue = exposure.overdue
        return Standing(
            exposure.total,
            room,
            on_hold=known.on_hold,
            natural_person=not debtor.is_company,
            overdue=overdue,
            oldest_days=max(known.oldest_days, 1) if overdue > 0 else 0,
            grade=known.grade,
            pd=known.pd,
            confidence=known.confidence,
            insured=room.supplement,
            **facts,
        )

    @api.model
    def _get_full_standing(self, debtor, known):
        """Return the Standing of one debtor with every fact, asked for by a rule or not."""
        exposure = debtor._credit_exposure()
        room = self.env["credit.profile"]._get_rooms(exposure)[debtor.id]
        facts = self._get_facts(debtor, ALL_FACTS)[debtor.id]
        known = known.get(debtor.id, UNKNOWN)
        return self._to_standing(debtor, exposure[debtor.id], room, known, facts)

    @api.model
    def _judge(self, key, operation, standing, rules):
        """Return the Analysis of one operation whose debtor's standing is known."""
        supplement = self._get_operation_supplements({key: operation}).get(key, Decimal(0))
        given_back = with_more(standing, -operation.counted, -operation.counted)
        return examine(operation, with_room(given_back, supplement), rules)

    @api.model
    def _get_operation_supplements(self, operations):
        """Return ``{key: Decimal}``: room that stands beside the limit for one operation alone.

        Nothing here; an add-on that knows, e.g., of a cover for a single order extends it. Amounts
        are in the currency of the active company.
        """
        return {}
