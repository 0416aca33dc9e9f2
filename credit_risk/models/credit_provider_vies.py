from odoo import models

from odoo.addons.credit_risk.kernel.registers import split_vat, vat_answer_of

from .credit_provider_adapter import ProviderFault

# What the register answers when a member state cannot, and when the question itself is wrong.
BUSY = {"MS_MAX_CONCURRENT_REQ", "MS_MAX_CONCURRENT_REQ_TIME", "GLOBAL_MAX_CONCURRENT_REQ",
        "GLOBAL_MAX_CONCURRENT_REQ_TIME"}  # fmt: skip
DOWN = {"MS_UNAVAILABLE", "SERVICE_UNAVAILABLE", "SERVER_BUSY", "TIMEOUT"}
REFUSED = {"IP_BLOCKED", "VAT_BLOCKED", "INVALID_REQUESTER_INFO"}
BUSY_SECONDS = 60


class CreditProviderVies(models.AbstractModel):
    """The European Union's register of VAT numbers: is it valid, and whose is it.

    Core can flag numbers as valid while they are typed; here the answer itself is kept, dated, and
    asked again. Some countries tell no name.
    """

    _name = "credit.provider.vies"
    _description = "EU VAT number register"
    _inherit = ["credit.provider.adapter"]

    def _get_endpoint(self):
        return "https://ec.europa.eu/taxation_customs/vies/rest-api"

    def _fetch(self, provider, partner, key=None):
        number = split_vat(partner.vat or "", partner.country_id.code or "")
        if not number:
            raise ProviderFault("no_identifier", self.env._("a VAT number of the European Union"))
        country, vat = number
        payload, text = self._ask_vat(provider, country, vat)
        try:
            said = vat_answer_of(payload)
        except LookupError as error:
            self._raise_for(str(error.args[0]), text)
        except (ValueError, AttributeError) as error:
            raise ProviderFault("unreadable", str(error), text) from error
        vals = {
            "kind": "identity",
            "vat": f"{country}{vat}",
            "vat_state": "valid" if said["valid"] else "invalid",
            "legal_name": said["name"] or False,
            "address": said["address"] or False,
        }
        return vals, text

    def _ask_vat(self, provider, country, vat):
        url = self._get_url(provider, "check-vat-number")
        question = {"countryCode": country, "vatNumber": vat}
        try:
            return self._ask(provider, url, method="POST", json=question)
        except ProviderFault as fault:
            # The register explains itself in the body of an error too.
            if fault.code not in ("rejected", "server_error") or not fault.raw:
                raise
            try:
                return self._read_json(fault.raw), fault.raw
            except ProviderFault:
                raise fault from None

    def _raise_for(self, code, text):
        if code in BUSY:
            raise ProviderFault("quota", code, text, retry_after=BUSY_SECONDS)
        if code in DOWN:
            raise ProviderFault("server_error", code, text)
        raise ProviderFault("refused" if code in REFUSED else "rejected", code, text)
