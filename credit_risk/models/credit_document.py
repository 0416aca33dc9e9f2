from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

# Staff alone: a customer reads his own orders and invoices, but never what is thought of him.
STAFF = "base.group_user"
# Written by the gate and by releases alone.
GATE_FIELDS = {
    "credit_verdict", "credit_decision_id", "credit_hold", "credit_release_id", "credit_reason",
    "credit_held_on", "credit_hold_age", "credit_recheck", "credit_confirm_pending",
    "credit_auto_post",
}  # fmt: skip


class CreditDocument(models.AbstractModel):
    """A document that takes credit, and may have to wait for it.

    An order or an invoice says who its debtor is, what credit it needs and who sold it. How it is
    judged, held, asked for, released and refused is the same for all.
    """

    _name = "credit.document"
    _description = "Document that takes credit"

    credit_verdict = fields.Selection(
        selection=lambda self: self.env["credit.decision"]._selection_verdict(),
        readonly=True,
        copy=False,
        groups=STAFF,
    )
    credit_decision_id = fields.Many2one(
        "credit.decision",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        groups=STAFF,
    )
    credit_reason_ids = fields.One2many(
        related="credit_decision_id.reason_ids",
        string="Reasons of the credit decision",
        groups=STAFF,
    )
    credit_reason = fields.Selection(
        selection=lambda self: self.env["credit.decision.reason"]
        ._fields["code"]
        ._description_selection(self.env),
        string="Main credit reason",
        readonly=True,
        copy=False,
        groups=STAFF,
    )
    credit_hold = fields.Boolean(
        string="On credit hold", readonly=True, copy=False, groups=STAFF
    )
    credit_held_on = fields.Datetime(
        string="On hold since", readonly=True, copy=False, groups=STAFF
    )
    credit_hold_days = fields.Integer(
        string="Days on hold", compute="_compute_credit_hold_days", groups=STAFF
    )
    # Time passes while nothing is written: the nightly review of the queue moves it on.
    credit_hold_age = fields.Selection(
        [
            ("today", "Since today"),
            ("week", "1 to 7 days"),
            ("month", "8 to 30 days"),
            ("older", "More than 30 days"),
        ],
        string="Age of the hold",
        readonly=True,
        copy=False,
        groups=STAFF,
    )
    credit_release_id = fields.Many2one(
        "credit.release",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        groups=STAFF,
    )
    credit_requested = fields.Boolean(
        string="Credit asked for",
        compute="_compute_credit_requested",
        search="_search_credit_requested",
        groups=STAFF,
    )
    can_decide_credit = fields.Boolean(compute="_compute_can_decide_credit", groups=STAFF)

    @api.depends("credit_held_on")
    def _compute_credit_hold_days(self):
        today = fields.Date.context_today(self)
        for document in self:
            since = document.credit_held_on
            held_on = since and fields.Datetime.context_timestamp(document, since).date()
            document.credit_hold_days = (today - held_on).days if held_on else 0

    # The abstract model itself has neither field.
    @api.depends(lambda self: self._get_present("credit_request_ids.state"))
    def _compute_credit_requested(self):
        for document in self:
            # Whoever works on the document may know that somebody asked.
            states = document.sudo().credit_request_ids.mapped("state")
            document.credit_requested = "requested" in states

    def _search_credit_requested(self, operator, value):
        if operator != "in":
            return NotImplemented
        asked = Domain("credit_request_ids", "any!", [("state", "=", "requested")])
        return Domain.OR(asked if wanted else ~asked for wanted in value)

    @api.depends(lambda self: self._get_present("company_id"))
    @api.depends_context("uid")
    def _compute_can_decide_credit(self):
        for company, documents in self.grouped("company_id").items():
            allowed = company._get_credit_authority(self.env.user)
            documents.can_decide_credit = allowed is not None

    def _get_present(self, path):
        return [path] if path.partition(".")[0] in self._fields else []

    # -- what a document says of itself -------------------------------------------------------

    def _get_credit_debtor(self):
        """Return the commercial entities that owe, or will owe, these documents."""
        raise NotImplementedError

    def _get_credit_need(self):
        """Return the credit this document asks for, in its own currency."""
        raise NotImplementedError

    def _examine_credit(self, known, checkpoint):
        """Return ``{document: Analysis}`` for documents of the active company."""
        raise NotImplementedError

    def _get_credit_salesperson(self):
        """Return the user who sold this, if any."""
        raise NotImplementedError

    def _get_credit_link(self):
        """Return the value that ties a record of the credit log to this document."""
        raise NotImplementedError

    def _get_credit_amount(self, amount=None):
        """Return an amount of this document (None: what it needs) in its company's currency."""
        self.ensure_one()
        own = self.company_id.currency_id
        today = fields.Date.context_today(self)
        need = self._get_credit_need() if amount is None else amount
        return self.currency_id._convert(need, own, self.company_id, today)

    # -- analysis -----------------------------------------------------------------------------

    def _pass_credit_gate(self, checkpoint="confirm"):
        """Lock the debtors, read the books and return ``{document: Analysis}``."""
        analyses = {}
        for company, documents in self.grouped("company_id").items():
            documents = documents.with_company(company)
            known = documents.env["credit.profile"]._lock(documents._get_credit_debtor())
            analyses.update(documents._examine_credit(known, checkpoint))
        return analyses

    def _get_credit_analyses(self, checkpoint="confirm"):
        """Return ``{document: Analysis}`` from the books as they are now, locking nothing."""
        analyses = {}
        for company, documents in self.grouped("company_id").items():
            documents = documents.with_company(company)
            debtors = documents._get_credit_debtor()._origin
            known = documents.env["credit.profile"]._get_known(debtors)
            analyses.update(documents._examine_credit(known, checkpoint))
        return analyses

    def _is_credit_refused(self, analyses):
        """Tell whether the document must wait and no release covers it."""
        analysis = analyses.get(self)
        return bool(analysis and analysis.holds) and not self.sudo()._get_valid_release()

    def _get_valid_release(self):
        """Return the unused release that covers what this document needs today, if any."""
        releases = self.env["credit.release"]
        if not self.credit_release_id:
            return releases
        need, today = self._get_credit_need(), fields.Date.context_today(self)
        releases = releases.search(
            Domain(self._get_credit_link_domain()) & Domain("used_on", "=", False)
        )
        return releases.filtered(
            lambda release: (not release.until or release.until >= today)
            and self.currency_id.compare_amounts(need, release.amount) <= 0
        )[:1]

    def _get_credit_link_domain(self):
        return [(name, "=", value) for name, value in self._get_credit_link().items()]

    # -- doors --------------------------------------------------------------------------------

    def _check_gate_fields(self, names):
        """Keep users from writing what the gate writes: a flag would empty the hold queue."""
        if not self.env.su and GATE_FIELDS.intersection(names):
            raise AccessError(self.env._("Credit decisions are not typed in: ask for a release."))

    def _get_cleared(self):
        """Return what the gate has cleared in this transaction: ``{document id: need}``.

        It is kept with the cursor, out of the reach of any caller and any context.
        """
        return self.env.cr.cache.setdefault(f"credit_risk.cleared.{self._name}", {})

    @contextmanager
    def _credit_clearance(self):
        """Tell the low-level doors, for the time being, what these documents were cleared for."""
        cleared = self._get_cleared()
        mine = {document.id: document._get_credit_need() for document in self.sudo()}
        cleared.update(mine)
        try:
            yield
        finally:
            for document_id in mine:
                cleared.pop(document_id, None)

    def _get_doubtful(self):
        """Return the documents that need more than they were cleared for."""
        cleared = self._get_cleared()
        return self.filtered(
            lambda document: document._get_credit_need() > cleared.get(document.id, -1.0)
        )

    def _get_refusal(self, analyses, way_out=""):
        """Return the sentences against the documents that are refused; empty when none is."""
        lines = [
            f"{document.display_name}: {message}"
            for document in analyses
            if document._is_credit_refused(analyses)
            for message in document._get_credit_messages(analyses[document])
        ]
        return "\n".join([*lines, way_out] if lines and way_out else lines)
