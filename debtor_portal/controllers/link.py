from odoo.http import Controller, request, route

from odoo.addons.debtor_portal.controllers import scope


def render_closed_link(is_throttled=False):
    """Return the one page that unknown, expired and revoked links get: it tells them apart to
    nobody."""
    response = request.render(
        "debtor_portal.portal_link_closed",
        {"is_throttled": is_throttled},
        status=429 if is_throttled else 403,
    )
    return protect_token(response)


def protect_token(response):
    """Keep the page's address, which holds the token, out of caches and of other sites' logs."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


class DebtorLinkController(Controller):

    # Not multilang: core would redirect to /es/my/debts/link/… first.
    @route(
        "/my/debts/link/<string:token>", type="http", auth="public", methods=["GET"],
        website=True, multilang=False, sitemap=False,
    )
    def debtor_link(self, token, **kwargs):
        """Exchange a token for a session bound to its link, and go on without it."""
        attempts = request.env["debtor.link.attempt"]
        ip = request.httprequest.remote_addr
        if attempts._is_throttled(ip):
            return render_closed_link(is_throttled=True)
        link_sudo = request.env["debtor.link"]._find(token)
        if not link_sudo:
            attempts._add_failure(ip)
        if not link_sudo._is_open():
            return render_closed_link()
        link_sudo._register_use()
        scope.enter_link(link_sudo)
        lang = link_sudo.partner_id.lang
        return protect_token(request.redirect(
            request.env["ir.http"]._url_for("/my/debts", lang), code=303
        ))

    @route(
        "/my/debts/leave", type="http", auth="public", methods=["POST"],
        website=True, sitemap=False,
    )
    def debtor_link_leave(self, **kwargs):
        """Close the session that a link opened, as one should on a shared computer."""
        scope.leave_link()
        return request.redirect("/my/debts")  # the login page for a visitor
