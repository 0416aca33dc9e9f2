from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

ADAPTERS = {
    "gleif": "credit.provider.gleif",
    "vies": "credit.provider.vies",
    "rest": "credit.provider.rest",
}


class CreditProvider(models.Model):
    """Somebody who answers questions about debtors, and on which terms: address, key, quota.

    What it answers becomes a report; each question is logged, answered or not.
    """

    _name = "credit.provider"
    _description = "Credit information provider"
    _inherit = ["mail.thread", "credit.provider.order"]
    _order = "sequence, name, id"
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, tracking=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    kind = fields.Selection(
        [
            ("gleif", "LEI register (GLEIF)"),
            ("vies", "EU VAT numbers (VIES)"),
            ("rest", "Bureau with a REST service"),
        ],
        default="rest",
        required=True,
        tracking=True,
    )
    endpoint = fields.Char(
        string="Service address",
        compute="_compute_endpoint",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        groups="credit_risk.group_manager",
        help="Of a bureau the whole address, with {vat}, {registration}, {lei}, {name}, {country} "
        "or {ref} where they belong.",
    )
    # No tracking here: a key must not end in the chatter.
    api_key = fields.Char(string="Key", copy=False, groups="credit_risk.group_manager")
    auth_header = fields.Char(
        string="Header", default="Authorization", groups="credit_risk.group_manager"
    )
    auth_prefix = fields.Char(
        string="Before the key", default="Bearer", groups="credit_risk.group_manager"
    )
    timeout = fields.Integer(
        string="Wait at most (seconds)", default=10, help="For the whole of an answer."
    )
    daily_quota = fields.Integer(
        string="Questions a day", help="0: as many as you like. Unanswered ones count too."
    )
    calls_today = fields.Integer(string="Asked today", compute="_compute_calls_today")
    paused_until = fields.Datetime(
        readonly=True, copy=False, help="The provider asked to be left alone until then."
    )
    price_note = fields.Char(
        string="Price", translate=True, help="What a question costs; shown before asking."
    )
    validity_days = fields.Integer(
        string="Answers are good for (days)", default=180, required=True
    )
    is_renewed = fields.Boolean(
        string="Renew reports",
        tracking=True,
        help="Ask again overnight when a report is about to end. Mind the price.",
    )
    renewal_days = fields.Integer(string="Days before the end", default=15)
    scale_id = fields.Many2one(
        "credit.rating.scale", string="Rating scale", check_company=True,
        help="What the bureau's ratings mean.",
    )  # fmt: skip
    mapping_ids = fields.One2many("credit.provider.mapping", "provider_id", copy=True)
    call_ids = fields.One2many("credit.provider.call", "provider_id", readonly=True)

    _timeout_range = models.Constraint(
        "CHECK (timeout BETWEEN 1 AND 120)", "A provider has between 1 and 120 seconds to answer."
    )
    _not_negative = models.Constraint(
        "CHECK (daily_quota >= 0 AND validity_days > 0 AND renewal_days >= 0)",
        "Quota and days cannot be negative, and an answer is good for a day at least.",
    )

    @api.depends("kind")
    def _compute_endpoint(self):
        for provider in self:
            known = [self.env[name]._get_endpoint() for name in ADAPTERS.values()]
            if not provider.endpoint or provider.endpoint in known:
                provider.endpoint = provider._get_adapter()._get_endpoint()

    def _compute_calls_today(self):
        for provider in self:
            provider.calls_today = provider._count_calls()

    @api.constrains("endpoint", "kind")
    def _check_endpoint(self):
        for provider in self:
            provider._get_adapter()._check_endpoint(provider)

    @api.constrains("kind", "mapping_ids", "scale_id")
    def _check_mapping(self):
        for provider in self.filtered(lambda provider: provider.kind == "rest"):
            fields_read = provider.mapping_ids.mapped("field")
            if not fields_read:
                raise ValidationError(self.env._("Say which parts of the answer to read."))
            if "rating" in fields_read and not provider.scale_id:
                raise ValidationError(self.env._("Ratings are read: choose the scale they are on."))

    def _get_adapter(self):
        return self.env[ADAPTERS[self.kind]]

    def _count_calls(self):
        """Return how many questions went out since midnight, from all companies."""
        start = fields.Datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
        # A number only: the quota is the provider's, whoever asked.
        calls_sudo = self.env["credit.provider.call"].sudo()
        return calls_sudo.search_count([("provider_id", "=", self.id), ("date", ">=", start)])

    def _get_obstacle(self):
        """Return why no question may go out now, False when one may."""
        if not self.active:
            return self.env._("%s is switched off.", self.name)
        if self.paused_until and self.paused_until > fields.Datetime.now():
            until = fields.Datetime.context_timestamp(self, self.paused_until)
            return self.env._(
                "%(name)s asked not to be called before %(time)s. Try again later.",
                name=self.name,
                time=until.strftime("%H:%M"),
            )
        if self.daily_quota and self._count_calls() >= self.daily_quota:
            return self.env._(
                "Today's %(count)s questions to %(name)s are used up. Try again tomorrow, or have "
                "a credit manager raise the quota.",
                count=self.daily_quota,
                name=self.name,
            )
        return False

    def _pause(self, seconds):
        """Leave the provider alone for that long; an hour when it does not say."""
        # Who asks need not be able to set up providers.
        provider_sudo = self.sudo()
        pause = timedelta(seconds=min(max(seconds or 3600, 1), 86400))
        provider_sudo.paused_until = fields.Datetime.now() + pause

    def action_resume(self):
        """Call a provider again before the time it asked for."""
        return self.write({"paused_until": False})

    def action_view_calls(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "credit_risk.credit_provider_call_action"
        )
        return {**action, "domain": [("provider_id", "=", self.id)]}

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        return [
            {**vals, "name": self.env._("%s (copy)", provider.name)}
            for provider, vals in zip(self, vals_list, strict=True)
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        reports_sudo = self.env["credit.report"].sudo().with_context(active_test=False)
        if reports_sudo.search_count([("provider_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("There are reports of this provider: archive it instead."))
