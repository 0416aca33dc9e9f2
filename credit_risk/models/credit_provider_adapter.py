import json
import time
from email.utils import parsedate_to_datetime

import requests

from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.tools import urls

MAX_BYTES = 2 * 1024 * 1024
CHUNK = 16 * 1024


class ProviderFault(Exception):
    """A question without a usable answer; `code` says why, see `credit.provider.order`.

    `candidates` holds (key, name, detail) of those whom the question could mean.
    """

    def __init__(self, code, detail="", raw="", candidates=(), retry_after=0):
        super().__init__(code)
        self.code, self.detail, self.raw = code, detail, raw
        self.candidates, self.retry_after = tuple(candidates), retry_after


class CreditProviderAdapter(models.AbstractModel):
    """How to talk to a provider. One model per kind inherits from this one.

    `_fetch(provider, partner, key)` returns (values of a report, answer as received) or raises a
    ProviderFault. It reads the database and writes nothing.
    """

    _name = "credit.provider.adapter"
    _description = "Adapter of a credit information provider"

    def _get_endpoint(self):
        """Return the public address of the service, empty when each customer has his own."""
        return ""

    def _fetch(self, provider, partner, key=None):
        raise NotImplementedError

    def _check_endpoint(self, provider):
        if not (provider.endpoint or "").startswith(("https://", "http://")):
            raise ValidationError(self.env._("A service address starts with https://."))

    def _get_url(self, provider, path):
        return urls.urljoin(provider.endpoint.rstrip("/") + "/", path)

    def _get_headers(self, provider):
        return {"Accept": "application/json"}

    def _ask(self, provider, url, method="GET", **kwargs):
        """Return (JSON, text) of an answer, within the provider's time and a sane size.

        :raise ProviderFault: no answer, or one that says no
        """
        deadline = time.monotonic() + provider.timeout
        try:
            with requests.request(
                method, url, headers=self._get_headers(provider), timeout=provider.timeout,
                stream=True, allow_redirects=False, **kwargs,
            ) as response:  # fmt: skip
                text = self._read_text(response, deadline)
        except requests.Timeout as error:
            raise ProviderFault("timeout", str(provider.timeout)) from error
        except (requests.RequestException, UnicodeError) as error:
            raise ProviderFault("unreachable", type(error).__name__) from error
        self._check_status(response, text)
        return self._read_json(text), text

    def _read_text(self, response, deadline):
        """Return the body; a server that trickles or floods is cut off."""
        body = b""
        for chunk in response.iter_content(CHUNK):
            body += chunk
            if len(body) > MAX_BYTES:
                raise ProviderFault("unreadable", self.env._("the answer is too long"))
            if time.monotonic() > deadline:
                raise requests.Timeout
        # What is not UTF-8 cannot be stored as text, and NUL not at all.
        return body.decode("utf-8", errors="replace").replace("\0", "")

    def _check_status(self, response, text):
        status = response.status_code
        if status == 429:
            raise ProviderFault("quota", raw=text, retry_after=self._get_retry_after(response))
        if status in (404, 410):
            raise ProviderFault("not_found", raw=text)
        if status in (401, 403):
            raise ProviderFault("refused", str(status), text)
        if status >= 500:
            retry_after = self._get_retry_after(response)
            raise ProviderFault("server_error", str(status), text, retry_after=retry_after)
        if status >= 300:
            raise ProviderFault("rejected", str(status), text)

    def _get_retry_after(self, response):
        """Return the seconds that the server asks for, given as such or as a date; 0: unsaid."""
        value = (response.headers.get("Retry-After") or "").strip()
        if value.isdigit():
            return int(value)
        try:
            moment = parsedate_to_datetime(value).replace(tzinfo=None)
        except (TypeError, ValueError):
            return 0
        return max(int((moment - fields.Datetime.now()).total_seconds()), 1)

    def _read_json(self, text):
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ProviderFault("unreadable", self.env._("it is not JSON"), text) from error
