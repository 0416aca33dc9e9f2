from urllib.parse import quote

from odoo import models

from odoo.addons.credit_risk.kernel.history_plan import key_of
from odoo.addons.credit_risk.kernel.registers import LEI_SUPERSEDED, is_lei, lei_record_of

from .credit_provider_adapter import ProviderFault

PAGE_SIZE = 10


class CreditProviderGleif(models.AbstractModel):
    """The register of legal entity identifiers: who a firm is and whether it still exists.

    Asked by LEI, then by registration number, then by legal name, in the customer's country.
    """

    _name = "credit.provider.gleif"
    _description = "LEI register"
    _inherit = ["credit.provider.adapter"]

    def _get_endpoint(self):
        return "https://api.gleif.org/api/v1"

    def _get_headers(self, provider):
        return {"Accept": "application/vnd.api+json"}

    def _fetch(self, provider, partner, key=None):
        lei = key or self._get_known_lei(provider, partner)
        if lei:
            url = self._get_url(provider, f"lei-records/{quote(lei, safe='')}")
            payload, text = self._ask(provider, url)
            records = [payload.get("data")] if isinstance(payload, dict) else []
        else:
            records, text = self._find_records(provider, partner)
        return self._prepare_vals(self._choose(records, text, partner, bool(lei))), text

    def _get_known_lei(self, provider, partner):
        """Return the identifier that is on the customer or that an earlier answer gave."""
        number = (partner.company_registry or "").strip().upper()
        if is_lei(number):
            return number
        # What this register said about the same customer before, whoever asked.
        reports_sudo = self.env["credit.report"].sudo()
        return reports_sudo.search(
            [
                ("partner_id", "=", partner.id),
                ("provider_id", "=", provider.id),
                ("lei", "!=", False),
            ],
            limit=1,
        ).lei

    def _find_records(self, provider, partner):
        """Return (records, text) by registration number, else by name."""
        text = ""
        for field, value in (
            ("registeredAs", (partner.company_registry or "").strip()),
            ("legalName", (partner.name or "").strip()),
        ):
            if not value:
                continue
            params = {f"filter[entity.{field}]": value, "page[size]": PAGE_SIZE}
            if partner.country_id:
                params["filter[entity.legalAddress.country]"] = partner.country_id.code
            url = self._get_url(provider, "lei-records")
            payload, text = self._ask(provider, url, params=params)
            records = payload.get("data") if isinstance(payload, dict) else None
            if not isinstance(records, list):
                raise ProviderFault("unreadable", "data", text)
            if records:
                return records, text
        raise ProviderFault("not_found", raw=text)

    def _choose(self, records, text, partner, is_sure):
        """Return the one record that is meant; several, or another name, are for a human."""
        try:
            found = [lei_record_of(record) for record in records]
        except (TypeError, ValueError, AttributeError, LookupError) as error:
            raise ProviderFault("unreadable", str(error), text) from error
        if is_sure and found:
            return found[0]
        found = [said for said in found if said["registration"] not in LEI_SUPERSEDED]
        if not found:
            raise ProviderFault("not_found", raw=text)
        exact = [said for said in found if self._is_same(said, partner)]
        if len(exact) == 1:
            return exact[0]
        candidates = [(said["lei"], said["legal_name"], self._say(said)) for said in found]
        raise ProviderFault("ambiguous", raw=text, candidates=candidates)

    def _is_same(self, said, partner):
        number = partner.company_registry
        if number and key_of(said["registration_number"]) == key_of(number):
            return True
        return key_of(said["legal_name"]) == key_of(partner.name or "")

    def _say(self, said):
        address = " ".join(said["address"].split("\n"))
        return " · ".join(filter(None, [said["registration_number"], address]))

    def _prepare_vals(self, said):
        names = ("lei", "legal_name", "registration_number", "address", "status", "status_date")
        vals = {name: said[name] or False for name in names}
        note = self.env._("Registration of the LEI: %s", said["registration"])
        return {**vals, "kind": "identity", "note": said["registration"] and note}
