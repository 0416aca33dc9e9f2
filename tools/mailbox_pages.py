"""The pages that show the mailbox: a list, and each message as its reader would see it."""
from __future__ import annotations

import html
import re
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from urllib.parse import quote, unquote, urlsplit

LOCAL_HOSTS = {"localhost", "127.0.0.1"}
#: A message may style itself and show its own pictures; it runs nothing and fetches nothing.
MESSAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:;"
    " img-src 'self' data: http://localhost:* http://127.0.0.1:*; frame-ancestors 'self'"
)
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; img-src 'self' data:"
)
STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:0;color:#212529;background:#f6f7f9}
header{background:#714b67;color:#fff;padding:.7rem 1.2rem}header a{color:#fff;text-decoration:none}
main{max-width:70rem;margin:1rem auto;padding:0 1rem}
table{width:100%;border-collapse:collapse;background:#fff}
td,th{padding:.5rem .7rem;border-bottom:1px solid #e3e5e8;text-align:left;vertical-align:top}
iframe{width:100%;height:70vh;border:1px solid #d5d8dc;background:#fff}
pre{background:#fff;padding:1rem;white-space:pre-wrap;overflow-wrap:anywhere}
.muted{color:#6c757d}
"""


def handler_for(store) -> type[BaseHTTPRequestHandler]:
    """Return the request handler that shows a store's messages."""
    return type("MailboxHandler", (MailboxHandler,), {"store": store})


class MailboxHandler(BaseHTTPRequestHandler):
    """Answer `/`, `/<message>`, `/<message>/html`, `/<message>/raw` and `/<message>/<part>`."""

    store = None
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # noqa: N802 - the standard library's name
        """Answer a page; a name that is not of this machine is refused (DNS rebinding)."""
        if self.headers.get("Host", "").rpartition(":")[0] not in LOCAL_HOSTS:
            self._reply(HTTPStatus.FORBIDDEN, "text/plain", b"This machine only")
            return
        key, _slash, rest = unquote(urlsplit(self.path).path).strip("/").partition("/")
        if not key:
            self._page(list_page(self.store.messages()))
        elif mail := self.store.get(key):
            self._message(mail, rest)
        else:
            self._reply(HTTPStatus.NOT_FOUND, "text/plain", b"No such message")

    def _message(self, mail, part: str) -> None:
        if not part:
            self._page(mail_page(mail))
        elif part == "html":
            self._reply(HTTPStatus.OK, "text/html; charset=utf-8",
                        framed_html(mail).encode(), MESSAGE_POLICY)
        elif part == "raw":
            self._reply(HTTPStatus.OK, "text/plain; charset=utf-8", mail.path.read_bytes())
        else:
            self._file(mail, part)

    def _file(self, mail, number: str) -> None:
        parts = list(mail.message.walk())
        if not number.isdecimal() or int(number) >= len(parts):
            self._reply(HTTPStatus.NOT_FOUND, "text/plain", b"No such part")
            return
        part = parts[int(number)]
        name = quote(part.get_filename() or "part")
        # Only pictures are shown in place: anything else is a download, never a page of ours.
        inline = part.get_content_maintype() == "image" and part.get_content_subtype() != "svg+xml"
        disposition = "inline" if inline else "attachment"
        self._reply(HTTPStatus.OK, part.get_content_type(), part.get_payload(decode=True) or b"",
                    disposition=f"{disposition}; filename*=UTF-8''{name}")

    def _page(self, text: str) -> None:
        self._reply(HTTPStatus.OK, "text/html; charset=utf-8", text.encode(), PAGE_POLICY)

    def _reply(self, status: HTTPStatus, kind: str, content: bytes, policy: str = "",
               disposition: str = "") -> None:
        self.send_response(status)
        headers = {
            "Content-Type": kind, "Content-Length": str(len(content)),
            "Content-Security-Policy": policy or "default-src 'none'",
            "Content-Disposition": disposition, "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
        }
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments) -> None:
        """Keep the console for the server's own lines."""


def list_page(mails: list) -> str:
    """Return the list of messages, newest first; it renews itself every few seconds."""
    rows = "".join(
        f"<tr><td><a href='/{mail.key}'>{_text(mail.subject) or '(no subject)'}</a></td>"
        f"<td>{_text(', '.join(mail.recipients))}</td><td>{_text(mail.sender)}</td>"
        f"<td class='muted'>{_text(mail.date)}</td></tr>"
        for mail in reversed(mails)
    )
    table = ("<table><thead><tr><th>Subject</th><th>To</th><th>From</th><th>Date</th></tr></thead>"
             f"<tbody>{rows}</tbody></table>")
    body = table if mails else "<p class='muted'>No message yet.</p>"
    return _layout(f"Mailbox ({len(mails)})", body, refresh=True)


def mail_page(mail) -> str:
    """Return one message: its addresses, its HTML in a sealed frame, its text and its files."""
    head = "".join(
        f"<tr><th>{label}</th><td>{_text(value)}</td></tr>" for label, value in (
            ("From", mail.sender), ("To", mail.message["To"] or ""),
            ("Delivered to", ", ".join(mail.recipients)), ("Date", mail.date)))
    files = "".join(
        f"<li><a href='/{mail.key}/{number}'>{_text(part.get_filename() or 'file')}</a>"
        f" <span class='muted'>{part.get_content_type()}</span></li>"
        for number, part in enumerate(mail.message.walk())
        if part.get_content_disposition() == "attachment"
    )
    frame = (f"<iframe title='Message' src='/{mail.key}/html' sandbox='allow-popups"
             " allow-popups-to-escape-sandbox'></iframe>") if mail.html else ""
    text = f"<h2>Plain text</h2><pre>{linked(mail.text)}</pre>" if mail.text else ""
    body = (f"<h1>{_text(mail.subject)}</h1><table>{head}</table><p><a href='/{mail.key}/raw'>"
            f"Source</a></p>{f'<ul>{files}</ul>' if files else ''}{frame}{text}")
    return _layout(mail.subject, body)


def framed_html(mail) -> str:
    """Return the HTML body for the frame: links open outside, embedded pictures resolve."""
    parts = {
        str(part["Content-ID"]).strip("<> "): number
        for number, part in enumerate(mail.message.walk()) if part["Content-ID"]
    }
    body = re.sub(
        r"cid:([^\"'\s)>]+)",
        lambda found: f"/{mail.key}/{parts[found[1]]}" if found[1] in parts else found[0],
        mail.html)
    return f'<!DOCTYPE html><meta charset="utf-8"><base target="_blank">{body}'


def linked(text: str) -> str:
    """Return plain text as HTML with its addresses clickable.

    >>> linked("see <http://localhost/my>")
    'see &lt;<a href="http://localhost/my" target="_blank" rel="noopener">http://localhost/my</a>&gt;'
    """
    parts = re.split(r"(https?://[^\s\"'<>]+)", text)
    return "".join(
        f'<a href="{_text(part)}" target="_blank" rel="noopener">{_text(part)}</a>'
        if index % 2 else _text(part) for index, part in enumerate(parts))


def _text(value) -> str:
    return html.escape(str(value))


def _layout(title: str, body: str, refresh: bool = False) -> str:
    renew = '<meta http-equiv="refresh" content="5">' if refresh else ""
    return (f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{renew}'
            '<link rel="icon" href="data:,">'
            f"<title>{_text(title)}</title><style>{STYLE}</style></head><body>"
            "<header><a href='/'>Mailbox of this machine: nothing here was really sent</a>"
            f"</header><main>{body}</main></body></html>")
