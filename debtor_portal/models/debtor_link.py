import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError


class DebtorLink(models.Model):
    """A personal, expiring, revocable way for one contact to see what his company owes.

    Only the SHA-256 of the token is stored: a link can be shown once, when it is issued.
    """

    _name = "debtor.link"
    _description = "Portal link"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", string="Contact", required=True, readonly=True, index=True,
        ondelete="cascade",
    )
    # As it was when the link was issued: a contact that changes employer loses the link.
    commercial_partner_id = fields.Many2one(
        "res.partner", string="Debtor", required=True, readonly=True, index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    token_hash = fields.Char(required=True, readonly=True, groups="base.group_system")
    date_expiry = fields.Datetime(string="Valid until", required=True, readonly=True)
    is_revoked = fields.Boolean(string="Revoked", readonly=True)
    last_used = fields.Datetime(string="Last opened", readonly=True)
    use_count = fields.Integer(string="Times opened", readonly=True)
    state = fields.Selection(
        [("active", "Active"), ("expired", "Expired"), ("revoked", "Revoked")],
        compute="_compute_state",
    )

    _token_uniq = models.UniqueIndex("(token_hash)", "A link is issued once.")

    @api.depends("is_revoked", "date_expiry")
    def _compute_state(self):
        now = fields.Datetime.now()
        for link in self:
            if link.is_revoked:
                link.state = "revoked"
            else:
                link.state = "active" if now < link.date_expiry else "expired"

    def action_revoke(self):
        """Close the links at once, also for who is looking at the page now. Managers only."""
        if not self.env.user.has_group("debtor_portal.group_manager"):
            raise AccessError(self.env._("Only a portal manager may revoke links."))
        self.check_access("read")
        self.sudo().is_revoked = True  # nobody may write on links: the only change is this one
        return True

    @api.model
    def _issue(self, partner, company):
        """Return the absolute URL of a new link for the contact; it is shown nowhere else.

        It opens what the contact's commercial entity owes to that company, for
        `company.debtor_link_days` days. Callers check the right to hand it out.
        """
        token = secrets.token_urlsafe(32)
        link_sudo = self.sudo().create({  # issued by the system, for whoever runs the reminders
            "partner_id": partner.id,
            "commercial_partner_id": partner.commercial_partner_id.id,
            "company_id": company.id,
            "token_hash": self._hash(token),
            "date_expiry": fields.Datetime.now() + timedelta(days=company.sudo().debtor_link_days),
        })
        return f"{link_sudo.get_base_url()}/my/debts/link/{token}"

    @api.model
    def _hash(self, token):
        """Return what is stored of a token. It is long and random: no salt is needed."""
        return hashlib.sha256(token.encode()).hexdigest()

    @api.model
    def _find(self, token):
        """Return the link of a token, in sudo, whatever its state; empty when unknown."""
        # The visitor has no user yet: the token is his only right.
        return self.sudo().search([("token_hash", "=", self._hash(token))], limit=1)

    def _is_open(self):
        """Tell whether the link still lets its holder in. Asked again at each page."""
        return bool(
            self.exists()
            and self.state == "active"
            and self.partner_id.active
            and self.partner_id.commercial_partner_id == self.commercial_partner_id
        )

    def _register_use(self):
        """Count one opening, as evidence that the reminder was read."""
        self.ensure_one()
        self.write({"last_used": fields.Datetime.now(), "use_count": self.use_count + 1})
