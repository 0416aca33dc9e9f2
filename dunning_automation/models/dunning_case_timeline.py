"""Everything that happened with a debtor, in one order: the 360° view of a case."""

from decimal import Decimal

from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

from odoo.addons.dunning_automation.kernel.timeline import Entry, latest_first

from .dunning_ledger_query import ACTIONS

#: Of each kind; older ones are looked up in their own lists.
LIMIT = 200
ICONS = {
    "invoice": "fa-file-text-o",
    "payment": "fa-money",
    "notice": "fa-bell-o",
    "task": "fa-check-square-o",
    "charge": "fa-percent",
    "handover": "fa-gavel",
    "call": "fa-phone",
    "promise": "fa-handshake-o",
    "dispute": "fa-exclamation-triangle",
    "hold": "fa-hand-paper-o",
    "document": "fa-paperclip",
    "note": "fa-comment-o",
}
#: What a step does without writing to the debtor is no reminder: it has a kind of its own.
DEEDS = {"activity": "task", "hold": "hold", "charge": "charge", "handover": "handover"}


class DunningCase(models.Model):
    _inherit = "dunning.case"

    @api.readonly
    def get_timeline(self):
        """Return the timeline of a case, ready to be drawn; for whoever may read the case."""
        self.ensure_one()
        self.check_access("read")
        # What is told of a debtor is the same for all who work his case.
        entries = latest_first(self.sudo()._get_timeline_entries())
        labels = self._get_timeline_labels()
        present = {entry.kind for entry in entries}
        return {
            "currency_id": self.currency_id.id,
            "kinds": [
                {"code": code, "label": label, "icon": ICONS.get(code, "fa-circle-o")}
                for code, label in labels.items()
                if code in present
            ],
            "entries": [self._prepare_timeline_row(entry) for entry in entries],
        }

    def _prepare_timeline_row(self, entry):
        model = self.env.get(entry.res_model)
        opens = model is not None and model.has_access("read")
        return entry._asdict() | {
            "date": entry.date.isoformat(),
            "amount": None if entry.amount is None else float(entry.amount),
            "res_model": entry.res_model if opens and entry.res_id else "",
        }

    @api.model
    def _get_timeline_labels(self):
        """Return `{kind: label}` in the order of the filters."""
        return {
            "invoice": self.env._("Invoices"),
            "payment": self.env._("Payments"),
            "notice": self.env._("Reminders"),
            "task": self.env._("Tasks"),
            "charge": self.env._("Charges"),
            "handover": self.env._("Hand-overs"),
            "call": self.env._("Calls"),
            "promise": self.env._("Promises"),
            "dispute": self.env._("Disputes"),
            "hold": self.env._("Sales on hold"),
            "document": self.env._("Documents"),
            "note": self.env._("Notes"),
        }

    def _get_timeline_entries(self):
        """Return what happened with the debtor in this company, `Entry` by `Entry`, in any order.

        Extension point: whoever keeps something about debtors adds its own entries.
        """
        self.ensure_one()
        return [
            *self._get_invoice_entries(),
            *self._get_payment_entries(),
            *self._get_notice_entries(),
            *self._get_call_entries(),
            *self._get_hold_entries(),
            *self._get_document_entries(),
            *self._get_note_entries(),
        ]

    def _get_debtor_domain(self):
        return Domain("company_id", "=", self.company_id.id) & Domain(
            "commercial_partner_id", "=", self.partner_id.id
        )

    def _get_invoice_entries(self):
        moves = self.env["account.move"].search(
            self._get_debtor_domain()
            & Domain("move_type", "in", ("out_invoice", "out_refund", "out_receipt"))
            & Domain("state", "=", "posted"),
            order="invoice_date desc, id desc",
            limit=LIMIT,
        )
        kinds = dict(moves._fields["payment_state"]._description_selection(self.env))
        return [
            Entry(
                move.invoice_date or move.date,
                "invoice",
                move.display_name,
                kinds.get(move.payment_state, ""),
                Decimal(str(move.amount_total_signed)),
                move._name,
                move.id,
            )
            for move in moves
        ]

    def _get_payment_entries(self):
        lines = self.env["account.move.line"].search(
            Domain("partner_id", "=", self.partner_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("parent_state", "=", "posted")
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("move_id.move_type", "=", "entry")
            & Domain("balance", "<", 0),
            order="date desc, id desc",
            limit=LIMIT,
        )
        return [
            Entry(
                line.date,
                "payment",
                line.move_id.name or line.name or "",
                line.ref or "",
                Decimal(str(-line.balance)),
                "account.payment" if line.payment_id else "account.move",
                line.payment_id.id or line.move_id.id,
            )
            for line in lines
        ]

    def _get_notice_entries(self):
        notices = self.env["dunning.notice"].search(self._get_file_domain(), limit=LIMIT)
        return [
            Entry(
                notice.date,
                DEEDS.get(notice.channel, "notice"),
                notice.step_id.name,
                notice._get_timeline_text(),
                # What is owed; what a step charges has its own entries.
                None if notice.channel in ACTIONS else Decimal(str(notice.amount)),
                notice._name,
                notice.id,
            )
            for notice in notices
        ]

    def _get_file_domain(self):
        """Return the domain of what belongs to any case of this debtor in this company."""
        return Domain("partner_id", "=", self.partner_id.id) & Domain(
            "company_id", "=", self.company_id.id
        )

    def _get_call_entries(self):
        calls = self.env["dunning.call"].search(self._get_file_domain(), limit=LIMIT)
        return [
            Entry(
                call._get_day(),
                "call",
                call.outcome_id.name,
                " · ".join(filter(None, [call.user_id.name, call.note])),
                None,
                call._name,
                call.id,
            )
            for call in calls
        ]

    def _get_hold_entries(self):
        orders = self.env["sale.order"].search(
            Domain("partner_invoice_id.commercial_partner_id", "=", self.partner_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("credit_hold", "=", True),
            limit=LIMIT,
        )
        return [
            Entry(
                order.date_order.date(),
                "hold",
                order.name,
                self.env._("Waits for credit"),
                Decimal(str(order.amount_total / (order.currency_rate or 1.0))),
                order._name,
                order.id,
            )
            for order in orders
        ]

    def _get_document_entries(self):
        files = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id), ("res_field", "=", False)],
            limit=LIMIT,
        )
        return [
            Entry(
                file.create_date.date(),
                "document",
                file.name,
                file.create_uid.name,
                None,
                file._name,
                file.id,
            )
            for file in files
        ]

    def _get_note_entries(self):
        """Return what people wrote on the case and what the debtor answered; not the reminders."""
        reminders = self.notice_ids.message_id
        messages = self.env["mail.message"].search(
            Domain("model", "=", self._name)
            & Domain("res_id", "=", self.id)
            & Domain("message_type", "in", ("comment", "email"))
            & Domain("id", "not in", reminders.ids),
            limit=LIMIT,
        )
        return [
            Entry(
                message.date.date(),
                "note",
                message.author_id.name or message.email_from or "",
                html2plaintext(message.body or Markup()).strip(),
                None,
                "",
                0,
            )
            for message in messages
        ]
