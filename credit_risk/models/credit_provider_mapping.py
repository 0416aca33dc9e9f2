from odoo import fields, models

from odoo.addons.credit_risk.kernel.registers import day_of, translations_of, value_at

from .credit_provider_adapter import ProviderFault

TEXTS = {"rating", "legal_name", "registration_number", "lei", "vat", "address"}
DATES = {"status_date", "date_expiry"}
AMOUNTS = {"recommended_limit", "net_worth"}


class CreditProviderMapping(models.Model):
    """Where in a bureau's answer something lies."""

    _name = "credit.provider.mapping"
    _description = "Part of a provider's answer"
    _order = "sequence, id"
    _rec_name = "path"

    provider_id = fields.Many2one(
        "credit.provider", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="provider_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    field = fields.Selection(
        [
            ("rating", "Rating"),
            ("pd", "Probability of default (share)"),
            ("payment_index", "Payment index"),
            ("recommended_limit", "Recommended limit"),
            ("net_worth", "Net worth"),
            ("currency_id", "Currency of the amounts"),
            ("status", "Status"),
            ("status_date", "Status since"),
            ("date_expiry", "Valid until"),
            ("legal_name", "Legal name"),
            ("registration_number", "Registration number"),
            ("lei", "LEI"),
            ("vat", "VAT number"),
            ("address", "Registered address"),
        ],
        string="Becomes",
        required=True,
    )
    path = fields.Char(
        string="Lies at", required=True, help="Names and positions: data.companies[0].score.value"
    )
    translation = fields.Char(
        string="Words",
        help="How the bureau's words are read, e.g. ACT: active, INS: insolvent, DIS: dissolved",
    )
    is_required = fields.Boolean(
        string="Must be there", help="Without it the answer is refused: nothing is stored."
    )

    _field_uniq = models.UniqueIndex(
        "(provider_id, field)", "Each part of a report is read from one place only."
    )

    def _read(self, payload, text):
        """Return {field: value} of an answer; :raise ProviderFault: it is missing or odd."""
        value = value_at(payload, self.path)
        if isinstance(value, str):
            value = value.strip()
            value = translations_of(self.translation or "").get(value.upper(), value)
        if value is None or value == "":
            if self.is_required:
                raise ProviderFault("unreadable", self.env._("it lacks %s", self.path), text)
            return {}
        try:
            return {self.field: self._convert(value)}
        except (TypeError, ValueError, LookupError) as error:
            detail = self.env._(
                "“%(value)s” at %(path)s cannot be read", value=str(value)[:80], path=self.path
            )
            raise ProviderFault("unreadable", detail, text) from error

    def _convert(self, value):
        """Return a value as the report's field wants it.

        :raise ValueError: it is not of that sort
        """
        if self.field == "status":
            return self._convert_status(value)
        if self.field == "currency_id":
            return self._convert_currency(value)
        if self.field in DATES:
            if not (day := day_of(value)):
                raise ValueError(value)
            return day
        if self.field in TEXTS:
            if isinstance(value, dict | list):
                raise ValueError(value)
            return str(value)
        number = float(value)
        if self.field == "pd" and not 0 < number <= 1:
            raise ValueError(value)
        if number != number or abs(number) > 1e15:  # not a number, or endless
            raise ValueError(value)
        return number

    def _convert_status(self, value):
        if str(value).lower() not in ("active", "insolvent", "dissolved"):
            raise ValueError(value)
        return str(value).lower()

    def _convert_currency(self, value):
        """Return the id of an active currency: the others have no rates to trust."""
        currency = self.env["res.currency"].search([("name", "=", str(value).upper())], limit=1)
        if not currency:
            raise ValueError(value)
        return currency.id
