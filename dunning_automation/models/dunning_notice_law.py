from odoo import models


class DunningNotice(models.Model):
    _inherit = "dunning.notice"

    def _get_charges(self):
        """Return the proposed charges of the debtor, as a reminder states them; {} if none.

        `interest` and `compensation` are totals in the company's currency; each of `lines`
        has its own `currency`. What was invoiced stands among the invoices already.
        """
        self.ensure_one()
        charges = self.case_id.sudo().charge_ids.filtered(  # what is claimed is told to him
            lambda charge: charge.state == "proposed" and charge.amount_left
        )
        if not charges:
            return {}
        totals = {
            kind: sum(group.mapped("amount_left_company"))
            for kind, group in charges.grouped("kind").items()
        }
        return {
            "interest": totals.get("interest", 0.0),
            "compensation": totals.get("compensation", 0.0),
            "total": sum(totals.values()),
            "currency": self.company_id.currency_id,
            "lines": [charge._prepare_notice_line() for charge in charges],
        }
