from odoo import api, fields, models


class DunningCase(models.Model):
    """A debtor's open file in one company: who collects, how far, what is owed.

    At most one is open per (commercial partner, company). Amounts are read from the
    ledger each time, never stored.
    """

    _name = "dunning.case"
    _description = "Collection case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state desc, next_action_date, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True
    _mail_post_access = "read"

    partner_id = fields.Many2one("res.partner", string="Debtor", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="Responsible", index=True, tracking=True)
    cycle = fields.Integer(default=1, readonly=True, help="How many times this debtor has been chased.")
    step_id = fields.Many2one(
        "dunning.step", string="Step reached", readonly=True, tracking=True, ondelete="restrict", index="btree_not_null"
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")], required=True, default="open", readonly=True, index=True, tracking=True
    )
    date_open = fields.Date(readonly=True, default=fields.Date.context_today)
    date_close = fields.Date(readonly=True)
    close_reason = fields.Selection([("settled", "Nothing owed any more"), ("manual", "Closed by hand")], readonly=True)
    next_action_date = fields.Date(string="Next action", index=True)
    notice_ids = fields.One2many("dunning.notice", "case_id", string="Reminders")
    open_line_ids = fields.Many2many("account.move.line", string="Open instalments", compute="_compute_open_line_ids")
    amount_due = fields.Monetary(string="Owed", compute="_compute_amounts", compute_sudo=True)
    amount_overdue = fields.Monetary(string="Overdue", compute="_compute_amounts", compute_sudo=True)

    _one_open = models.UniqueIndex(
        "(partner_id, company_id) WHERE state = 'open'", "This debtor already has an open case in this company."
    )

    def _compute_open_line_ids(self):
        self.open_line_ids = False

    def _compute_amounts(self):
        self.amount_due = self.amount_overdue = 0.0

    @api.model
    def _plan(self, today, partners=None):
        """Return what would be done today, a list of NamedTuples per debtor, writing nothing."""
        return []

    @api.model
    def _run(self, today, limit=None):
        """Do what `_plan` lists for the active company; return how many debtors were contacted."""
        return 0

    def _get_payment_url(self, partner):
        """Return the absolute URL where `partner`, a contact of the debtor, sees and pays what is owed.

        Called once per notice, in sudo. Extension point: a room above may issue a personal link.
        """
        self.ensure_one()
        return f"{self.get_base_url()}/my/invoices/overdue"
