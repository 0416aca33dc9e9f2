import json
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from odoo.tests.common import _super_send

from .common import CreditRiskCommon

LEI = "5493001KJTIIGC8Y1R12"
OTHER_LEI = "529900T8BM49AURSDO55"


class ProviderServer(ThreadingHTTPServer):
    """A provider on this machine: says what it is told to, and remembers what it was asked.

    `answers` maps a path to (status, body, headers); a body that is a function gets the query.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers, self.asked = {}, []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """A client that hangs up early is part of the game."""

    def close(self):
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self._answer(None)

    def do_POST(self):
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, body):
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        self.server.asked.append((self.command, url.path, query, dict(self.headers), body))
        status, said, headers = self.server.answers.get(url.path, (404, "{}", {}))
        if callable(said):
            said = said(query or json.loads(body or "{}"))
        if said == "trickle":
            self._trickle()
            return
        content = (said if isinstance(said, str) else json.dumps(said)).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(content)

    def _trickle(self):
        """Answer so slowly that nobody should wait for it."""
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            for _turn in range(60):
                self.wfile.write(b" " * 20000)
                self.wfile.flush()
                time.sleep(0.1)

    def log_message(self, *args):
        """Keep the log clean."""


class ProviderCommon(CreditRiskCommon):
    """Providers whose services run on this machine and speak the documented formats."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("credit_risk.group_manager")
        cls.server = ProviderServer()
        cls.addClassCleanup(cls.server.close)
        cls.gleif = cls.env.ref("credit_risk.credit_provider_gleif")
        cls.gleif.endpoint = f"{cls.server.url}/api/v1"
        cls.vies = cls.env.ref("credit_risk.credit_provider_vies")
        cls.vies.endpoint = f"{cls.server.url}/rest-api"
        cls.debtor = cls._create_debtor("Acme Ltd", country_id=cls.env.ref("base.es").id)

    @classmethod
    def _request_handler(cls, s, r, /, **kw):
        # Time-outs here are short on purpose: Odoo's own handler would stretch them.
        if r.url.startswith(cls.server.url):
            return _super_send(s, r, **kw)
        return super()._request_handler(s, r, **kw)

    def setUp(self):
        super().setUp()
        self.server.answers.clear()
        self.server.asked.clear()

    def _tell(self, path, said, status=200, **headers):
        self.server.answers[path] = (
            status, said, {name.replace("_", "-"): value for name, value in headers.items()}
        )  # fmt: skip

    @classmethod
    def _create_bureau(cls, **values):
        """A bureau that gives points, a limit and a status."""
        return cls.env["credit.provider"].create(
            {
                "name": "Bureau",
                "kind": "rest",
                "endpoint": f"{cls.server.url}/companies/{{vat}}",
                "api_key": "secret",
                "scale_id": cls.env.ref("credit_risk.credit_rating_scale_points").id,
                "mapping_ids": [
                    (0, 0, {"field": "rating", "path": "data[0].score", "is_required": True}),
                    (0, 0, {"field": "recommended_limit", "path": "data[0].limit.amount"}),
                    (0, 0, {"field": "status", "path": "data[0].state",
                            "translation": "ACT: active; INS: insolvent"}),
                    (0, 0, {"field": "status_date", "path": "data[0].since"}),
                ],
                **values,
            }
        )  # fmt: skip

    def _calls(self, provider):
        return self.env["credit.provider.call"].search([("provider_id", "=", provider.id)])

    def assertFails(self, provider, outcome, words, debtor=None):
        """The question leads to a message that says ``words``, a log line and no report."""
        debtor = debtor or self.debtor
        before = self.env["credit.report"].search_count([])
        ordered = provider._order_report(debtor)
        self.assertFalse(ordered.report)
        self.assertIn(words, ordered.message)
        self.assertEqual(self.env["credit.report"].search_count([]), before)
        self.assertEqual(self._calls(provider)[:1].outcome, outcome)
        return ordered

    @staticmethod
    def _make_record(lei=LEI, name="Acme Ltd", number="B-123", status="ACTIVE", **values):
        """A record as the LEI register documents it."""
        entity = {
            "legalName": {"name": name, "language": "en"},
            "legalAddress": {
                "addressLines": ["Calle Mayor 1"], "city": "Madrid", "country": "ES",
                "postalCode": "28001",
            },
            "registeredAt": {"id": "RA000533"},
            "registeredAs": number,
            "status": status,
            "expiration": {"date": None, "reason": None},
            "eventGroups": [],
            **values,
        }
        registration = {"status": "ISSUED", "nextRenewalDate": "2030-01-01T00:00:00Z"}
        attributes = {"lei": lei, "entity": entity, "registration": registration}
        return {"type": "lei-records", "id": lei, "attributes": attributes}  # fmt: skip
