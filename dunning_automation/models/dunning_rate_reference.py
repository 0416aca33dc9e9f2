from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.dunning_automation.kernel.interest import Rate, half_year


class DunningRateReference(models.Model):
    """A rate published for each half-year, to which laws on late payment add their margin."""

    _name = "dunning.rate.reference"
    _description = "Reference rate"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    publisher = fields.Char(translate=True)
    url = fields.Char(string="Where it is published")
    rate_ids = fields.One2many("dunning.rate", "reference_id", string="Half-years")
    rule_ids = fields.One2many("dunning.rate.rule", "reference_id", string="Laws that use it")
    last_date = fields.Date(string="Known through", compute="_compute_last_date")
    is_missing = fields.Boolean(
        string="Current half-year missing",
        compute="_compute_last_date",
        search="_search_is_missing",
        help="No rate has been entered for the half-year that runs today.",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "Two reference rates cannot have one code.")

    @api.depends("rate_ids.date_from", "rate_ids.date_to")
    def _compute_last_date(self):
        today = fields.Date.context_today(self)
        for reference in self:
            rates = reference.rate_ids
            reference.last_date = max(rates.mapped("date_to"), default=False)
            reference.is_missing = not rates.filtered(
                lambda rate: rate.date_from <= today <= rate.date_to
            )

    def _search_is_missing(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        current = Domain("date_from", "<=", today) & Domain("date_to", ">=", today)
        known = Domain("rate_ids", "any", current)
        return ~known if True in value else known

    def action_add_rate(self):
        """Ask for the rate of the next half-year that is missing."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_rate_add_action"
        )
        action["context"] = {"default_reference_id": self.id}
        return action

    def _get_rates(self):
        """Return what is known, as `Rate`s of the kernel."""
        return tuple(
            Rate(rate.date_from, rate.date_to, rate._get_percent()) for rate in self.rate_ids
        )

    def _get_next_missing(self):
        """Return the first day of the first half-year without a rate after the first known one."""
        known = set(self.rate_ids.mapped("date_from"))
        if not known:
            return half_year(fields.Date.context_today(self))[0]
        day = min(known)
        while day in known:
            day = fields.Date.add(day, months=6)
        return day

    def _get_keepers(self):
        """Return the users who may add a rate."""
        group_sudo = self.env.ref("dunning_automation.group_manager").sudo()  # who may is no secret
        root = self.env.ref("base.user_root")
        users_sudo = group_sudo.all_user_ids
        return users_sudo.filtered(
            lambda user: user.active and not user.share and user != root
        ).sudo(False)

    def _say_missing(self, day):
        """Return the sentence that says what is missing, who can add it and where."""
        start, end = half_year(day)
        return self.env._(
            "The rate «%(reference)s» of %(start)s to %(end)s has not been entered, so that no"
            " interest can be charged for those days. %(keepers)s can add it in Invoicing ▸"
            " Configuration ▸ Collections ▸ Reference rates.",
            reference=self.name,
            start=format_date(self.env, start),
            end=format_date(self.env, end),
            keepers=", ".join(self._get_keepers().sudo().mapped("name"))
            or self.env._("A collections manager"),
        )

    @api.model
    def _cron_watch(self):
        """Give a manager the task to enter the rate of the half-year that has begun."""
        today = fields.Date.context_today(self)
        xmlid = "dunning_automation.mail_activity_data_rate"
        for reference in self._get_used():
            tasks = reference.activity_search([xmlid])
            if not reference.is_missing:
                tasks.action_feedback()
            elif not tasks and (keeper := reference._get_keepers()[:1]):
                staff = reference.with_context(lang=keeper.sudo().lang)
                reference.activity_schedule(
                    xmlid,
                    date_deadline=today,
                    user_id=keeper.id,
                    summary=staff.env._("Enter the rate of this half-year"),
                    note=staff._say_missing(today),
                )

    @api.model
    def _get_used(self):
        """Return the references on which the law of one of the companies rests."""
        companies_sudo = self.env["res.company"].sudo().search([])  # of every company, at night
        rules = self.env["dunning.rate.rule"]
        today = fields.Date.context_today(self)
        for company in companies_sudo:
            rules |= rules._get_rule(company._get_dunning_country(), today)
        return rules.reference_id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.rule_ids:
            raise UserError(self.env._("A law rests on this rate: archive it instead."))
