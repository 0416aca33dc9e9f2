"""Who is looking at the debts, and which of them he may see: by login or by personal link."""
from typing import Any, NamedTuple

from odoo.http import request

SESSION_KEY = "debtor_link_id"


class LinkClosedError(Exception):
    """The link that opened this session was revoked or has expired."""


class Scope(NamedTuple):
    """The contact, in sudo, and the companies whose debts he sees (None: all)."""

    partner: Any
    companies: Any = None
    link: Any = None

    @property
    def debtor(self):
        """Return the commercial entity that owes."""
        return self.partner.commercial_partner_id


def enter_link(link_sudo):
    """Bind the browser's session to the link: its token travels no further."""
    request.session[SESSION_KEY] = link_sudo.id


def leave_link():
    """Forget the link that opened this session, if any."""
    request.session.pop(SESSION_KEY, None)


def get_scope():
    """Return the visitor's scope, or None when he has neither login nor link.

    A link that he opened goes before his login, except to his own company's account, where
    the login shows more. A closed link is forgotten and raises `LinkClosedError` once.
    """
    user = request.env.user
    login = None if user._is_public() else Scope(user.partner_id.sudo())  # his own partner
    if SESSION_KEY not in request.session:
        return login
    # Visitors have no rights on links: the session was bound to this one by its token.
    link_sudo = request.env["debtor.link"].sudo().browse(request.session[SESSION_KEY])
    if not link_sudo._is_open():
        leave_link()
        raise LinkClosedError
    if login and login.debtor == link_sudo.commercial_partner_id:
        return login
    return Scope(link_sudo.partner_id, link_sudo.company_id, link_sudo)
