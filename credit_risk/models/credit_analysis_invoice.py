from odoo import models

from odoo.addons.credit_risk.kernel.standing import with_more


class CreditAnalysisInvoice(models.AbstractModel):
    """Judges what is posted: of several drafts the first takes the room, the others wait.

    To an order every draft invoice is exposure already. Among themselves drafts are equals: were
    each counted against the other, two of them could keep both from being posted for ever.
    """

    _name = "credit.analysis.invoice"
    _inherit = "credit.analysis"
    _description = "Credit analysis of invoices"

    def _to_standing(self, debtor, exposure, *args):
        # EXTENDS credit.analysis
        standing = super()._to_standing(debtor, exposure, *args)
        return with_more(standing, -exposure.draft, -exposure.draft)
