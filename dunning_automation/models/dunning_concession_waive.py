"""Charges given up by a concession, whole or in part, and due again when it is taken back."""

from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.dunning_automation.kernel.waiver import oldest_first, share_of


class DunningConcession(models.Model):
    _inherit = "dunning.concession"

    waiver_ids = fields.One2many(
        "dunning.charge.waiver", "concession_id", string="Charges given up", readonly=True
    )

    def _complete_vals(self, vals):
        # EXTENDS dunning.agreement: a share or an amount that is named says how much is waived
        result = super()._complete_vals(vals)
        if vals.get("kind") == "waiver" and "waiver_extent" not in vals:
            named = "share" if vals.get("percent") else "amount" if vals.get("amount") else "all"
            vals["waiver_extent"] = named
        return result

    def _get_base(self):
        # EXTENDS dunning_automation: a share of the charges is waived, not of the debt
        if self.kind != "waiver":
            return super()._get_base()
        return sum(map(self._to_own_currency, self._get_proposed_charges()))

    def _get_percent(self):
        # EXTENDS dunning_automation
        if self.kind != "waiver":
            return super()._get_percent()
        return {"all": 100.0, "share": self.percent}.get(self.waiver_extent, 0.0)

    def _get_problem(self):
        # EXTENDS dunning_automation
        problem = super()._get_problem()
        if problem or self.kind != "waiver":
            return problem
        if self.currency_id.is_zero(self.amount_base):
            return self.env._("No charges are proposed on these debts: work them out first.")
        if self.currency_id.compare_amounts(self.amount, 0) <= 0:
            return self.env._("Name the share or the amount that is given up.")
        if self.currency_id.compare_amounts(self.amount, self.amount_base) > 0:
            return self.env._("More is given up than the charges come to.")
        return None

    def _get_proposed_charges(self):
        """Return what is still claimed on these debts and may be given up, oldest first."""
        scopes = ("interest", "compensation")
        kinds = [kind for kind in scopes if self.waiver_scope in (kind, "all")]
        # Whoever asks for a concession sees what the charges amount to.
        charges_sudo = self.env["dunning.charge"].sudo()
        return charges_sudo.search(
            Domain("move_id", "in", self.line_ids.move_id.ids)
            & Domain("state", "=", "proposed")
            & Domain("amount_left", ">", 0)
            & Domain("kind", "in", kinds),
            order="date_from, id",
        )

    def _to_own_currency(self, charge):
        return charge.currency_id._convert(
            charge.amount_left, self.currency_id, charge.company_id, charge.date_to or self.date
        )

    def action_grant(self):
        # EXTENDS dunning_automation: interest has run on since the concession was drawn up
        for record in self.filtered(lambda r: r.kind == "waiver" and r.state == "draft"):
            record._bring_up_to_date()
        return super().action_grant()

    def _bring_up_to_date(self):
        self.check_access("write")
        self.sudo().amount_base = self._get_base()  # follows from the charges
        if problem := self._get_problem():
            raise UserError(problem)

    def _apply(self):
        # EXTENDS dunning_automation
        if self.kind == "waiver":
            self._waive_charges()
        return super()._apply()

    def _waive_charges(self):
        """Give up the part granted of each charge; what is given up whole is settled."""
        base, parts = self._get_base(), self._get_parts()
        if not parts:
            raise UserError(self.env._("No charges are proposed on these debts any more."))
        given_up = sum(self._to_own_currency(charge) for charge, _part in parts)
        waivers_sudo = self.env["dunning.charge.waiver"].sudo()  # granted: these follow
        waivers_sudo.create(
            [
                {
                    "charge_id": charge.id,
                    "concession_id": self.id,
                    "amount_charge": charge.amount,
                    "amount": part,
                }
                for charge, part in parts
            ]
        )
        left = sum(self._to_own_currency(charge) for charge, _part in parts)
        self._set_state("applied", amount=given_up - left, amount_base=base)
        spent = self.waiver_ids.charge_id.sudo().filtered(
            lambda charge: charge.currency_id.is_zero(charge.amount_left)
        )
        spent._waive(self.note or self.display_name)  # approved: this concession was granted

    def _get_parts(self):
        """Return `[(charge, amount in its currency)]` of what is given up of each."""
        charges = self._get_proposed_charges()
        if self.waiver_extent == "amount":
            parts = self._get_parts_of_amount(charges)
        else:
            parts = self._get_parts_of_share(charges, Decimal(str(self._get_percent())))
        return [
            (charge, part)
            for charge, part in parts
            if charge.currency_id.compare_amounts(part, 0) > 0
        ]

    def _get_parts_of_share(self, charges, percent):
        for currency, group in charges.grouped("currency_id").items():
            amounts = [Decimal(str(charge.amount_left)) for charge in group]
            unit = Decimal(str(currency.rounding))
            for charge, part in zip(group, share_of(amounts, percent, unit), strict=True):
                yield charge, float(part)

    def _get_parts_of_amount(self, charges):
        own = [Decimal(str(self._to_own_currency(charge))) for charge in charges]
        parts = oldest_first(own, Decimal(str(self.amount)))
        for charge, amount, part in zip(charges, own, parts, strict=True):
            yield charge, charge.amount_left if part == amount else self._to_charge(charge, part)

    def _to_charge(self, charge, part):
        day = charge.date_to or self.date
        own = self.currency_id._convert(float(part), charge.currency_id, charge.company_id, day)
        return min(own, charge.amount_left)

    def _get_timeline_note(self, state):
        # EXTENDS dunning.agreement: a waiver of a part says of what
        state = super()._get_timeline_note(state)
        if self.kind != "waiver" or self.waiver_extent == "all":
            return state
        total = self.currency_id.format(self.amount_base)
        return self.env._("%(state)s · of %(total)s charged", state=state, total=total)

    def _revert(self):
        # EXTENDS dunning_automation
        result = super()._revert()
        waivers_sudo = self.sudo().waiver_ids  # whoever may take it back need not see charges
        waivers_sudo.charge_id._restore(waivers_sudo)
        return result
