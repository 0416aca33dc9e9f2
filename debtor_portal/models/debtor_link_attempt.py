from datetime import timedelta

from odoo import api, fields, models

WINDOW = timedelta(minutes=15)
MAX_FAILURES = 20


class DebtorLinkAttempt(models.Model):
    """An unknown link that somebody tried, kept one day.

    Core's login cooldown counts per process and is cleared by any success; guessing links
    must be slow over all workers, so failures are counted here. A blocked address adds no
    rows: at most `MAX_FAILURES` per address and window.
    """

    _name = "debtor.link.attempt"
    _description = "Failed portal link"
    _order = "id desc"
    _rec_name = "ip"

    ip = fields.Char(string="IP address", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )

    _ip_date_idx = models.Index("(ip, create_date)")

    @api.model
    def _is_throttled(self, ip):
        """Tell whether this address tried too many unknown links in the last minutes."""
        since = fields.Datetime.now() - WINDOW
        attempts_sudo = self.sudo()  # visitors have no rights here
        return attempts_sudo.search_count(
            [("ip", "=", ip), ("create_date", ">", since)], limit=MAX_FAILURES
        ) >= MAX_FAILURES

    @api.model
    def _add_failure(self, ip):
        """Count one failure of this address."""
        self.sudo().create({"ip": ip})  # visitors have no rights here

    @api.autovacuum
    def _gc_attempts(self):
        self.sudo().search(
            [("create_date", "<", fields.Datetime.now() - timedelta(days=1))]
        ).unlink()
