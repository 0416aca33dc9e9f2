"""What goes into a file: its documents, and the list of what it lacks."""

from odoo import models
from odoo.fields import Command, Domain

from odoo.addons.dunning_automation.models.dunning_rate_rule import (
    MissingRateError,
    MissingRuleError,
)

from .dunning_ledger_query import MESSAGES

PRIOR_NEGOTIATION = ("ES",)  # LO 1/2025, art. 5


class DunningHandover(models.Model):
    _inherit = "dunning.handover"

    def _check_completeness(self):
        """Write the checklist again from what the books and the file hold today."""
        for file in self:
            checks = file._get_checklist()
            file.check_ids.unlink()
            file.check_ids = [
                Command.create({**check, "sequence": number})
                for number, check in enumerate(checks)
            ]

    def _get_checklist(self):
        """Return the documents asked for, as values of `dunning.handover.check`."""
        return [
            *self._check_debtor(),
            *self._check_papers(),
            *self._check_evidence(),
            *self._check_negotiation(),
        ]

    def _check(self, code, name, present, note="", required=True):
        return {
            "code": code,
            "name": name,
            "is_present": bool(present),
            "is_required": required,
            "note": note or False,
        }

    def _check_debtor(self):
        debtor = self.partner_id
        address = debtor.street and debtor.city and debtor.zip
        return [
            self._check("vat", self.env._("Tax identification of the debtor"), debtor.vat,
                        debtor.vat),
            self._check("address", self.env._("Domicile of the debtor"), address,
                        debtor._get_dunning_address() if address else ""),
        ]  # fmt: skip

    def _check_papers(self):
        orders, moves = self._get_orders(), self._get_invoices()
        accepted = orders.filtered(lambda order: order.signature or order.dunning_clause_id)
        interest, why = self._get_interest()
        return [
            self._check("statement", self.env._("Statement of account"), self.has_statement),
            self._check("invoices", self.env._("Invoices"), self.has_invoices and moves,
                        ", ".join(moves.mapped("name"))),
            self._check("orders", self.env._("Quotation and terms accepted by the customer"),
                        self.has_orders and accepted,
                        ", ".join(accepted.mapped("name")), required=self.kind != "insurer"),
            self._check("interest", self.env._("Interest sheet by half-year"),
                        self.has_interest and interest, why, required=self.kind == "court"),
        ]  # fmt: skip

    def _check_evidence(self):
        sent = self._get_notices().filtered(lambda notice: notice._is_delivered())
        known = self._get_acknowledgements()
        return [
            self._check("notices", self.env._("Reminders with proof of delivery"),
                        self.has_notices and sent,
                        self.env._("%(count)s delivered", count=len(sent)) if sent else ""),
            self._check("acknowledgements", self.env._("Acknowledgement of the debt"),
                        self.has_acknowledgements and known,
                        ", ".join(fact["name"] for fact in known), required=False),
            self._check("extra", self.env._("Proof of delivery of the goods, contracts"),
                        self.extra_ids, ", ".join(self.extra_ids.mapped("name")), required=False),
        ]  # fmt: skip

    def _check_negotiation(self):
        """Return the proof of prior negotiation (MASC) where a court asks for it."""
        if self.kind != "court":
            return []
        required = self.company_id._get_dunning_country().code in PRIOR_NEGOTIATION
        return [
            self._check("negotiation",
                        self.env._("Proof of prior negotiation (MASC, LO 1/2025)"),
                        self.negotiation_date and self.negotiation_ids,
                        ", ".join(self.negotiation_ids.mapped("name")), required=required),
        ]  # fmt: skip

    def _get_interest(self):
        """Bring the charges of the file up to its date; return them, and why there are none."""
        try:
            with self.env.cr.savepoint():
                charges = self.env["dunning.charge"]._work_out(
                    self.line_ids, self.date, self.case_id
                )
        except (MissingRateError, MissingRuleError) as missing:
            return self._get_charges(), str(missing)
        return charges, ""

    def _get_invoices(self):
        return self.line_ids.move_id.sorted("invoice_date")

    def _get_orders(self):
        """Return the orders behind the invoices, as far as the reader may see them."""
        orders_sudo = self.line_ids.move_id.sudo().line_ids.sale_line_ids.order_id  # evidence
        return orders_sudo.filtered(lambda order: order.company_id == self.company_id)

    def _get_notices(self):
        """Return the reminders that claimed these instalments, oldest first."""
        return self.env["dunning.notice"].search(
            Domain("line_ids.move_line_id", "in", self.line_ids.ids)
            & Domain("channel", "in", MESSAGES),
            order="date, id",
        )

    def _get_acknowledgements(self):
        """Return the facts by which the debtor acknowledged the debt, oldest first.

        Each is `{"date", "name", "attachments", "source"}`; what tells of them is a hook of the
        instalments, so that a promise or a plan proves the same to a court and to the clock.
        """
        known = self.line_ids._get_dunning_acknowledgements()
        facts = [fact for line in self.line_ids for fact in known.get(line, ())]
        unique = {(fact["date"], fact["name"], fact["key"]): fact for fact in facts}
        return [unique[key] for key in sorted(unique)]
