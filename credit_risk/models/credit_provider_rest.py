import string
from urllib.parse import quote

from odoo import models
from odoo.exceptions import ValidationError

from .credit_provider_adapter import ProviderFault

PLACES = ("vat", "registration", "lei", "name", "country", "ref")


class CreditProviderRest(models.AbstractModel):
    """A bureau that answers a GET with JSON; where its figures lie is set up, not programmed."""

    _name = "credit.provider.rest"
    _description = "Bureau with a REST service"
    _inherit = ["credit.provider.adapter"]

    def _check_endpoint(self, provider):
        try:
            address = provider.endpoint or ""
            asked = {name for _t, name, _f, _c in string.Formatter().parse(address)}
        except ValueError as error:
            raise ValidationError(self.env._("A brace in the address is not closed.")) from error
        if unknown := asked - {None, *PLACES}:
            raise ValidationError(
                self.env._(
                    "The address asks for %(names)s; there is only %(known)s.",
                    names=", ".join(f"{{{name}}}" for name in sorted(unknown)),
                    known=", ".join(f"{{{name}}}" for name in PLACES),
                )
            )
        return super()._check_endpoint(provider)

    def _get_headers(self, provider):
        headers = super()._get_headers(provider)
        if provider.api_key:
            name = provider.auth_header or "Authorization"
            headers[name] = f"{provider.auth_prefix or ''} {provider.api_key}".strip()
        return headers

    def _fetch(self, provider, partner, key=None):
        payload, text = self._ask(provider, self._fill_address(provider, partner))
        vals = {"currency_id": (partner.company_id or self.env.company).currency_id.id}
        for mapping in provider.mapping_ids:
            vals.update(mapping._read(payload, text))
        vals["kind"] = next((name for name in ("rating", "pd") if vals.get(name)), "identity")
        if vals.get("rating"):
            vals["scale_id"] = provider.scale_id.id
        return vals, text

    def _fill_address(self, provider, partner):
        """Return the address with what is known of the customer; what it needs must be there."""
        values = {
            "vat": partner.vat,
            "registration": partner.company_registry,
            "lei": self.env["credit.report"].sudo().search(  # an identifier only
                [("partner_id", "=", partner.id), ("lei", "!=", False)], limit=1
            ).lei,
            "name": partner.name,
            "country": partner.country_id.code,
            "ref": partner.ref,
        }  # fmt: skip
        labels = self._get_labels()
        for _text, name, _format, _conversion in string.Formatter().parse(provider.endpoint):
            if name and not values[name]:
                raise ProviderFault("no_identifier", labels[name])
        quoted = {name: quote(value or "", safe="") for name, value in values.items()}
        return provider.endpoint.format(**quoted)

    def _get_labels(self):
        return {
            "vat": self.env._("a VAT number"),
            "registration": self.env._("a company registry number"),
            "lei": self.env._("an LEI: ask the LEI register first"),
            "name": self.env._("a name"),
            "country": self.env._("a country"),
            "ref": self.env._("a reference"),
        }
