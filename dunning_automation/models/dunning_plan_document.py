"""The agreement on paper, apart from the plan itself."""

from odoo import models


class DunningPlan(models.Model):
    _inherit = "dunning.plan"

    def action_send(self):
        """Open the message that takes the agreement to the debtor."""
        self.ensure_one()
        self._require("proposed", "accepted", "active")
        template = self.env.ref("dunning_automation.mail_template_plan", raise_if_not_found=False)
        return {
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id if template else False,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": "dunning_automation.mail_layout",
                "force_email": True,
            },
        }

    def action_print(self):
        """Print the agreement."""
        return self.env.ref("dunning_automation.dunning_plan_report").report_action(self)

    def message_post(self, **kwargs):
        # EXTENDS mail: in test mode no message reaches a debtor
        test_email = self.company_id.dunning_test_email
        if test_email and kwargs.get("partner_ids") and kwargs.get("message_type") == "comment":
            staff = self.env["res.users"].sudo().search([("share", "=", False)]).partner_id
            inside = [pid for pid in kwargs["partner_ids"] if pid in staff.ids]
            if len(inside) < len(kwargs["partner_ids"]):
                kwargs |= {"partner_ids": inside, "outgoing_email_to": test_email}
        return super().message_post(**kwargs)

    def _get_contact(self):
        """Return who is written to: the billing contact, as for reminders."""
        return self.case_id._get_recipient() if self.case_id else self.partner_id

    def _get_document_lang(self):
        """Return the debtor's language, in which the agreement is written."""
        return self.partner_id.lang or self.company_id.partner_id.lang or self.env.lang

    def _get_words(self, amount):
        """Return an amount in words, in the language of the document."""
        lang = self._get_document_lang()
        words = self.currency_id.with_context(lang=lang).amount_to_text(amount)
        return words if lang.startswith("de") else words.lower()  # only German writes capitals

    def _is_due(self):
        """Tell whether every debt that is acknowledged was due on the day of the agreement."""
        days = self.line_ids.mapped(lambda line: line.date_maturity or line.date)
        return max(days, default=self.date_start) <= self.date_start

    def _get_bank_account(self):
        """Return the account to pay into: that of the oldest invoice, else the company's."""
        moves = self.line_ids.move_id
        return moves.partner_bank_id[:1] or self.company_id.partner_id.bank_ids[:1]

    def _get_covered_lines(self):
        """Return the debts in the order in which they are paid."""
        return self.line_ids.sorted(lambda line: (line.date_maturity or line.date, line.id))

    def _get_acknowledged_amount(self, line):
        """Return what was open of a debt when the plan was accepted; until then, what is."""
        amount = line.amount_residual_currency
        if self.date_accepted:
            since = line.matched_credit_ids.filtered(lambda match: match.id > self.ledger_mark)
            amount += sum(since.mapped("debit_amount_currency"))
        return self.currency_id.round(amount)
