from collections import defaultdict
from decimal import Decimal

from odoo import api, models

from odoo.addons.credit_risk.kernel.verdict import Standing, examine, with_more


class CreditAnalysis(models.AbstractModel):
    """Puts operations before the judge: facts from the books in sets, the kernel for the rest."""

    _name = "credit.analysis"
    _description = "Credit analysis"

    @api.model
    def _examine(self, operations, on_hold, checkpoint="confirm", passes=None):
        """Return ``{key: Analysis}`` for ``{key: Operation}`` in the active company.

        Operations of one debtor are taken one after the other: each leaves less to the next.

        :param on_hold: the debtors to whom sales are stopped
        :param passes: function of (key, Analysis) that tells whether the operation goes on and
            takes its credit; by default when nothing holds it
        """
        standings = self._get_standings({op.debtor_id for op in operations.values()}, on_hold)
        taken = defaultdict(Decimal)
        analyses = {}
        for key, operation in operations.items():
            debtor_id = operation.debtor_id
            before = with_more(standings[debtor_id], taken[debtor_id] - operation.counted)
            analyses[key] = examine(operation, before)
            if passes(key, analyses[key]) if passes else not analyses[key].holds:
                taken[debtor_id] += operation.need - operation.counted
        return analyses

    @api.model
    def _get_standings(self, debtor_ids, on_hold):
        """Return ``{debtor id: Standing}`` from the books as they are now."""
        debtors = self.env["res.partner"].browse(sorted(debtor_ids))
        exposures = debtors._credit_exposure()
        rooms = self.env["credit.profile"]._get_rooms(exposures)
        return {
            debtor.id: Standing(
                exposures[debtor.id].total,
                rooms[debtor.id],
                on_hold=debtor in on_hold,
                natural_person=not debtor.is_company,
            )
            for debtor in debtors
        }
