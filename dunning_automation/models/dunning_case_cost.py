"""Cost to collect: whether the next action of a case is worth it, and by which channel."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.dunning_automation.kernel.cost import INSISTENCE, Channel, choose

CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("call", "Call"),
    ("letter", "Letter"),
    ("registered", "Registered letter"),
]
#: What a step calls by another name, or that is no way to reach somebody.
STEP_CHANNELS = {"activity": "call"}
#: Of debtors who are late already and have no score.
UNRATED_LATE = Decimal("0.5")


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
        """Put the case aside with its reason; it comes back by itself when it is worth it."""
        self.ensure_one()
        cheapest = min(self._get_channels(), key=lambda channel: channel.cost)
        case = self.with_context(lang=self._get_staff_lang())
        labels = dict(case._fields["channel"]._description_selection(case.env))
        self.write(
            {
                "parked": True,
                "park_reason": case.env._(
                    "The cheapest action (%(channel)s, %(cost)s) costs more than it would bring.",
                    channel=labels[cheapest.code],
                    cost=self.currency_id.format(float(cheapest.cost)),
                ),
            }
        )

    @api.model
    def _refresh_costs(self):
        """Suggest a channel for the open cases (all of the active company, if none is given).

        Parks what is worth no action and takes back what is again.
        """
        cases = self or self.search(
            Domain("company_id", "=", self.env.company.id) & Domain("state", "=", "open")
        )
        for case in cases:
            case._refresh_cost()

    def _refresh_cost(self):
        channels = self._get_channels()
        choice = choose(channels, Decimal(str(self.priority_value)), *self._get_odds())
        values = {
            "channel": choice.code if choice else self.channel,
            "action_cost": float(choice.cost) if choice else 0.0,
            "action_gain": self.currency_id.round(float(choice.gain)) if choice else 0.0,
        }
        if any(self[name] != value for name, value in values.items()):
            self.write(values)
        # Who cannot be reached at all is not parked: his contact data is to be mended.
        worthless = not choice and channels and self.priority_value > 0 and not self.is_kept
        if worthless and not self.parked:
            self._park()
        elif self.parked and not worthless:
            self.write({"parked": False, "park_reason": False})

    def _get_channels(self, step=None):
        """Return the kernel channels that reach this debtor, with their cost and effect."""
        company = self.company_id
        return [
            Channel(
                code,
                Decimal(str(company[f"dunning_cost_{code}"])),
                company._get_dunning_effect(code, step),
            )
            for code in self._get_reachable_channels()
        ]

    def _get_odds(self):
        """Return the probabilities of late payment and of default, for a debtor already late."""
        profile = self.partner_id.with_company(self.company_id).credit_profile_id
        if not profile or profile.grade == "NR":
            return UNRATED_LATE, Decimal(0)
        late = max(Decimal(str(profile.p_late)), Decimal("0.1"))
        return late, Decimal(str(profile.pd))

    def _get_reachable_channels(self):
        """Return the codes of the channels by which this debtor can be reached."""
        self.ensure_one()
        contacts = self.partner_id | self.partner_id.child_ids
        reachable = []
        if any(contact.email_normalized and not contact.is_blacklisted for contact in contacts):
            reachable.append("email")
        if any(contact.phone for contact in contacts):
            reachable += ["sms", "call"]
        if any(contact.street and contact.city for contact in contacts):
            reachable += ["letter", "registered"]
        return reachable
