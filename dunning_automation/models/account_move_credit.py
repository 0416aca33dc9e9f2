from odoo import fields, models
from odoo.fields import Command


class AccountMove(models.Model):
    """Credit notes and write-offs of a part of an invoice, as drafts for accounting to post."""

    _inherit = "account.move"

    def _create_dunning_credit(self, amount, reason):
        """Return a draft credit note of exactly this amount, its taxes in proportion."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        refund = self._reverse_moves([{"ref": reason, "invoice_date": today, "date": today}])
        if self.currency_id.compare_amounts(amount, self.amount_total) < 0:
            refund._shrink_dunning_credit(amount, reason)
        return refund

    def _shrink_dunning_credit(self, amount, reason):
        ratio = amount / self.amount_total
        commands = []
        for line in self.invoice_line_ids.filtered(lambda line: line.display_type == "product"):
            included = any(line.tax_ids.flatten_taxes_hierarchy().mapped("price_include"))
            full = line.price_total if included else line.price_subtotal
            price = self.currency_id.round(full * ratio)
            commands.append(
                Command.update(line.id, {"quantity": 1, "discount": 0, "price_unit": price})
            )
        self.write({"invoice_line_ids": commands})
        rest = self.currency_id.round(amount - self.amount_total)
        if not self.currency_id.is_zero(rest):
            values = {"name": reason, "quantity": 1, "price_unit": rest}
            values["tax_ids"] = [Command.clear()]
            self.write({"invoice_line_ids": [Command.create(values)]})
