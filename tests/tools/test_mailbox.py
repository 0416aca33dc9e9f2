"""What is sent to the mailbox arrives whole, can be read, and stays on this machine."""
import smtplib
import urllib.error
import urllib.request
from email.message import EmailMessage

import pytest

from tools.mailbox import Mailbox
from tools.mailbox_pages import framed_html, linked

LINK = "http://localhost:8069/my/debts/1?access_token=a&lang=es"
HTML = f'<p>Señores: <a href="{LINK.replace("&", "&amp;")}">página de pago</a></p>'


@pytest.fixture
def mailbox(tmp_path):
    with Mailbox(tmp_path / "mail") as box:
        yield box


def letter() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Recordatorio de pago nº 7: 1.200,00 €"
    message["From"] = "Cobros <cobros@example.com>"
    message["To"] = '"Ñandú, S.L." <compras@example.com>'
    message.set_content("Señores: vean la página de pago")
    message.add_alternative(HTML, subtype="html")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf",
                           filename="extracto nº 7.pdf")
    return message


def deliver(box: Mailbox, message: EmailMessage, *recipients: str) -> None:
    with smtplib.SMTP("127.0.0.1", box.smtp_port, timeout=10) as client:
        client.send_message(message, to_addrs=recipients or None)


def fetch(url: str, host: str | None = None):
    request = urllib.request.Request(url, headers={"Host": host} if host else {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as response:
        return response.headers, response.read()


def test_a_letter_makes_the_round_trip(mailbox):
    deliver(mailbox, letter())
    (mail,) = mailbox.messages()
    assert mail.subject == "Recordatorio de pago nº 7: 1.200,00 €"
    assert mail.recipients == ("compras@example.com",)
    assert mail.text.strip() == "Señores: vean la página de pago"
    assert mail.html.strip() == HTML
    assert mail.links == [LINK]
    assert [part.get_filename() for part in mail.attachments] == ["extracto nº 7.pdf"]


def test_a_blind_copy_is_seen_among_the_recipients(mailbox):
    deliver(mailbox, letter(), "compras@example.com", "auditor@example.com")
    assert mailbox.messages()[0].recipients == ("compras@example.com", "auditor@example.com")


def test_messages_come_in_the_order_of_arrival_and_can_be_cleared(mailbox):
    for number in range(12):
        message = letter()
        message.replace_header("Subject", str(number))
        deliver(mailbox, message)
    assert [mail.subject for mail in mailbox.messages()] == [str(n) for n in range(12)]
    mailbox.clear()
    assert mailbox.messages() == []


def test_messages_outlive_the_mailbox(tmp_path):
    with Mailbox(tmp_path) as box:
        deliver(box, letter())
    with Mailbox(tmp_path) as box:
        assert len(box.messages()) == 1


def test_the_pages_show_the_letter(mailbox):
    deliver(mailbox, letter())
    (mail,) = mailbox.messages()
    page = f"{mailbox.url}/{mail.key}"
    assert "Recordatorio de pago nº 7" in fetch(mailbox.url)[1].decode()
    assert "sandbox=" in fetch(page)[1].decode()
    assert fetch(f"{page}/raw")[1] == mail.path.read_bytes()
    headers, content = fetch(f"{page}/4")
    assert content == b"%PDF-1.4"
    assert headers["Content-Disposition"].startswith("attachment")


def test_a_shown_letter_runs_and_fetches_nothing(mailbox):
    deliver(mailbox, letter())
    headers, content = fetch(f"{mailbox.url}/{mailbox.messages()[0].key}/html")
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert '<base target="_blank">' in content.decode()


def test_markup_in_a_subject_is_only_text(mailbox):
    message = letter()
    message.replace_header("Subject", "<script>alert(1)</script>")
    deliver(mailbox, message)
    assert b"<script>" not in fetch(mailbox.url)[1]


@pytest.mark.parametrize("path", ["999", "../../etc/passwd", "..%2f..%2fetc%2fpasswd"])
def test_what_is_no_message_is_not_found(mailbox, path):
    with pytest.raises(urllib.error.HTTPError) as error:
        fetch(f"{mailbox.url}/{path}")
    assert error.value.code == 404
    error.value.close()


def test_another_host_name_is_refused(mailbox):
    with pytest.raises(urllib.error.HTTPError) as error:
        fetch(mailbox.url, host="mail.evil.example:8025")
    assert error.value.code == 403
    error.value.close()


def test_an_embedded_picture_is_shown_from_the_message(mailbox):
    message = EmailMessage()
    message["From"] = message["To"] = "a@example.com"
    message.set_content('<img src="cid:logo"/><img src="cid:none"/>', subtype="html")
    message.add_related(b"GIF89a", maintype="image", subtype="gif", cid="<logo>")
    deliver(mailbox, message)
    (mail,) = mailbox.messages()
    body = framed_html(mail)
    assert f'src="/{mail.key}/2"' in body
    assert 'src="cid:none"' in body
    assert fetch(f"{mailbox.url}/{mail.key}/2")[0]["Content-Type"] == "image/gif"


def test_only_addresses_become_links():
    assert linked("a < b") == "a &lt; b"
    assert linked(LINK).startswith('<a href="http://localhost:8069/my/debts/1?access_token=a&amp;')
