from odoo import api, models

from odoo.addons.credit_risk.kernel.verdict import with_more


class CreditAnalysisInvoice(models.AbstractModel):
    """Judges what is posted: of several drafts the first takes the room, the others wait.

    To an order every draft invoice is exposure already. Among themselves drafts are equals: were
    each counted against the other, two of them could keep both from being posted for ever.
    """

    _name = "credit.analysis.invoice"
    _inherit = "credit.analysis"
    _description = "Credit analysis of invoices"

    @api.model
    def _get_standings(self, debtor_ids, *args):
        # EXTENDS credit.analysis
        standings = super()._get_standings(debtor_ids, *args)
        exposures = self.env["res.partner"].browse(sorted(debtor_ids))._credit_exposure()
        return {
            debtor_id: with_more(standing, -exposures[debtor_id].draft)
            for debtor_id, standing in standings.items()
        }
