"""What is given up of a charge, in part or whole, and due again when that is taken back."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain


class DunningCharge(models.Model):
    _inherit = "dunning.charge"

    waiver_ids = fields.One2many(
        "dunning.charge.waiver", "charge_id", string="Parts given up", readonly=True
    )
    amount_waived = fields.Monetary(
        string="Given up", compute="_compute_amount_left", store=True, tracking=True
    )
    amount_left = fields.Monetary(
        string="Claimed",
        compute="_compute_amount_left",
        store=True,
        help="The charge less what was given up of it: what reminders state and invoices bill.",
    )
    amount_left_company = fields.Monetary(
        string="Claimed, in book currency",
        compute="_compute_amount_left_company",
        store=True,
        currency_field="company_currency_id",
    )
    amount_waived_company = fields.Monetary(
        string="Given up, in book currency",
        compute="_compute_amount_left_company",
        store=True,
        currency_field="company_currency_id",
    )

    @api.depends("amount", "is_waived", "waiver_ids.amount")
    def _compute_amount_left(self):
        for charge in self:
            parts = min(sum(charge.waiver_ids.mapped("amount")), charge.amount)
            given_up = charge.amount if charge.is_waived else parts
            charge.amount_waived = charge.currency_id.round(given_up)
            charge.amount_left = charge.currency_id.round(charge.amount - given_up)

    @api.depends("amount_left", "amount_company")
    def _compute_amount_left_company(self):
        for charge in self:
            left = charge._to_book_currency(charge.amount_left)
            charge.amount_left_company = left
            charge.amount_waived_company = charge.amount_company - left

    def write(self, vals):
        if "is_waived" in vals:
            self._check_may_waive()
        return super().write(vals)

    def action_waive_part(self):
        """Open a concession about this charge, of all or a part of it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_concession_action_new"
        )
        action["context"] = {
            "default_kind": "waiver",
            "default_waiver_scope": self.kind,
            "default_case_id": self.case_id.id,
            "default_partner_id": self.partner_id.commercial_partner_id.id,
            "default_company_id": self.company_id.id,
            "default_line_ids": [Command.set(self.move_line_id.ids)],
        }
        return action

    def action_reopen(self):
        """Propose waived charges again. Collections managers only."""
        waived = self.filtered("is_waived")
        for charge in waived:
            charge._absorb_later()
        waived.write({"is_waived": False, "waive_user_id": False, "waive_date": False})
        for lines in waived.grouped("company_id").values():
            lines._refresh(fields.Date.context_today(self))
        return True

    def _absorb_later(self):
        """Take in the interest proposed since: it is proposed once for an instalment."""
        later = self.search(
            Domain("move_line_id", "=", self.move_line_id.id)
            & Domain("kind", "=", "interest")
            & Domain("state", "=", "proposed")
        )
        if self.kind != "interest" or not later:
            return
        if later.date_from <= self.date_to:
            raise UserError(
                self.env._("Earlier interest of this instalment is proposed: invoice that first.")
            )
        later.waiver_ids.charge_id = self
        self.env["dunning.charge.waiver"].flush_model(["charge_id"])  # before the cascade
        later.unlink()

    def _waive(self, reason):
        """Give up what is left of the charges, saying why; whoever calls it is the approver."""
        if any(charge.state == "invoiced" for charge in self):
            raise UserError(
                self.env._("A charge that was invoiced is given up with a credit note.")
            )
        self.write(
            {
                "is_waived": True,
                "waive_reason": reason,
                "waive_user_id": self.env.uid,
                "waive_date": fields.Date.context_today(self),
            }
        )

    def _restore(self, waivers):
        """Claim again what these rows had given up of the charges, to the cent."""
        for charge in waivers.charge_id.filtered(lambda charge: charge.state == "invoiced"):
            raise UserError(
                self.env._(
                    "What was left of %(charge)s has been invoiced: cancel that invoice first.",
                    charge=charge.display_name,
                )
            )
        whole = waivers.charge_id.filtered(lambda charge: charge._is_waived_by_parts())
        waivers.unlink()
        whole.action_reopen()

    def _is_waived_by_parts(self):
        """Tell whether concessions gave up all of it, rather than a manager by hand."""
        parts = sum(self.waiver_ids.mapped("amount"))
        return self.is_waived and self.currency_id.compare_amounts(parts, self.amount) >= 0

    def _check_may_waive(self):
        manager = "dunning_automation.group_manager"
        if not (self.env.su or self.env.user.has_group(manager)):
            raise AccessError(self.env._("Only a collections manager gives charges up."))
