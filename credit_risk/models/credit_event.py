from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

KNOCK_OUT_KINDS = ("insolvency", "legal", "write_off", "manual_block")


class CreditEvent(models.Model):
    """A dated fact about a debtor that no invoice tells: a returned payment, an insolvency…

    It counts from its date until it ends. One logged by mistake is undone, never deleted.
    """

    _name = "credit.event"
    _description = "Credit event"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "kind"
    _check_company_auto = True

    kind = fields.Selection(
        [
            ("returned_payment", "Returned payment"),
            ("broken_promise", "Broken payment promise"),
            ("dispute", "Dispute"),
            ("insolvency", "Insolvency"),
            ("legal", "Legal proceedings"),
            ("write_off", "Debt written off"),
            ("manual_block", "Sales on hold"),
            ("cover_withdrawn", "Insurance cover withdrawn"),
            ("other", "Other"),
        ],
        required=True,
        index=True,
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date = fields.Date(
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="The day it happened: no score of an earlier day knows it.",
    )
    date_to = fields.Date(
        string="Ended on",
        tracking=True,
        help="From this day on it no longer counts, e.g. a dispute settled. Empty: still open.",
    )
    amount = fields.Monetary(help="The money concerned, if any.")
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    note = fields.Text(tracking=True)
    source = fields.Reference(
        selection="_selection_source", help="The record that tells of it: a payment, an invoice…"
    )
    user_id = fields.Many2one(
        "res.users", string="Logged by", default=lambda self: self.env.user, readonly=True
    )
    active = fields.Boolean(default=True, tracking=True, help="Undone events do not count.")

    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date)", "An event cannot end before it happened."
    )
    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "The amount of an event cannot be negative."
    )

    @api.depends("kind", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for event in self:
            event.display_name = " · ".join(
                filter(None, [kinds.get(event.kind), format_date(self.env, event.date)])
            )

    @api.model
    def _selection_source(self):
        # The names of models only: a source may live in an add-on that builds on this one.
        models_sudo = self.env["ir.model"].sudo().search([("transient", "=", False)])
        return [(model.model, model.name) for model in models_sudo]

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create([self._with_commercial_partner(vals) for vals in vals_list])
        events._request_refresh()
        return events

    def write(self, vals):
        self._check_may_write(vals)
        before = self.partner_id
        done = super().write(self._with_commercial_partner(vals))
        self._request_refresh(before)
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        raise UserError(self.env._("An event is part of the file: undo it instead of deleting it."))

    def action_undo(self):
        """Take back events that were logged by mistake. Credit managers only."""
        self._check_credit_manager()
        return self.write({"active": False})

    def action_redo(self):
        """Let events that were undone count again. Credit managers only."""
        self._check_credit_manager()
        return self.write({"active": True})

    @api.model
    def _log(self, partner, kind, date, note="", **values):
        """Return the event of ``kind`` that befell ``partner`` on ``date``, logged once.

        A second call for the same source, kind and day returns the first one's event.
        """
        values = {"kind": kind, "date": date, "note": note or False, **values}
        partner = partner.commercial_partner_id
        company_id = values.setdefault("company_id", self.env.company.id)
        source = values.get("source")
        if isinstance(source, models.BaseModel):
            source = values["source"] = f"{source._name},{source.id}"
        # Events follow from what users do who need not be able to write them.
        events_sudo = self.sudo()
        known = source and events_sudo.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", company_id),
                ("kind", "=", kind),
                ("date", "=", date),
                ("source", "=", source),
            ],
            limit=1,
        )
        return (known or events_sudo.create({**values, "partner_id": partner.id})).sudo(False)

    def _with_commercial_partner(self, vals):
        """Return ``vals`` with the customer replaced by the commercial entity behind it."""
        if not vals.get("partner_id"):
            return vals
        partner = self.env["res.partner"].browse(vals["partner_id"])
        return {**vals, "partner_id": partner.commercial_partner_id.id}

    def _check_may_write(self, vals):
        """What knocks a debtor out is lifted by a credit manager alone."""
        grave = self.filtered(lambda event: event.kind in KNOCK_OUT_KINDS)
        if grave and {"active", "date", "date_to", "kind", "partner_id", "company_id"} & set(vals):
            self._check_credit_manager()

    def _check_credit_manager(self):
        if not (self.env.su or self.env.user.has_group("credit_risk.group_manager")):
            raise AccessError(self.env._("Only a credit manager takes back what happened."))

    def _request_refresh(self, others=None):
        for company, events in self.grouped("company_id").items():
            partners = events.partner_id | (others or self.env["res.partner"])
            self.env["credit.profile"].with_company(company)._request_refresh(partners)
