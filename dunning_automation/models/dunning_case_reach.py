from odoo import models
from odoo.tools import SQL


class DunningCase(models.Model):
    """By which channels a debtor can be reached: read of all cases at once."""

    _inherit = "dunning.case"

    def _get_reachable_channels(self):
        """Return the codes of the channels by which this debtor can be reached."""
        self.ensure_one()
        self._flush_reach()
        [(_debtor, codes)] = self.env.execute_query(self._get_reach_query(self.partner_id.ids))
        return codes

    def _flush_reach(self):
        self.env["res.partner"].flush_model(
            ["active", "city", "email_normalized", "parent_id", "phone", "street"]
        )
        self.env["mail.blacklist"].flush_model(["active", "email"])

    def _get_reach_query(self, partner_ids=None):
        """Return the rows (debtor, codes of the channels) of these debtors, or of all with a case.

        By himself or by one of his contacts. An address on the blacklist reaches nobody.
        """
        debtors = SQL(
            "SELECT partner_id FROM dunning_case WHERE company_id = %s AND state = 'open'",
            self.env.company.id,
        )
        if partner_ids is not None:
            debtors = SQL("SELECT unnest(%s::int[]) AS partner_id", partner_ids)
        return SQL(
            """
            SELECT contact.debtor_id, array_remove(ARRAY[
                       CASE WHEN BOOL_OR(contact.email) THEN 'email' END,
                       CASE WHEN BOOL_OR(contact.phone) THEN 'sms' END,
                       CASE WHEN BOOL_OR(contact.phone) THEN 'call' END,
                       CASE WHEN BOOL_OR(contact.address) THEN 'letter' END,
                       CASE WHEN BOOL_OR(contact.address) THEN 'registered' END
                   ], NULL) AS codes
              FROM (
                SELECT debtor.partner_id AS debtor_id,
                       COALESCE(person.phone, '') != '' AS phone,
                       COALESCE(person.street, '') != '' AND COALESCE(person.city, '') != ''
                       AS address,
                       COALESCE(person.email_normalized, '') != '' AND NOT EXISTS (
                           SELECT 1 FROM mail_blacklist
                            WHERE active AND email = person.email_normalized) AS email
                  FROM (%s) debtor
                  JOIN res_partner person ON person.id = debtor.partner_id
                    OR person.parent_id = debtor.partner_id AND person.active
              ) contact
             GROUP BY contact.debtor_id
            """,
            debtors,
        )
