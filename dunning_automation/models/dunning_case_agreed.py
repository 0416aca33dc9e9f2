"""What was agreed, in the timeline of a case."""

from decimal import Decimal
from itertools import chain

from odoo import models

from odoo.addons.dunning_automation.kernel.timeline import Entry

from .dunning_case_timeline import LIMIT

#: Model of an agreement: its kind in the timeline, its day and its amount.
KINDS = {
    "dunning.promise": ("promise", "date_made", "amount"),
    "dunning.plan": ("promise", "date_start", "principal"),
    "dunning.dispute": ("dispute", "date", "amount"),
    "dunning.concession": ("promise", "date", "amount"),
}


class DunningCase(models.Model):
    _inherit = "dunning.case"

    def _get_timeline_entries(self):
        # EXTENDS dunning_automation
        agreed = (self._get_agreement_entries(model, *shown) for model, shown in KINDS.items())
        return [*super()._get_timeline_entries(), *chain.from_iterable(agreed)]

    def _get_agreement_entries(self, model, kind, day, amount):
        states = dict(self.env[model]._fields["state"]._description_selection(self.env))
        return [
            Entry(
                record[day],
                kind,
                record.display_name,
                record._get_timeline_note(states[record.state]),
                Decimal(str(record._to_company_currency(record[amount], record[day]))),
                model,
                record.id,
            )
            for record in self.env[model].search(self._get_file_domain(), limit=LIMIT)
            if record[day]
        ]
