from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.credit_risk.kernel.provision import BOUNDS

TOTALS = ("exposure", "insured", "loss_gross", "loss_net")
#: What a run was computed from: once confirmed, none of it changes.
INPUTS = {
    "date", "company_id", "segment_by", "months", "bucket_days", "exclude_tax", "lgd",
    "lgd_insured", "forward_factor", "forward_note", "basis", "line_ids",
}  # fmt: skip


class CreditProvision(models.Model):
    """A provision matrix at a date: what the open receivables are expected to lose.

    IFRS 9, simplified approach. Amounts are in the company's currency. Inputs and results of a
    confirmed run are frozen; the entry it may prepare books the difference to the allowance.
    """

    _name = "credit.provision"
    _description = "Credit loss provision"
    _inherit = ["mail.thread", "credit.tables"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        required=True,
        default=lambda self: self._default_date(),
        help="The books as they stood that evening; nothing later is used.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("cancelled", "Cancelled")],
        default="draft",
        required=True,
        copy=False,
        readonly=True,
        tracking=True,
    )

    segment_by = fields.Selection(
        [
            ("none", "All debtors together"),
            ("country", "Country"),
            ("person", "Companies and natural persons"),
            ("grade", "Grade"),
        ],
        string="Segments by",
        default="none",
        required=True,
        help="Debtors who pay alike. A segment with few invoices leans on the whole company.",
    )
    months = fields.Integer(
        string="Look-back (months)",
        default=24,
        required=True,
        help="Invoices due in these months show how debts rolled from bucket to bucket.",
    )
    bucket_days = fields.Char(
        string="Buckets (days overdue)",
        default=lambda self: self._default_bucket_days(),
        required=True,
        help="Last day of each bucket, separated by commas; not due and the open end are added.",
    )
    exclude_tax = fields.Boolean(
        string="Without VAT",
        help="For VAT that is recovered when the customer does not pay. The exposure is then the"
        " untaxed share of the receivables.",
    )
    lgd = fields.Float(
        string="Loss given default",
        default=lambda self: self.env.company.credit_lgd / 100,
        required=True,
        help="Share of a debt in default that is lost, without cover.",
    )
    lgd_insured = fields.Float(
        string="Loss given default, insured",
        default=lambda self: self.env.company.credit_lgd_insured / 100,
        required=True,
        help="Share of an insured debt that is lost: what the insurer does not bear.",
    )
    forward_factor = fields.Float(
        default=1.0,
        required=True,
        tracking=True,
        help="What the expected economy makes of the loss rates of the past: 1.1 is ten per cent"
        " more.",
    )
    forward_note = fields.Text(
        string="Reason of the factor", help="Mandatory when the factor is not 1."
    )

    line_ids = fields.One2many("credit.provision.line", "provision_id", copy=False)
    computed_on = fields.Datetime(readonly=True, copy=False)
    exposure = fields.Monetary(compute="_compute_totals", store=True)
    insured = fields.Monetary(compute="_compute_totals", store=True)
    loss_gross = fields.Monetary(
        string="Expected loss", compute="_compute_totals", store=True, tracking=True
    )
    loss_net = fields.Monetary(
        string="Expected loss net of cover", compute="_compute_totals", store=True, tracking=True
    )
    rate = fields.Float(
        string="Loss rate", compute="_compute_totals", store=True, aggregator="avg"
    )
    previous_id = fields.Many2one(
        "credit.provision", string="Run before", compute="_compute_previous_id"
    )
    previous_loss = fields.Monetary(
        string="Loss in the run before", compute="_compute_previous_id"
    )
    change = fields.Monetary(compute="_compute_previous_id", help="Against the run before.")

    _months_positive = models.Constraint("CHECK (months > 0)", "Look back one month at least.")
    _factor_positive = models.Constraint(
        "CHECK (forward_factor > 0)", "The forward factor is above zero; 1 changes nothing."
    )
    _lgd_share = models.Constraint(
        "CHECK (lgd BETWEEN 0 AND 1 AND lgd_insured BETWEEN 0 AND 1)",
        "A loss given default lies between 0 and 100 %.",
    )

    def _default_date(self):
        return fields.Date.start_of(fields.Date.context_today(self), "month") - timedelta(days=1)

    def _default_bucket_days(self):
        return ", ".join(str(bound) for bound in BOUNDS[1:])

    @api.depends("date", "company_id")
    @api.depends_context("lang")
    def _compute_name(self):
        for run in self:
            run.name = self.env._(
                "Provision of %(date)s", date=format_date(self.env, run.date) if run.date else ""
            )

    @api.depends(*(f"line_ids.{name}" for name in TOTALS))
    def _compute_totals(self):
        for run in self:
            for name in TOTALS:
                run[name] = sum(run.line_ids.mapped(name))
            run.rate = run.loss_gross / run.exposure if run.exposure else 0.0

    @api.depends("date", "company_id", "loss_gross")
    def _compute_previous_id(self):
        for run in self:
            run.previous_id = self.search(
                [
                    ("company_id", "=", run.company_id.id),
                    ("state", "=", "confirmed"),
                    ("date", "<", run.date),
                ],
                limit=1,
            )
            run.previous_loss = run.previous_id.loss_gross
            run.change = run.loss_gross - run.previous_loss

    @api.constrains("bucket_days")
    def _check_bucket_days(self):
        for run in self:
            run._get_bounds()

    @api.constrains("date")
    def _check_date(self):
        for run in self:
            if run.date > fields.Date.context_today(run):
                raise ValidationError(
                    self.env._("Date: a provision is computed from the past; choose today at most.")
                )

    @api.constrains("state", "forward_factor", "forward_note")
    def _check_forward_note(self):
        for run in self:
            changed = run.forward_factor != 1.0
            if run.state == "confirmed" and changed and not (run.forward_note or "").strip():
                raise ValidationError(
                    self.env._("Reason of the factor: say why the past is not the best estimate.")
                )

    def write(self, vals):
        if INPUTS.intersection(vals) and any(run.state != "draft" for run in self):
            raise UserError(
                self.env._("A confirmed provision is frozen: set it back to draft, or copy it.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        if any(run.state == "confirmed" or run.move_id for run in self):
            raise UserError(self.env._("A confirmed provision is kept: cancel it instead."))

    # -- actions ------------------------------------------------------------------------------

    def action_compute(self):
        """Read the books as of the date and fill the matrix; overrides typed before are kept."""
        for run in self:
            if run.state != "draft":
                raise UserError(self.env._("Only a draft can be computed again."))
            kept = {
                (line.kind, line.segment, line.bucket): (line.override_rate, line.override_reason)
                for line in run.line_ids
                if line.is_overridden
            }
            vals_list = run.with_company(run.company_id)._prepare_line_vals_list()
            for vals in vals_list:
                known = kept.get((vals["kind"], vals["segment"], vals["bucket"]))
                if known:
                    vals.update(
                        is_overridden=True, override_rate=known[0], override_reason=known[1]
                    )
            run.write(
                {
                    "line_ids": [Command.clear(), *map(Command.create, vals_list)],
                    "computed_on": fields.Datetime.now(),
                }
            )
        return True

    def action_confirm(self):
        """Freeze inputs and results."""
        for run in self:
            if run.state != "draft":
                raise UserError(self.env._("Only a draft can be confirmed."))
            if not run.computed_on:
                raise UserError(self.env._("Compute the provision before you confirm it."))
            run.line_ids._check_override_reason()
        self.write({"state": "confirmed"})
        return True

    def action_cancel(self):
        """Give the run up; a posted entry must be reversed first."""
        self._check_no_posted_entry()
        self.move_id.filtered(lambda move: move.state == "draft").unlink()
        self.write({"state": "cancelled"})
        return True

    def action_draft(self):
        """Open the run again."""
        self._check_no_posted_entry()
        self.write({"state": "draft"})
        return True

    def _check_no_posted_entry(self):
        if self.move_id.filtered(lambda move: move.state == "posted"):
            raise UserError(
                self.env._("The journal entry is posted: reverse it or reset it to draft first.")
            )

    # -- computation --------------------------------------------------------------------------

    def _get_bounds(self):
        """Return the last days of the buckets, not due first.

        :raise ValidationError: when they are not growing whole numbers above zero
        """
        self.ensure_one()
        words = (self.bucket_days or "").replace(";", ",").split(",")
        days = [int(word) for word in words if word.strip().isdigit()]
        if len(days) != len(words) or days != sorted(set(days)) or not days or days[0] < 1:
            raise ValidationError(
                self.env._(
                    "Buckets: write growing numbers of days, separated by commas, for example"
                    " 30, 60, 90, 180."
                )
            )
        return (0, *days)

    def _prepare_line_vals_list(self):
        return self.env["credit.provision.line"]._prepare_matrix(self)
