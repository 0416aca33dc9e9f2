from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

OPEN_STATES = ("ready", "handed_over")


class DunningHandover(models.Model):
    """The file of a debt for those who recover it: an agency, the insurer, a court.

    It says what it contains and what it lacks. While it is open nobody is reminded of the
    instalments in it; fees and what comes back are counted until it is won, lost or withdrawn.
    """

    _name = "dunning.handover"
    _description = "Debt handed over"
    _inherit = ["mail.thread", "mail.activity.mixin", "dunning.evidence.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True)
    case_id = fields.Many2one(
        "dunning.case", required=True, index=True, ondelete="restrict", check_company=True
    )
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("agency", "Collection agency"),
            ("insurer", "Credit insurer"),
            ("court", "Court (payment order)"),
            ("other", "Lawyer or other"),
        ],
        required=True,
        default="agency",
        tracking=True,
    )
    recipient_id = fields.Many2one(
        "res.partner", string="Handed over to", tracking=True, check_company=True
    )
    reference = fields.Char(string="Their reference", tracking=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    date_handover = fields.Date(string="Handed over on", readonly=True, tracking=True, copy=False)
    date_close = fields.Date(string="Closed on", readonly=True, copy=False)
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("ready", "Ready"),
            ("handed_over", "Handed over"),
            ("won", "Recovered"),
            ("lost", "Lost"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="draft",
        readonly=True,
        index=True,
        tracking=True,
    )
    line_ids = fields.Many2many(
        "account.move.line",
        "dunning_handover_line_rel",
        "handover_id",
        "move_line_id",
        string="Instalments",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    has_statement = fields.Boolean(string="Statement of account", default=True)
    has_invoices = fields.Boolean(string="Invoices", default=True)
    has_orders = fields.Boolean(string="Accepted quotations and terms", default=True)
    has_notices = fields.Boolean(string="Reminders with proof of delivery", default=True)
    has_acknowledgements = fields.Boolean(string="Acknowledgements of the debt", default=True)
    has_interest = fields.Boolean(string="Interest sheet", default=True)
    negotiation_date = fields.Date(
        string="Negotiation attempted on",
        help="LO 1/2025, art. 5: a claim is admitted only after an attempt to negotiate.",
    )
    negotiation_ids = fields.Many2many(
        "ir.attachment",
        "dunning_handover_negotiation_rel",
        string="Proof of negotiation",
        help="A document that shows that the debtor received the proposal, from whom and when.",
    )
    extra_ids = fields.Many2many(
        "ir.attachment",
        "dunning_handover_extra_rel",
        string="Other documents",
        help="Delivery notes, registered letters, contracts.",
    )
    check_ids = fields.One2many("dunning.handover.check", "handover_id", string="Checklist")
    missing_count = fields.Integer(string="Missing", compute="_compute_missing_count")
    file_id = fields.Many2one("ir.attachment", readonly=True, copy=False)
    archive_id = fields.Many2one("ir.attachment", readonly=True, copy=False)
    book_id = fields.Many2one("ir.attachment", string="Workbook", readonly=True, copy=False)
    amount_principal = fields.Monetary(
        string="Principal", compute="_compute_amounts", store=True, readonly=True
    )
    amount_interest = fields.Monetary(string="Interest", compute="_compute_amounts", store=True)
    amount_compensation = fields.Monetary(
        string="Compensation", compute="_compute_amounts", store=True
    )
    amount_total = fields.Monetary(string="Claimed", compute="_compute_amounts", store=True)
    amount_recovered = fields.Monetary(
        string="Paid since",
        compute="_compute_recovered",
        compute_sudo=True,
        help="Of the principal, by the books.",
    )
    amount_other = fields.Monetary(
        string="Recovered otherwise", tracking=True, help="Interest, costs, goods taken back."
    )
    fee_fixed = fields.Monetary(string="Fixed fee", tracking=True)
    fee_rate = fields.Float(string="Success fee (%)", digits=(5, 2), tracking=True)
    amount_fee = fields.Monetary(string="Fees", compute="_compute_recovered", compute_sudo=True)
    amount_net = fields.Monetary(
        string="Net of fees", compute="_compute_recovered", compute_sudo=True
    )
    note = fields.Html()

    _fee_share = models.Constraint(
        "CHECK(fee_rate >= 0 AND fee_rate <= 100)", "A success fee is between 0 and 100 percent."
    )

    @api.depends("case_id", "kind", "date")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for file in self:
            file.name = f"{file.case_id.partner_id.name or ''} · {kinds.get(file.kind, '')}"

    @api.depends("case_id")
    def _compute_line_ids(self):
        today = fields.Date.context_today(self)
        for file in self:
            if file.state == "draft" and not file.line_ids:
                overdue = self.env["dunning.ledger"]._get_overdue_domain(today)
                file.line_ids = file.case_id.open_line_ids.filtered_domain(overdue)

    @api.depends("line_ids", "state", "case_id.charge_ids.state", "case_id.charge_ids.amount_left")
    def _compute_amounts(self):
        for file in self:
            if file.state not in ("draft", "ready") and file._origin.amount_total:
                continue  # what was claimed stands
            charges = file._get_charges()
            sums = {
                kind: sum(group.mapped("amount_left_company"))
                for kind, group in charges.grouped("kind").items()
            }
            file.amount_principal = sum(file.line_ids.mapped("amount_residual"))
            file.amount_interest = sums.get("interest", 0.0)
            file.amount_compensation = sums.get("compensation", 0.0)
            file.amount_total = (
                file.amount_principal + file.amount_interest + file.amount_compensation
            )

    @api.depends("amount_principal", "line_ids.amount_residual", "state", "amount_other",
                 "fee_fixed", "fee_rate")  # fmt: skip
    def _compute_recovered(self):
        for file in self:
            open_now = sum(file.line_ids.mapped("amount_residual"))
            handed = file.state not in ("draft", "ready")
            file.amount_recovered = max(file.amount_principal - open_now, 0.0) if handed else 0.0
            recovered = file.amount_recovered + file.amount_other
            file.amount_fee = file.currency_id.round(
                file.fee_fixed + recovered * file.fee_rate / 100
            )
            file.amount_net = recovered - file.amount_fee

    @api.depends("check_ids.is_present", "check_ids.is_required")
    def _compute_missing_count(self):
        for file in self:
            file.missing_count = len(
                file.check_ids.filtered(lambda check: check.is_required and not check.is_present)
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_handed_over(self):
        if any(file.state != "draft" for file in self):
            raise UserError(self.env._("A file that was made ready is withdrawn, not deleted."))

    def action_check(self):
        """Bring the checklist up to date."""
        self._check_completeness()
        return True

    def action_ready(self):
        """Build the documents and stop the reminders; what is missing stays on the checklist."""
        for file in self.filtered(lambda file: file.state in ("draft", "ready")):
            if not file.line_ids:
                raise UserError(self.env._("Choose the instalments that are handed over."))
            file._build()
            file.state = "ready"
        return True

    def action_hand_over(self):
        """Record that the file was given to its recipient."""
        for file in self.filtered(lambda file: file.state == "ready"):
            if not file.recipient_id:
                raise UserError(self.env._("Say to whom the file is handed over."))
            file.write({"state": "handed_over", "date_handover": fields.Date.context_today(self)})
        return True

    def action_won(self):
        """Close the file: recovered."""
        return self._set_closed("won")

    def action_lost(self):
        """Close the file: nothing more is expected."""
        return self._set_closed("lost")

    def action_withdraw(self):
        """Close the file: taken back; reminders go on."""
        return self._set_closed("withdrawn")

    def action_draft(self):
        """Take back to draft a file that has not left the house."""
        self.filtered(lambda file: file.state in ("ready", "withdrawn")).write(
            {"state": "draft", "date_close": False}
        )
        return True

    def action_download_file(self):
        """Download the bound file."""
        return self._download(self.file_id)

    def action_download_archive(self):
        """Download the archive with every document."""
        return self._download(self.archive_id)

    def action_download_book(self):
        """Download the workbook."""
        return self._download(self.book_id)

    def action_open_case(self):
        """Open the debtor's case."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dunning.case",
            "res_id": self.case_id.id,
            "views": [(False, "form")],
        }

    def _download(self, attachment):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "download",
        }

    def _set_closed(self, state):
        allowed = ("ready", "handed_over") if state == "withdrawn" else ("handed_over",)
        files = self.filtered(lambda file: file.state in allowed)
        files.write({"state": state, "date_close": fields.Date.context_today(self)})
        return True

    def _get_charges(self):
        """Return the charges on the instalments that nobody has given up or invoiced."""
        return self.case_id.charge_ids.filtered(
            lambda charge: charge.state == "proposed" and charge.move_id in self.line_ids.move_id
        )

    @api.model
    def _get_open_domain(self):
        """Return the domain of the files during which reminders stop."""
        return Domain("state", "in", OPEN_STATES)
