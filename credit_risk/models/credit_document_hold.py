from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CreditDocument(models.AbstractModel):
    """What follows a verdict: the hold queue, who is told, and the way out of it."""

    _inherit = "credit.document"
    # The type of the task of whoever decides.
    _credit_activity = "credit_risk.mail_activity_type_release"

    def _set_credit_hold(self, analyses):
        """Keep the documents in the hold queue and tell who must know. Nobody meets an exception.

        One that waits already for the same reasons is left alone.
        """
        # The record of a decision is the system's: the user may not write it himself.
        documents_sudo = self.sudo()
        new_sudo = documents_sudo.filtered(
            lambda document: not document.credit_hold
            or document._get_decided_codes() != analyses[document].codes
        )
        decisions = self.env["credit.decision"]._record(
            {document: analyses[document] for document in new_sudo}
        )
        for document in new_sudo:
            analysis = analyses[document]
            document.write(
                {
                    "credit_hold": True,
                    "credit_held_on": document.credit_held_on or fields.Datetime.now(),
                    "credit_hold_age": document.credit_hold_age or "today",
                    "credit_reason": analysis.codes[0],
                    "credit_verdict": analysis.verdict,
                    "credit_decision_id": decisions[document].id,
                }
            )
            document._tell_credit_hold(analysis)

    def _set_credit_approved(self, analyses):
        """Write down what the gate let through; a release is used up, a hold is over."""
        documents = self.filtered(lambda document: document in analyses)
        clean = documents.filtered(lambda document: not analyses[document].holds)
        decisions = self.env["credit.decision"]._record({key: analyses[key] for key in clean})
        (documents - clean)._use_release()
        waiting = documents.filtered(lambda document: document._is_waiting())
        waiting.activity_unlink([self._credit_activity])
        waiting._close_credit_requests()
        for document in documents:
            decision = decisions.get(document, document.credit_decision_id)
            document.write(
                {
                    **document._prepare_off_hold_vals(),
                    "credit_verdict": "approved",
                    "credit_decision_id": decision.id,
                }
            )

    def _prepare_off_hold_vals(self):
        return {
            "credit_hold": False,
            "credit_held_on": False,
            "credit_hold_age": False,
            "credit_reason": False,
        }

    def _is_waiting(self):
        """Tell whether somebody may still have a task about this document."""
        return self.credit_hold or bool(self.credit_release_id)

    def _use_release(self):
        for document in self:
            document._get_valid_release()._set_used()

    def _get_decided_codes(self):
        return tuple(dict.fromkeys(self.credit_decision_id.reason_ids.mapped("code")))

    def _tell_credit_hold(self, analysis):
        """Give who decides a task and the salesperson the reasons, each in his own language."""
        self.ensure_one()
        if not self.activity_search([self._credit_activity]):
            needed = self._get_credit_amount()
            approver = self.company_id._get_credit_approvers(needed, self)[:1]
            told = self._in_language_of(approver)
            told._schedule_credit_task(
                approver, told._to_html(told._get_credit_messages(analysis))
            )
        told = self._in_language_of(self._get_credit_salesperson())
        reasons = told._to_html(told._get_credit_messages(analysis))
        told._tell_salesperson(Markup("<p>%s</p>%s") % (told.env._("On credit hold:"), reasons))

    def _in_language_of(self, user):
        # Whoever triggers a hold, a customer too, need not know the user.
        return self.with_context(lang=user.sudo()[:1].lang or self.env.lang)

    def _schedule_credit_task(self, user, note):
        self.activity_schedule(
            self._credit_activity,
            summary=self.env._("Decide on the credit of %(document)s", document=self.display_name),
            note=note,
            user_id=user.id,
        )

    def _tell_salesperson(self, body, also=None):
        """Write a note that reaches the salesperson, and whoever else it concerns.

        A note: followers, the customer among them, get nothing.
        """
        users = (self._get_credit_salesperson() | (also or self.env["res.users"])) - self.env.user
        self.message_post(
            body=body,
            partner_ids=users.filtered(lambda user: not user.share).partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    # -- way out ------------------------------------------------------------------------------

    def _review_credit_hold(self):
        """Take documents off hold whose cause is gone: paid, limit raised, better score.

        One after the other per debtor, the oldest first: each leaves less room to the next.
        """
        # What a human refused, a human takes back.
        held = self.filtered(
            lambda document: document.credit_hold
            and document.state in ("draft", "sent")
            and document.credit_request_ids[:1].state != "rejected"
        ).sorted("id")
        analyses = held._get_credit_analyses(held._get_credit_checkpoint())
        free = held.filtered(lambda document: not analyses[document].holds)
        for document in free:
            document.write({**document._prepare_off_hold_vals(), "credit_verdict": False})
            document.activity_unlink([document._credit_activity])
            document._close_credit_requests()
            document._tell_salesperson(document._get_free_sentence())
        return free

    def _drop_credit_hold(self):
        """Take documents out of the queue that nobody wants any more, and close what is open."""
        for document in self.filtered("credit_hold"):
            document.write({**document._prepare_off_hold_vals(), "credit_verdict": False})
            document.activity_unlink([document._credit_activity])
            document._close_credit_requests()

    @api.model
    def _age_credit_holds(self):
        """Move the age of the holds in this company on, in one statement."""
        self.flush_model(["credit_hold", "credit_held_on", "credit_hold_age"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s d SET credit_hold_age = aged.name
                  FROM (SELECT id, CASE WHEN days < 1 THEN 'today' WHEN days < 8 THEN 'week'
                                        WHEN days < 31 THEN 'month' ELSE 'older' END AS name
                          FROM (SELECT id, %(today)s::date - credit_held_on::date AS days
                                  FROM %(table)s
                                 WHERE credit_hold AND company_id = %(company)s) held) aged
                 WHERE aged.id = d.id AND d.credit_hold_age IS DISTINCT FROM aged.name
                """,
                table=SQL.identifier(self._table),
                today=fields.Date.context_today(self),
                company=self.env.company.id,
            )
        )
        self.invalidate_model(["credit_hold_age"])

    def _get_credit_checkpoint(self):
        return "confirm"

    def _get_free_sentence(self):
        return self.env._(
            "The cause of the credit hold is gone: %(document)s may go on.",
            document=self.display_name,
        )

    def _raise_credit_refusal(self, analyses, way_out=""):
        """Refuse a low-level door with every reason.

        :raise UserError: when one of the documents is refused
        """
        if refusal := self._get_refusal(analyses, way_out):
            raise UserError(refusal)

    # -- words --------------------------------------------------------------------------------

    def _get_credit_messages(self, analysis):
        """Return one sentence for each reason against this document. For staff only."""
        words = self.env["credit.analysis"].with_company(self.company_id)
        name = self._get_credit_document_name()
        return [words._get_message(reason, analysis, name) for reason in analysis.reasons]

    def _get_credit_document_name(self):
        return self.env._("this document")

    def _to_html(self, messages):
        items = Markup("").join(Markup("<li>%s</li>") % message for message in messages)
        return Markup("<ul class='mb-0'>%s</ul>") % items

    def _get_hold_notification(self, analyses):
        """Return what the person at the screen sees; nobody else is told anything here."""
        if self.env.su or self.env.user.share:
            return True
        # Figures of the debtor, for staff: what the salesperson must know to go on.
        sentences = [
            " ".join((document.display_name, *document._get_credit_messages(analyses[document])))
            for document in self.sudo()
        ]
        return self._notify_hold(self.env._("On credit hold, waiting for a decision"), sentences)

    @api.model
    def _notify_hold(self, title, sentences):
        """Return the action that shows these sentences until they are closed."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": title,
                "message": "\n".join(sentences),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
