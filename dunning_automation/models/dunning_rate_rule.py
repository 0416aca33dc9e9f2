from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from odoo.addons.dunning_automation.kernel.interest import (
    MissingRate,
    Rate,
    Terms,
    accrue,
    compensation,
    half_year,
    legal_rates,
    total,
)


class MissingRateError(UserError):
    """The law needs a rate that nobody has entered; the message says who can, and where."""

    def __init__(self, message, reference=None, day=None):
        super().__init__(message)
        self.reference, self.day = reference, day


class MissingRuleError(UserError):
    """No law on late payment is known for a country and a day."""


class Interest(NamedTuple):
    """What a debt has borne: exact amount (Decimal), its kernel `Period`s, the rule applied."""

    amount: Decimal
    periods: tuple
    rule: object


class DunningRateRule(models.Model):
    """What the law of a country adds to a debt that is paid late, from a day on.

    The rule in force on the day after the due date decides the method; margins that change
    later apply from their day, where the method goes by periods.
    """

    _name = "dunning.rate.rule"
    _description = "Law on late payment"
    _order = "country_id, country_group_id, kind, date_from desc, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    country_id = fields.Many2one("res.country", index="btree_not_null")
    country_group_id = fields.Many2one(
        "res.country.group", help="For its countries without a rule of their own."
    )
    kind = fields.Selection(
        [
            ("b2b", "Between businesses (statutory)"),
            ("other", "Other commercial credit (statutory)"),
            ("contract", "Agreed in the contract"),
        ],
        required=True,
        default="b2b",
    )
    date_from = fields.Date(string="Valid from", required=True)
    reference_id = fields.Many2one(
        "dunning.rate.reference",
        string="Reference rate",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: the margin is the whole rate.",
    )
    margin = fields.Float(
        string="Points above", digits=(7, 4), help="Percentage points added to the reference."
    )
    rounding_step = fields.Float(
        string="Reference rounded up to",
        digits=(7, 4),
        help="E.g. 0.5 for the next half point (Belgium); 0: as published.",
    )
    method = fields.Selection(
        [
            ("piecewise", "Each half-year at its own rate"),
            ("fixed_at_start", "The rate of the first day, for good"),
            ("fixed_at_payment", "The rate of the day of payment"),
        ],
        required=True,
        default="piecewise",
    )
    basis = fields.Selection(
        [("365", "365 days"), ("360", "360 days"), ("0", "Days of the calendar year")],
        string="Days of a year",
        required=True,
        default="365",
    )
    band_ids = fields.One2many(
        "dunning.rate.band", "rule_id", string="Fixed compensation", copy=True
    )
    currency_id = fields.Many2one("res.currency", string="Currency of the compensation")
    is_vat_free = fields.Boolean(
        string="Without VAT", default=True, help="Interest and compensation are not taxed."
    )
    law = fields.Char(string="Legal source", translate=True)
    note = fields.Text(translate=True)
    current_rate = fields.Char(string="Rate today", compute="_compute_current_rate")

    _place_needed = models.Constraint(
        "CHECK(country_id IS NULL OR country_group_id IS NULL)",
        "A rule is for one country or for one group of countries.",
    )

    @api.depends("reference_id.rate_ids.rate", "margin", "rounding_step")
    def _compute_current_rate(self):
        today = fields.Date.context_today(self)
        for rule in self:
            rates = rule._get_legal_rates()
            current = [rate.percent for rate in rates if rate.start <= today <= rate.end]
            rule.current_rate = (
                self.env._("%(rate)s %%", rate=formatLang(self.env, float(current[0]), digits=2))
                if current
                else self.env._("Not entered")
            )

    @api.constrains("band_ids", "currency_id")
    def _check_currency(self):
        if any(rule.band_ids and not rule.currency_id for rule in self):
            raise ValidationError(self.env._("A fixed compensation needs its currency."))

    @api.model
    def _interest(
        self, principal, due, until, country, *, payments=(), since=None, kind="b2b"
    ):
        """Return the exact `Interest` on `principal`, due on `due`, through the day `until`.

        Public contract. `principal` is a number in any currency; `country` a record or a
        code; `payments` pairs of (day, amount); `since` leaves out the days through it.
        Nothing is rounded. Raises `MissingRateError` when a rate was not entered and
        `MissingRuleError` when the country has no law; neither is ever guessed.
        """
        country = self._get_country(country)
        rule = self._get_rule(country, fields.Date.add(due, days=1), kind)
        if not rule:
            raise MissingRuleError(
                self.env._(
                    "No law on late payment is set up for %(country)s on %(day)s. A collections"
                    " manager can add it in Invoicing ▸ Configuration ▸ Collections ▸"
                    " Late-payment law.",
                    country=country.name or self.env._("an unknown country"),
                    day=format_date(self.env, due),
                )
            )
        return rule._accrue(principal, due, until, payments, since)

    def _accrue(self, principal, due, until, payments=(), since=None):
        """Return the `Interest` that this rule gives; see `_interest`."""
        self.ensure_one()
        try:
            periods = accrue(
                Decimal(str(principal)),
                due,
                until,
                self._get_legal_rates(),
                method=self.method,
                payments=[(day, Decimal(str(amount))) for day, amount in payments],
                since=since,
                basis=int(self.basis),
            )
        except MissingRate as missing:
            raise MissingRateError(
                self._say_missing(missing.day), self.reference_id, missing.day
            ) from missing
        return Interest(total(periods), periods, self)

    def _say_missing(self, day):
        if self.reference_id and not self._get_percent_on(day):
            return self.reference_id._say_missing(day)
        return self.env._(
            "«%(rule)s» gives no rate for %(day)s.",
            rule=self.name,
            day=format_date(self.env, half_year(day)[0]),
        )

    def _get_percent_on(self, day):
        """Return whether the reference of that day has been entered."""
        return any(rate.start <= day <= rate.end for rate in self.reference_id._get_rates())

    def _compensation(self, amount, currency, day):
        """Return the fixed sum for a debt of `amount` and its currency; zero if there is none."""
        self.ensure_one()
        if not self.band_ids:
            return Decimal(0), self.currency_id
        company = self.company_id or self.env.company
        debt = currency._convert(amount, self.currency_id, company, day)
        bands = [(Decimal(str(b.amount_from)), Decimal(str(b.amount))) for b in self.band_ids]
        return compensation(Decimal(str(debt)), bands), self.currency_id

    @api.model
    def _get_country(self, country):
        if isinstance(country, str):
            return self.env["res.country"].search([("code", "=", country.upper())], limit=1)
        return country

    @api.model
    def _get_rule(self, country, day, kind="b2b"):
        """Return the rule in force on `day`: the country's own, else that of its group."""
        known = (
            Domain("kind", "=", kind)
            & Domain("date_from", "<=", day)
            & Domain("company_id", "in", [False, *self.env.company.parent_ids.ids])
        )
        rules_sudo = self.sudo()  # what the law says is no secret
        places = (
            Domain("country_id", "=", country.id),
            Domain("country_group_id", "in", country.country_group_ids.ids),
        )
        for place in places if country else ():
            found = rules_sudo.search(known & place)
            if found:
                return found.sorted(lambda rule: (bool(rule.company_id), rule.date_from))[-1:]
        return rules_sudo.browse()

    def _get_legal_rates(self):
        """Return the rates of this rule and of those that follow it on the same ground."""
        family = self._get_family()
        terms = [
            Terms(rule.date_from, Decimal(str(rule.margin)), Decimal(str(rule.rounding_step)))
            for rule in family
        ]
        if self.reference_id:
            return legal_rates(self.reference_id._get_rates(), terms)
        always = Rate(min(family.mapped("date_from")), date.max, Decimal(0))
        return legal_rates([always], terms)

    def _get_rate_of(self, reference_rate):
        """Return what this rule makes of the reference rate of a half-year, as percent."""
        rates = self._get_legal_rates()
        return next(
            (float(r.percent) for r in rates if r.start <= reference_rate.date_to <= r.end), 0.0
        )

    def _get_family(self):
        """Return the rules of one place, kind and reference, whatever their date."""
        return self | self.search(
            Domain("kind", "=", self.kind)
            & Domain("country_id", "=", self.country_id.id)
            & Domain("country_group_id", "=", self.country_group_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("reference_id", "=", self.reference_id.id)
        )
