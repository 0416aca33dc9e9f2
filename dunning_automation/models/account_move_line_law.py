from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_dunning_acknowledgements(self):
        """Return `{instalment: facts}`: how and when its debtor acknowledged the debt.

        Each fact is `{"date", "name", "attachments", "source"}`, `source` a record or None.
        Extension point: promises and plans add theirs. Here: what was paid in part, late.
        """
        facts = {}
        for line, parts in self.env["dunning.charge"]._get_payments(self).items():
            facts[line] = [
                {
                    "date": day,
                    "name": self.env._(
                        "Part payment of %(amount)s on %(invoice)s",
                        amount=line.currency_id.format(amount),
                        invoice=line.move_id.name,
                    ),
                    "attachments": self.env["ir.attachment"],
                    "source": None,
                }
                for day, amount in sorted(parts)
                if line.date_maturity and day > line.date_maturity
            ]
        return facts
