from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_dunning_acknowledgements(self):
        """Return `{instalment: facts}`: how and when its debtor acknowledged the debt.

        Each fact is `{"date", "name", "attachments", "source", "key"}`, `source` a record or
        None; `key` tells it from the instalment's others, whatever the language of its name.
        Extension point: promises and plans add theirs. Here: what was paid in part, late.
        """
        facts, paid = {}, {}
        for line, day, partial_sudo in self.env["dunning.charge"]._get_settlements(self):
            if line.date_maturity and day > line.date_maturity:
                entry = (line, day, partial_sudo.credit_move_id.move_id.id)
                paid[entry] = paid.get(entry, 0.0) + partial_sudo.debit_amount_currency
        for (line, day, entry_id), amount in sorted(paid.items(), key=lambda part: part[0][1:]):
            facts.setdefault(line, []).append(
                {
                    "date": day,
                    "name": self.env._(
                        "Part payment of %(amount)s on %(invoice)s",
                        amount=line.currency_id.format(amount),
                        invoice=line.move_id.name,
                    ),
                    "attachments": self.env["ir.attachment"],
                    "source": None,
                    "key": f"account.move,{entry_id}",
                }
            )
        return facts
