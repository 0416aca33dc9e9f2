from odoo import models
from odoo.tools import SQL

from .credit_insurance_coverage import IN_FORCE


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    def _get_insured_query(self, today):
        # EXTENDS dunning_automation: whoever has a cover in force on that day
        covers = self.env["credit.insurance.cover"]
        covers.flush_model(["partner_id", "company_id", "state", "amount", "date_from", "date_to"])
        return SQL(
            """
            SELECT partner_id FROM credit_insurance_cover
             WHERE company_id = %(company)s AND state IN %(states)s AND amount > 0
               AND (date_from IS NULL OR date_from <= %(today)s)
               AND (date_to IS NULL OR date_to >= %(today)s)
            """,
            company=self.env.company.id,
            states=IN_FORCE,
            today=today,
        )
