"""A served company with a mail server and a browser, for journeys that commit like real ones."""
from __future__ import annotations

import json
import shutil
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import sync_playwright

from tools.mailbox import Mailbox
from tools.ports import free_port
from tools.testing import odoo_log
from tools.testing.noise import KNOWN_NOISE
from tools.workbench import Workbench

HERE = Path(__file__).parent
DATABASE = "suite_journey"
PASSWORD = "journey-password"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic",
]


def wait_until(condition, seconds: float = 120) -> None:
    """Wait until a condition holds; the caller finds out whether it does."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.5)


class RemoteError(Exception):
    """What the server answered instead of a result, with its traceback."""


class User:
    """A user of the served database who calls it as the web client does, with his rights only."""

    def __init__(self, url: str, login: str, password: str = PASSWORD):
        self.url = url
        # The loopback interface is never behind the proxy of the environment.
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor())
        self._post("/web/session/authenticate", db=DATABASE, login=login, password=password)

    def _post(self, path, **params):
        """Return the result of a JSON-RPC request; an error of the server is raised."""
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
        request = urllib.request.Request(
            f"{self.url}{path}", body, {"Content-Type": "application/json"})
        with self.opener.open(request, timeout=300) as response:
            answer = json.load(response)
        if "error" in answer:
            raise RemoteError(answer["error"]["data"].get("debug") or answer["error"]["message"])
        return answer["result"]

    def call(self, model, method, *arguments, **keywords):
        """Return the result of a public method; the numbers of records come first."""
        return self._post(f"/web/dataset/call_kw/{model}/{method}", model=model, method=method,
                          args=list(arguments), kwargs=keywords)

    def read(self, model, record_id, *names):
        """Return the values of the named fields, in their order; one value when one is named."""
        [values] = self.call(model, "read", [record_id], list(names))
        found = [values[name] for name in names]
        return found if len(names) > 1 else found[0]


class Company(NamedTuple):
    """The served company: its address, its mailbox and its people."""

    url: str
    mailbox: Mailbox
    salesperson: User
    manager: User
    accountant: User
    admin: User

    def reference(self, name: str) -> int:
        """Return the number of a record that set_up_company.py has made."""
        return self.admin.call(
            "ir.model.data", "check_object_reference", "journey", name)[1]

    def run_cron(self, name: str) -> None:
        """Run a scheduled action to its end, as the scheduler does."""
        number = self.admin.call(
            "ir.model.data", "check_object_reference", *name.split("."))[1]
        assert self.admin.call("ir.cron", "method_direct_trigger", [number]) is True

    def wait_for_mail(self, recipient: str):
        """Return the messages to a recipient once the server's own scheduler has sent them."""
        wait_until(lambda: self.mail_to(recipient))
        return self.mail_to(recipient)

    def wait_for_empty_queue(self) -> None:
        """Wait until the server's own scheduler has sent whatever there is to send."""
        unsent = [["state", "=", "outgoing"]]
        wait_until(lambda: not self.admin.call("mail.mail", "search_count", unsent))

    def mail_to(self, recipient: str):
        return [mail for mail in self.mailbox.messages() if recipient in mail.recipients]


@pytest.fixture(scope="session")
def company(tmp_path_factory):
    bench = Workbench()
    bench.ensure(browser=True)
    port = free_port()
    url = f"http://localhost:{port}"
    bench.create_database(DATABASE)
    log = bench.log_dir / "journey-set-up.log"
    log.unlink(missing_ok=True)
    script = (HERE / "set_up_company.py").read_text(encoding="utf-8")
    status = bench.shell(DATABASE, script, arguments=(url, PASSWORD), log=log)
    assert status == 0, log.read_text(encoding="utf-8", errors="replace")[-4000:]
    with (
        Mailbox(tmp_path_factory.mktemp("mail")) as mailbox,
        bench.serving(DATABASE, port, smtp_port=mailbox.smtp_port) as served,
    ):
        staff = [User(url, f"journey_{role}") for role in ("salesperson", "manager", "accountant")]
        yield Company(url, mailbox, *staff, User(url, "admin", "admin"))
        # A journey that made the server complain has not gone well.
        with served.log.open(encoding="utf-8", errors="replace") as lines:
            assert odoo_log.complaints(odoo_log.records(lines), KNOWN_NOISE) == []
    bench.drop_database(DATABASE)


@pytest.fixture(scope="session")
def chromium():
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert path, "no Chromium on this machine"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium, company):
    """Return a function that opens a page of its own session, whose console must stay clean."""
    contexts, errors = [], []

    def open_page(login=None, **options):
        context = chromium.new_context(**{"locale": "en-US", **options})
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on("console", lambda message: message.type == "error" and errors.append(
            f"{page.url}: {message.text}"))
        if login:
            page.goto(f"{company.url}/web/login")
            page.fill("input[name=login]", login)
            page.fill("input[name=password]", PASSWORD)
            page.click("button[type=submit]")
            page.wait_for_url("**/odoo**")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
