from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class DunningLimitationRule(models.Model):
    """A clock that the law of a country starts over an unpaid invoice."""

    _name = "dunning.limitation.rule"
    _description = "Legal deadline rule"
    _order = "country_id, country_group_id, kind, date_from desc, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("limitation", "Limitation of the claim"), ("vat_relief", "VAT of the bad debt")],
        required=True,
        default="limitation",
    )
    country_id = fields.Many2one("res.country", index="btree_not_null")
    country_group_id = fields.Many2one("res.country.group")
    date_from = fields.Date(
        string="Due from", required=True, help="For debts that fell due from this day on."
    )
    months = fields.Integer(
        required=True,
        help="Limitation: how long the claim lives. VAT: how long to wait, larger companies.",
    )
    months_small = fields.Integer(
        string="Months, small turnover", help="VAT: how long companies of small turnover wait."
    )
    months_open = fields.Integer(
        string="Window, months", help="VAT: how long the right can then be exercised."
    )
    min_base_consumer = fields.Monetary(
        string="Smallest base, consumers", help="VAT: only above it for those who are no business."
    )
    currency_id = fields.Many2one("res.currency")
    is_claim = fields.Boolean(string="Interrupted by the creditor's claim")
    is_acknowledgement = fields.Boolean(string="Interrupted by the debtor's acknowledgement")
    is_court = fields.Boolean(string="Interrupted by court action", default=True)
    law = fields.Char(string="Legal source", translate=True)
    note = fields.Text(translate=True)

    _months_positive = models.Constraint(
        "CHECK(months > 0 AND months_small >= 0 AND months_open >= 0)",
        "Periods are counted in whole months.",
    )

    @api.constrains("kind", "months_open")
    def _check_window(self):
        if any(rule.kind == "vat_relief" and not rule.months_open for rule in self):
            raise ValidationError(self.env._("Say how long the window for the VAT is open."))

    @api.model
    def _get_rule(self, country, day, kind):
        """Return the rule for debts due on `day`: the country's own, else that of its group."""
        return self._get_rules(country, kind)._get_rule_of(country, day)

    @api.model
    def _get_rules(self, country, kind):
        """Return the rules of one kind that may apply in a country, of all days."""
        places = Domain("country_id", "=", country.id) | Domain(
            "country_group_id", "in", country.country_group_ids.ids
        )
        rules_sudo = self.sudo()  # what the law says is no secret
        return rules_sudo.search(Domain("kind", "=", kind) & places) if country else rules_sudo

    def _get_rule_of(self, country, day):
        """Return which of these rules is for debts due on `day`: the latest, the country's own."""
        known = self.filtered(lambda rule: rule.date_from <= day)
        own = known.filtered(lambda rule: rule.country_id == country)
        return (own or known).sorted("date_from")[-1:]

    def _get_interrupting_kinds(self):
        """Return the kinds of `dunning.interruption` that start this clock anew."""
        flags = {
            "claim": self.is_claim,
            "acknowledgement": self.is_acknowledgement,
            "court": self.is_court,
        }
        return {kind for kind, counts in flags.items() if counts}

    def _get_wait(self, company):
        """Return the months to wait before VAT can be recovered, by the company's turnover."""
        small = company.dunning_small_turnover and self.months_small
        return small or self.months
