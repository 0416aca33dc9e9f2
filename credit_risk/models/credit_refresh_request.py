from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

PENDING = "credit_risk.refresh_requests"


class CreditRefreshRequest(models.Model):
    """A debtor whose figures are to be brought up to date soon.

    Rows are only ever inserted and deleted, and refer to nothing by foreign key: asking for a
    refresh locks neither the debtor nor the profile, so no confirmation waits for it or fails.
    The same debtor may be there many times.
    """

    _name = "credit.refresh.request"
    _description = "Request to refresh a credit profile"
    _log_access = False

    partner_ref = fields.Integer(string="Partner ID", required=True)
    company_ref = fields.Integer(string="Company ID", required=True)

    @api.model
    def _add(self, partner_ids):
        """Ask for a refresh of these partners in the active company once this is committed.

        Whatever a transaction does, and however often, it writes its requests in one statement.
        """
        if not partner_ids:
            return
        precommit = self.env.cr.precommit
        if PENDING not in precommit.data:
            precommit.data[PENDING] = defaultdict(set)
            precommit.add(self._insert_pending)
        precommit.data[PENDING][self.env.company.id].update(partner_ids)

    def _insert_pending(self):
        pending = self.env.cr.precommit.data.pop(PENDING, {})
        pairs = [(key, company) for company, keys in pending.items() for key in keys]
        if not pairs:
            return
        partner_ids, company_ids = map(list, zip(*sorted(pairs), strict=True))
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO credit_refresh_request (partner_ref, company_ref)
                SELECT DISTINCT p.commercial_partner_id, asked.company_id
                  FROM unnest(%s, %s) AS asked (partner_id, company_id)
                  JOIN res_partner p ON p.id = asked.partner_id
                """,
                partner_ids,
                company_ids,
            )
        )
        self._trigger_cron()

    def _trigger_cron(self):
        """Wake the cron at its next turn, within a minute: a burst of changes is one refresh."""
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id("credit_risk.ir_cron_requests")
        if cron_id:
            # Whoever changes an invoice may not start crons himself.
            triggers_sudo = self.env["ir.cron.trigger"].sudo()
            triggers_sudo.create({"cron_id": cron_id, "call_at": fields.Datetime.now()})

    @api.model
    def _claim(self, limit):
        """Take requests off the queue and return them: [(company id, partner id)].

        Another worker's requests are passed over. What is claimed comes back when the
        transaction is rolled back.
        """
        return self.env.execute_query(
            SQL(
                """
                DELETE FROM credit_refresh_request
                 WHERE id IN (SELECT id FROM credit_refresh_request
                               ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
                RETURNING company_ref, partner_ref
                """,
                limit,
            )
        )

    @api.model
    def _get_claimed(self, claimed):
        """Return the pairs (company, debtors) of claimed requests; what is gone is left out."""
        wanted = defaultdict(set)
        for company_id, partner_id in claimed:
            wanted[company_id].add(partner_id)
        companies = self.env["res.company"].browse(wanted).exists()
        return [
            (company, self.env["res.partner"].browse(sorted(wanted[company.id])).exists())
            for company in companies
        ]

    @api.model
    def _get_last_id(self):
        [(last_id,)] = self.env.execute_query(SQL("SELECT MAX(id) FROM credit_refresh_request"))
        return last_id or 0

    @api.model
    def _clear(self, last_id):
        """Drop what was asked for in the active company up to that request."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM credit_refresh_request
                 WHERE id IN (SELECT id FROM credit_refresh_request
                               WHERE id <= %s AND company_ref = %s FOR UPDATE SKIP LOCKED)
                """,
                last_id,
                self.env.company.id,
            )
        )
