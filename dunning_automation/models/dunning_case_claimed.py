"""What was claimed beyond the debt, and to whom it went: charges and files, in the timeline."""

from decimal import Decimal

from odoo import models

from odoo.addons.dunning_automation.kernel.timeline import Entry

from .dunning_case_timeline import LIMIT


class DunningCase(models.Model):
    _inherit = "dunning.case"

    def _get_timeline_entries(self):
        # EXTENDS dunning_automation
        return [
            *super()._get_timeline_entries(),
            *self._get_charge_entries(),
            *self._get_handover_entries(),
        ]

    def _get_charge_entries(self):
        """Return one entry for the charges up to the same day, however many invoices bear them."""
        Charge = self.env["dunning.charge"]
        kinds = dict(Charge._fields["kind"]._description_selection(self.env))
        states = dict(Charge._fields["state"]._description_selection(self.env))
        groups = Charge._read_group(
            self._get_file_domain(),
            ["date_to:day", "kind", "state"],
            ["amount_company:sum", "__count", "id:min"],
            limit=LIMIT,
        )
        return [
            Entry(
                day,
                "charge",
                kinds[kind],
                self.env._("%(state)s · invoices: %(count)s", state=states[state], count=count),
                Decimal(str(amount)),
                Charge._name,
                first if count == 1 else 0,
            )
            for day, kind, state, amount, count, first in groups
            if day
        ]

    def _get_handover_entries(self):
        Handover = self.env["dunning.handover"]
        states = dict(Handover._fields["state"]._description_selection(self.env))
        return [
            Entry(
                file.date_handover or file.date,
                "handover",
                file.display_name,
                " · ".join(filter(None, [states[file.state], file.recipient_id.display_name])),
                Decimal(str(file.amount_total)),
                Handover._name,
                file.id,
            )
            for file in Handover.search(self._get_file_domain(), limit=LIMIT)
        ]
