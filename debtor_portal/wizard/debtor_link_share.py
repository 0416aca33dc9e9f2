from odoo import fields, models


class DebtorLinkShare(models.TransientModel):
    """Shows a link that was just issued. Never saved: the token lives on the screen only."""

    _name = "debtor.link.share"
    _description = "Share a portal link"

    url = fields.Char(string="Link", store=False, readonly=True)
