"""Cost to collect: whether the next action of a case is worth it, and by which channel."""

from decimal import Decimal

from odoo import fields, models

from odoo.addons.dunning_automation.kernel.cost import INSISTENCE, UNRATED, choose, odds, within

CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("call", "Call"),
    ("letter", "Letter"),
    ("registered", "Registered letter"),
]
#: What a step calls by another name, or that is no way to reach somebody.
STEP_CHANNELS = {"activity": "call"}


class DunningCase(models.Model):
    _inherit = "dunning.case"

    channel = fields.Selection(
        CHANNELS,
        string="Suggested channel",
        readonly=True,
        help="The cheapest that does the work, or the next one when calls go unanswered.",
    )
    action_cost = fields.Monetary(
        string="Cost of the next action", readonly=True, help="By the suggested channel."
    )
    action_gain = fields.Monetary(
        string="Expected to bring",
        readonly=True,
        help="Amount overdue × share of late payers moved × probability of paying late"
        " × probability of not failing.",
    )
    parked = fields.Boolean(
        readonly=True,
        tracking=True,
        help="Nothing is done: every action would cost more than it brings.",
    )
    park_reason = fields.Char(string="Why parked", readonly=True)
    is_kept = fields.Boolean(
        string="Chased whatever it costs", readonly=True, help="Never parked by itself."
    )

    def action_unpark(self):
        """Chase these debtors whatever it costs; collectors decide."""
        self.check_access("write")
        self.write({"is_kept": True, "parked": False, "park_reason": False})
        return True

    def action_let_park(self):
        """Let the cost decide again whether these debtors are chased."""
        self.check_access("write")
        self.write({"is_kept": False})
        for company, cases in self.grouped("company_id").items():
            cases.with_company(company)._refresh_costs()
        return True

    def _choose_channel(self, planned):
        """Return the channel code by which to do what is `planned` for this debtor, or None.

        The cheapest sufficient one among those that reach him and cost no more than the
        step's own; None: no action is worth its cost, and the case is to be parked with
        `_park`. What is no message (hold sales, charge, hand over) keeps its channel.
        """
        self.ensure_one()
        step = self.env["dunning.step"].browse(planned.step_id)
        own = STEP_CHANNELS.get(step.channel, step.channel)
        if own not in INSISTENCE or self.is_kept:
            return own
        channels = self._get_channels(step)
        ceiling = next((ch.cost for ch in channels if ch.code == own), None)
        if ceiling is None:
            return own  # he is not reached by it: sending fails visibly, somebody mends it
        residual = sum((item.amount_company for item in planned.lines), Decimal(0))
        affordable = [channel for channel in channels if channel.cost <= ceiling]
        choice = choose(affordable, residual, *self._get_odds())
        return choice and choice.code

    def _park(self):
        """Put the cases aside with their reason; they come back by themselves when worth it."""
        groups = self.grouped(lambda case: (case._get_cheapest(), case._get_staff_lang()))
        for (cheapest, lang), cases in groups.items():
            staff = cases.with_context(lang=lang)
            labels = dict(cases._fields["channel"]._description_selection(staff.env))
            reason = staff.env._(
                "The cheapest action (%(channel)s, %(cost)s) costs more than it would bring.",
                channel=labels[cheapest.code],
                cost=cases.currency_id.format(float(cheapest.cost)),
            )
            cases.write({"parked": True, "park_reason": reason})

    def _get_cheapest(self):
        return min(self._get_channels(), key=lambda channel: channel.cost)

    def _get_channels(self, step=None):
        """Return the kernel channels that reach this debtor, with their cost and effect."""
        channels = self.company_id._get_dunning_channels(step)
        return within(channels, self._get_reachable_channels())

    def _get_odds(self):
        """Return the probabilities of late payment and of default, for a debtor already late."""
        profile = self.partner_id.with_company(self.company_id).credit_profile_id
        return odds(
            profile.grade or UNRATED, Decimal(str(profile.p_late)), Decimal(str(profile.pd))
        )
