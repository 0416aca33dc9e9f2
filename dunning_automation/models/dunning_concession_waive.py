"""Charges given up by a concession, and due again when it is taken back."""

from odoo import fields, models
from odoo.fields import Domain


class DunningConcession(models.Model):
    _inherit = "dunning.concession"

    charge_ids = fields.One2many(
        "dunning.charge", "concession_id", string="Charges given up", readonly=True
    )

    def _get_base(self):
        # EXTENDS dunning_automation: a share of the charges is waived, not of the debt
        if self.kind != "waiver":
            return super()._get_base()
        return sum(map(self._to_own_currency, self._get_proposed_charges()))

    def _get_proposed_charges(self):
        """Return what has been proposed on these debts and may be given up, oldest first."""
        scopes = ("interest", "compensation")
        kinds = [kind for kind in scopes if self.waiver_scope in (kind, "all")]
        # Whoever asks for a concession sees what the charges amount to.
        charges_sudo = self.env["dunning.charge"].sudo()
        return charges_sudo.search(
            Domain("move_id", "in", self.line_ids.move_id.ids)
            & Domain("state", "=", "proposed")
            & Domain("kind", "in", kinds),
            order="date_from, id",
        )

    def _to_own_currency(self, charge):
        return charge.currency_id._convert(
            charge.amount, self.currency_id, charge.company_id, charge.date_to or self.date
        )

    def _apply(self):
        # EXTENDS dunning_automation
        if self.kind == "waiver":
            self._waive_charges()
        return super()._apply()

    def _waive_charges(self):
        """Give up whole charges, oldest first, as far as the amount granted goes; none: all."""
        left = self.amount or self.amount_base
        waived = self._get_proposed_charges().browse()
        for charge in self._get_proposed_charges():
            amount = self._to_own_currency(charge)
            if self.currency_id.compare_amounts(amount, left) <= 0:
                waived |= charge
                left -= amount
        waived.write({"concession_id": self.id})
        waived._waive(self.note or self.display_name)  # approved: this concession was granted

    def _revert(self):
        # EXTENDS dunning_automation
        result = super()._revert()
        self.sudo().charge_ids.action_reopen()  # whoever may take it back need not see charges
        return result
