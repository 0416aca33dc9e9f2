from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.dunning_automation.kernel.steps import Rung

from .dunning_ledger_query import ACTIONS, MESSAGES


class DunningStep(models.Model):
    """One rung of a strategy: reached by an instalment once its delay has passed.

    Rungs are ordered by their delay, so that no sequence can contradict it.
    """

    _name = "dunning.step"
    _description = "Dunning step"
    _order = "strategy_id, offset_days, id"

    strategy_id = fields.Many2one("dunning.strategy", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="strategy_id.company_id", store=True
    )  # stored for the company rule
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    name = fields.Char(required=True, translate=True)

    # When
    offset_days = fields.Integer(
        string="Days",
        required=True,
        help="Counted from the due date of each instalment, or from the date of its document; "
        "negative: before.",
    )
    basis = fields.Selection(
        [("due", "after the due date"), ("issue", "after the invoice date")],
        string="Counted",
        required=True,
        default="due",
    )
    only_on_receipt = fields.Boolean(
        string="Only when due on receipt",
        help="Left out for instalments that fall due later than their document.",
    )
    quiet_days = fields.Integer(
        help="Waits until so many days have passed since the debtor was last written to "
        "or spoken with."
    )

    # What
    channel = fields.Selection(
        [
            ("email", "E-mail to the debtor"),
            ("sms", "Text message (SMS)"),
            ("letter", "Printed letter"),
            ("registered", "Registered letter"),
            ("activity", "Activity only"),
            ("hold", "Hold sales on credit"),
            ("charge", "Charge interest and costs"),
            ("handover", "Hand over for collection"),
        ],
        required=True,
        default="email",
    )
    template_id = fields.Many2one(
        "mail.template",
        string="Text",
        domain=[("model", "=", "dunning.notice")],
        ondelete="restrict",
        help="Of the e-mail or of the letter; translated into the languages of your debtors.",
    )
    sms_template_id = fields.Many2one(
        "sms.template",
        string="Text message",
        domain=[("model", "=", "dunning.notice")],
        ondelete="restrict",
    )
    recipient = fields.Selection(
        [
            ("billing", "Billing contact"),
            ("receiver", "Who received the invoice"),
            ("orderer", "The salesperson's contact"),
        ],
        required=True,
        default="billing",
    )
    attach_invoices = fields.Boolean(string="Attach the invoices")
    attach_statement = fields.Boolean(string="Attach a statement")
    mode = fields.Selection(
        [("auto", "By itself"), ("approve", "Once approved")],
        string="Goes out",
        required=True,
        default="auto",
    )
    schedule_activity = fields.Boolean(string="Activity for the salesperson")
    activity_type_id = fields.Many2one("mail.activity.type", ondelete="restrict")
    activity_summary = fields.Char(translate=True)

    # To whom
    amount_min = fields.Monetary(
        string="Overdue at least",
        help="In company currency, net of credits, all the debtor's documents together.",
    )
    grade_ids = fields.Many2many("credit.grade", string="Credit grades", help="Empty: any.")
    insured = fields.Selection(
        [("any", "Insured or not"), ("yes", "Insured debtors"), ("no", "Debtors not insured")],
        required=True,
        default="any",
    )

    _delay_uniq = models.Constraint(
        "UNIQUE(strategy_id, basis, offset_days)",
        "Two steps of a strategy cannot fall on the same day.",
    )
    _template_needed = models.Constraint(
        "CHECK(channel NOT IN ('email', 'letter', 'registered') OR template_id IS NOT NULL)",
        "A step that writes to the debtor needs a text.",
    )
    _sms_template_needed = models.Constraint(
        "CHECK(channel != 'sms' OR sms_template_id IS NOT NULL)",
        "A step that sends a text message needs its text.",
    )
    _activity_needed = models.Constraint(
        "CHECK(channel != 'activity' OR schedule_activity)",
        "A step without e-mail needs its activity.",
    )
    _quiet_positive = models.Constraint(
        "CHECK(quiet_days >= 0)", "The days of quiet cannot be negative."
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for step in self:
            step.currency_id = (step.company_id or self.env.company).currency_id

    def _make_rung(self):
        """Return the step as the kernel knows it."""
        return Rung(
            self.id,
            self.offset_days,
            from_issue=self.basis == "issue",
            on_receipt=self.only_on_receipt,
            is_action=self.channel in ACTIONS,
            is_message=self.channel in MESSAGES,
            quiet=self.quiet_days,
            minimum=Decimal(str(self.amount_min)),
            grades=frozenset(self.grade_ids.mapped("code")),
            insured={"yes": True, "no": False}.get(self.insured),
        )

    def _get_moment(self):
        """Say when the step falls due, in the reader's words."""
        names = dict(self._fields["basis"]._description_selection(self.env))
        if self.offset_days >= 0:
            return self.env._(
                "%(days)s days %(counted)s", days=self.offset_days, counted=names[self.basis]
            )
        return self.env._("%(days)s days before the due date", days=-self.offset_days)
