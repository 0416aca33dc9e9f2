from odoo import models
from odoo.fields import Domain


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_dunning_acknowledgements(self):
        # EXTENDS dunning_automation: what was promised, and agreed in a plan
        facts = super()._get_dunning_acknowledgements()
        for day, record in self._get_commitments():
            fact = {
                "date": day,
                "name": record.display_name,
                "attachments": self.env["ir.attachment"].search(
                    [("res_model", "=", record._name), ("res_id", "=", record.id)]
                ),
                "source": record,
                "key": f"{record._name},{record.id}",
            }
            for line in record.line_ids & self:
                facts.setdefault(line, []).append(fact)
        return facts

    def _get_commitments(self):
        """Yield `(day, record)` of the promises and accepted plans about these debts.

        A promise acknowledges the debt whatever became of it, unless it was withdrawn.
        """
        mine = Domain("line_ids", "in", self.ids)
        standing = Domain("state", "!=", "withdrawn")
        accepted = Domain("date_accepted", "!=", False)
        for promise in self.env["dunning.promise"].search(mine & standing):
            yield promise.date_made, promise
        for plan in self.env["dunning.plan"].search(mine & accepted):
            yield plan.date_accepted, plan
