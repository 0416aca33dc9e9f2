from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date


class DunningCharge(models.Model):
    _inherit = "dunning.charge"

    def _invoice(self):
        """Return the draft invoice of these charges: one debtor, one company, one currency."""
        company = self.company_id
        invoice = (
            self.env["account.move"]
            .with_company(company)
            .create(self._prepare_invoice_vals())
        )
        lines = invoice.invoice_line_ids.sorted("sequence")
        for charge, line in zip(self, lines, strict=True):
            charge.invoice_line_id = line
        return invoice

    def _prepare_invoice_vals(self):
        company, partner = self.company_id, self.partner_id
        reader = self.with_context(lang=partner.lang or self.env.lang)
        return {
            "move_type": "out_invoice",
            "company_id": company.id,
            "partner_id": self.move_id[:1].partner_id.id,
            "currency_id": self.currency_id.id,
            "invoice_payment_term_id": False,
            "invoice_origin": ", ".join(self.move_id.mapped("name")),
            **(
                {"journal_id": company.dunning_charge_journal_id.id}
                if company.dunning_charge_journal_id
                else {}
            ),
            "invoice_line_ids": [
                Command.create({**charge._prepare_invoice_line_vals(), "sequence": number})
                for number, charge in enumerate(reader, start=1)
            ],
        }

    def _prepare_invoice_line_vals(self):
        product = self._get_product()
        vals = {
            "product_id": product.id,
            "name": self._say_claim(),
            "quantity": 1,
            "price_unit": self.amount_left,
            "is_dunning_charge": True,
        }
        if self.rule_id.is_vat_free:
            vals["tax_ids"] = [Command.clear()]
        if account := self.company_id.dunning_charge_account_id:
            vals["account_id"] = account.id
        return vals

    def _get_product(self):
        """Return the company's product for this kind of charge, else the one shipped."""
        company, xmlid = self.company_id, f"dunning_automation.product_{self.kind}"
        product = (
            company.dunning_interest_product_id
            if self.kind == "interest"
            else company.dunning_compensation_product_id
        ) or self.env.ref(xmlid, raise_if_not_found=False)
        if not product:
            raise UserError(
                self.env._("Choose the product of late-payment charges in the settings.")
            )
        return product

    def _say_line(self):
        """Return how the charge reads on the invoice, in the language of the context."""
        if self.kind == "compensation":
            return self.env._(
                "Recovery compensation, invoice %(invoice)s (%(law)s)",
                invoice=self.move_id.name,
                law=self.rule_id.law or self.rule_id.name,
            )
        return self.env._(
            "Late-payment interest, invoice %(invoice)s, %(days)s days from %(start)s to %(end)s"
            " (%(law)s)",
            invoice=self.move_id.name,
            days=self.days,
            start=format_date(self.env, self.date_from),
            end=format_date(self.env, self.date_to),
            law=self.rule_id.law or self.rule_id.name,
        )

    def _say_claim(self):
        """Return how what is claimed of the charge reads, with the part that was given up."""
        if self.currency_id.is_zero(self.amount_waived):
            return self._say_line()
        return self.env._(
            "%(charge)s: %(amount)s, of which we waive %(waived)s",
            charge=self._say_line(),
            amount=self.currency_id.format(self.amount),
            waived=self.currency_id.format(self.amount_waived),
        )

    def _prepare_notice_line(self):
        """Return the charge as a reminder prints it, with its periods."""
        return {
            "kind": self.kind,
            "name": self._say_claim(),
            "document": self.move_id.name,
            "law": self.rule_id.law or self.rule_id.name,
            "currency": self.currency_id,
            "amount": self.amount_left,
            "waived": self.amount_waived,
            "days": self.days,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "periods": [
                {
                    "date_from": period.date_from,
                    "date_to": period.date_to,
                    "days": period.days,
                    "rate": period.rate,
                    "base": period.base,
                    "amount": period.amount,
                }
                for period in self.period_ids
            ],
        }
