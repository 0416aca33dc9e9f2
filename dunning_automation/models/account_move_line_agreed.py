from odoo import models
from odoo.fields import Domain


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_dunning_acknowledgements(self):
        # EXTENDS dunning_automation: what was promised, and agreed in a plan
        facts = super()._get_dunning_acknowledgements()
        asked = set(self.ids)
        commitments = list(self._get_commitments())
        papers = self._get_commitment_papers(record for _day, record in commitments)
        for day, record in commitments:
            fact = {
                "date": day,
                "name": record.display_name,
                "attachments": papers.get((record._name, record.id), self.env["ir.attachment"]),
                "source": record,
                "key": f"{record._name},{record.id}",
            }
            for line in record.line_ids.filtered(lambda line: line.id in asked):
                facts.setdefault(line, []).append(fact)
        return facts

    def _get_commitment_papers(self, records):
        """Return `{(model, id): attachments}` of promises and plans: a query for each model."""
        by_model = {}
        for record in records:
            by_model.setdefault(record._name, []).append(record.id)
        files = self.env["ir.attachment"].union(
            *(
                self.env["ir.attachment"].search(
                    Domain("res_model", "=", model) & Domain("res_id", "in", ids)
                )
                for model, ids in by_model.items()
            )
        )
        return files.grouped(lambda file: (file.res_model, file.res_id))

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
