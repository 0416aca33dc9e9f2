from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _evaluate_agreements(self):
        """Bring what was agreed about these debts up to date with the ledger."""
        debts = self.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and line.balance > 0
        )
        if debts:
            today = fields.Date.context_today(self)
            for model in self._get_agreement_models():
                self.env[model]._evaluate_lines(debts, today)

    def _reconcile_plan(self, reconciliation_plan):
        # EXTENDS account: what a payment earned is settled once the matching is done
        result = super()._reconcile_plan(reconciliation_plan)
        self.env["dunning.concession"]._settle_earned()
        return result

    def _get_agreement_models(self):
        """Return the models that follow the settlement of debts."""
        return ["dunning.promise", "dunning.plan", "dunning.concession"]
