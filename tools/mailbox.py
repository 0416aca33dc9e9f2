"""A real SMTP server that keeps every message here, and a page to read them."""
from __future__ import annotations

import email
import email.policy
import itertools
import os
import re
import time
from email.message import EmailMessage
from email.utils import getaddresses
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from aiosmtpd.controller import Controller

from . import mailbox_pages
from .ports import LOOPBACK, free_port

LINK = re.compile(r"https?://[^\s\"'<>]+")
KEY = re.compile(r"[0-9-]+")
LARGEST_MESSAGE = 64 * 2**20


class Mail(NamedTuple):
    """A message as it arrived; `recipients` are the envelope's, Bcc included."""

    path: Path
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def key(self) -> str:
        return self.path.stem

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def sender(self) -> str:
        return str(self.message["From"] or "")

    @property
    def date(self) -> str:
        return str(self.message["Date"] or "")

    @property
    def html(self) -> str:
        """The HTML body, or an empty string."""
        return self._body("html")

    @property
    def text(self) -> str:
        """The plain body, or an empty string."""
        return self._body("plain")

    @property
    def links(self) -> list[str]:
        """Every address in the body, in order, HTML entities resolved."""
        return [link.replace("&amp;", "&") for link in LINK.findall(self.html or self.text)]

    @property
    def attachments(self) -> list[EmailMessage]:
        """The attached files as message parts."""
        return list(self.message.iter_attachments())

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return part.get_content() if part else ""


def read_mail(path: Path) -> Mail:
    """Return the message kept in a file."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    delivered = [str(value) for value in message.get_all("Delivered-To", [])]
    return Mail(path, tuple(address for _name, address in getaddresses(delivered)), message)


class Store:
    """The folder of .eml files; also the handler that aiosmtpd calls."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._numbers = itertools.count(1)

    def messages(self) -> list[Mail]:
        """Return every message, oldest first."""
        return [read_mail(path) for path in sorted(self.folder.glob("*.eml"))]

    def get(self, key: str) -> Mail | None:
        """Return the message of that key; only names of kept files count."""
        path = self.folder / f"{key}.eml"
        return read_mail(path) if KEY.fullmatch(key) and path.exists() else None

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a message, its envelope in the headers a mail server would add."""
        self.keep(envelope.mail_from, envelope.rcpt_tos, envelope.original_content)
        return "250 Kept"

    def keep(self, sender: str, recipients: list[str], content: bytes) -> Path:
        """Write a message whole or not at all and return its file."""
        head = [f"Return-Path: <{sender}>", *(f"Delivered-To: <{to}>" for to in recipients)]
        name = f"{time.time_ns():020d}-{os.getpid()}-{next(self._numbers):06d}"
        partial = self.folder / f"{name}.partial"
        partial.write_bytes("\r\n".join([*head, ""]).encode() + content)
        return partial.rename(partial.with_suffix(".eml"))


class Mailbox:
    """SMTP server and reading page on this machine's loopback interface, while the block runs.

    Ports of 0 are chosen; read them from `smtp_port` and `http_port`.
    """

    def __init__(self, folder: Path, smtp_port: int = 0, http_port: int = 0) -> None:
        self.store = Store(folder)
        self.smtp_port = smtp_port or free_port()
        self._smtp = Controller(
            self.store, hostname=LOOPBACK, port=self.smtp_port, enable_SMTPUTF8=True,
            data_size_limit=LARGEST_MESSAGE)
        handler = mailbox_pages.handler_for(self.store)
        self._http = ThreadingHTTPServer((LOOPBACK, http_port), handler)
        self.http_port = self._http.server_address[1]
        self.url = f"http://localhost:{self.http_port}"

    def __enter__(self) -> Mailbox:
        self._smtp.start()
        Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_exception) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._smtp.stop()

    def messages(self) -> list[Mail]:
        """Return every message received, oldest first."""
        return self.store.messages()

    def clear(self) -> None:
        """Forget every message."""
        for path in self.store.folder.glob("*.eml"):
            path.unlink()
