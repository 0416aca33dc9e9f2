"""What a reminder says: the texts of its step, the money, the ways to settle it, the papers."""

from base64 import b64encode

from odoo import models


class DunningNotice(models.Model):
    _inherit = "dunning.notice"

    def _render_message(self):
        """Return the subject and the body of the step's template in the recipient's language."""
        template = self.step_id.template_id
        rendered = template._generate_template(
            self.ids, ("subject", "body_html", "attachment_ids")
        )[self.id]
        subject = rendered["subject"]
        if self.company_id.dunning_test_email:
            subject = f"[{self.email_to}] {subject}"
        return {
            "subject": subject,
            "body": rendered["body_html"],
            "attachment_ids": rendered.get("attachment_ids", []) + self._make_attachments(),
        }

    def _make_attachments(self):
        """Return the identifiers of the papers that the step encloses."""
        papers = []
        if self.step_id.attach_invoices:
            papers += [self._make_invoice(move) for move in self._get_documents()]
        if self.step_id.attach_statement:
            papers.append(self._make_statement())
        attachments_sudo = self.env["ir.attachment"].sudo()  # of the notice, read with the case
        return attachments_sudo.create(papers).ids

    def _get_documents(self):
        """Return the invoices claimed, oldest first."""
        claimed = self.line_ids.filtered(lambda line: line.amount > 0).sorted("date_due")
        return claimed.move_id.filtered(lambda move: move.is_invoice(include_receipts=True))

    def _make_invoice(self, move):
        """Return the attachment of an invoice: the one sent at the time, else printed now."""
        paper = move.sudo()._get_invoice_legal_documents("pdf", allow_fallback=False)
        if not paper:
            content, _type = self.env["ir.actions.report"]._render_qweb_pdf(
                "account.account_invoices", move.ids
            )
            paper = {"filename": move._get_invoice_report_filename(), "content": content}
        return self._prepare_paper_vals(paper["filename"], paper["content"])

    def _make_statement(self):
        content, _type = self.env["ir.actions.report"]._render_qweb_pdf(
            "dunning_automation.action_report_statement", self.ids
        )
        notice = self.with_context(lang=self.lang)
        return self._prepare_paper_vals(notice.env._("Statement.pdf"), content)

    def _get_statement(self):
        """Return `(currency, open lines, balance)` of all that the debtor has open, by date."""
        lines = self.case_id.sudo().open_line_ids  # the debtor's own account
        return [
            (
                currency,
                theirs.sorted(lambda line: (line.date_maturity or line.date, line.id)),
                sum(theirs.mapped("amount_residual_currency")),
            )
            for currency, theirs in lines.grouped("currency_id").items()
        ]

    def _prepare_paper_vals(self, name, content):
        return {
            "name": name,
            "datas": b64encode(content),
            "res_model": self.case_id._name,
            "res_id": self.case_id.id,
        }

    def _group_by_currency(self):
        """Return `(currency, lines, total)` for each currency, debts first, oldest first."""
        return [
            (
                currency,
                lines.sorted(lambda line: (line.amount < 0, line.date_due)),
                sum(lines.mapped("amount")),
            )
            for currency, lines in self.line_ids.grouped("currency_id").items()
        ]

    def _get_charges(self):
        """Return what the debtor owes beside the documents, for the message; {} if nothing.

        Extension point: `{"interest": amount, "compensation": amount, "lines": [...]}`.
        """
        return {}

    def _get_bank_account(self):
        """Return the account to pay into: that of the oldest document, else the company's."""
        moves = self.line_ids.filtered(lambda line: line.amount > 0).move_id
        return moves.partner_bank_id[:1] or self.company_id.partner_id.bank_ids[:1]

    def _get_payment_reference(self):
        """Return what the debtor is to quote with a transfer."""
        moves = self._get_documents()
        if len(moves) == 1:
            return moves.payment_reference or moves.name
        return ", ".join(moves.mapped("name")[:4]) + (" …" if len(moves) > 4 else "")

    def _get_pay_placeholder(self):
        """Return the address in the filed copy; the e-mail itself carries the personal one."""
        return f"{self.get_base_url()}/my?reminder={self.id}"

    def _is_on_paper(self):
        """Return whether it is read on paper, where there is nothing to press."""
        return self.channel in ("letter", "registered")

    def _get_totals_text(self):
        """Return the totals in one line, for a text message."""
        groups = self._group_by_currency()
        return " + ".join(currency.format(total) for currency, _lines, total in groups)
