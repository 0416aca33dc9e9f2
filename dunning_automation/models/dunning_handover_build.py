"""Building the documents of a file: the bound file, the archive and the workbook."""

import io
import zipfile

from odoo import models
from odoo.tools.pdf import merge_pdf

from odoo.addons.credit_risk.report.xlsx_book import Column, Sheet, write_book

PDF = b"%PDF"


class DunningHandover(models.Model):
    _inherit = "dunning.handover"

    def _build(self):
        """Write checklist, file, archive and workbook again; older ones are replaced."""
        self.ensure_one()
        self._check_completeness()
        documents = self._get_documents()
        bound = self._bind(documents)
        book = self._write_book()
        (self.file_id | self.archive_id | self.book_id).unlink()
        label = self._get_file_name()
        self.file_id = self._attach(f"{label}.pdf", bound, "application/pdf")
        self.book_id = self._attach(
            f"{label}.xlsx",
            book,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
        archive = self._zip([(f"{label}.pdf", bound), (f"{label}.xlsx", book), *documents])
        self.archive_id = self._attach(f"{label}.zip", archive, "application/zip")

    def _get_file_name(self):
        debtor = "".join(c if c.isalnum() else "_" for c in self.partner_id.name or "")
        return f"{self.date:%Y%m%d}_{debtor}"

    def _attach(self, name, content, mimetype):
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "mimetype": mimetype,
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _get_documents(self):
        """Return `(name, bytes)` of every document chosen, in the order of the index."""
        documents = []
        if self.has_invoices:
            documents += self._print_each("account.account_invoices", self._get_invoices())
        if self.has_orders:
            documents += self._print_each("sale.action_report_saleorder", self._get_orders())
        attachments = self.negotiation_ids | self.extra_ids
        if self.has_acknowledgements:
            for fact in self._get_acknowledgements():
                attachments |= fact["attachments"]
        documents += [(file.name, file.raw or b"") for file in attachments]
        return self._number(documents)

    def _print_each(self, report, records):
        """Return a document for each record, printed as its own report prints it."""
        printer_sudo = self.env["ir.actions.report"].sudo()  # evidence behind what he may read
        return [
            (
                f"{(record.name or '').replace('/', '_')}.pdf",
                printer_sudo._render_qweb_pdf(report, record.ids)[0],
            )
            for record in records
        ]

    def _number(self, documents):
        """Return the documents in the order of the index, under names that cannot clash."""
        return [
            (f"{number:02}_{name}", content)
            for number, (name, content) in enumerate(documents, start=1)
        ]

    def _bind(self, documents):
        """Return one PDF: index, statement, interest sheet, evidence, then the documents."""
        cover = self.env["ir.actions.report"]._render_qweb_pdf(
            "dunning_automation.dunning_handover_action_print", self.ids
        )[0]
        papers = [content for _name, content in documents if content.startswith(PDF)]
        return merge_pdf([cover, *papers]) if cover.startswith(PDF) and papers else cover

    def _zip(self, documents):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in documents:
                archive.writestr(name, content)
        return stream.getvalue()

    def _write_book(self):
        return write_book(
            [
                self._get_statement_sheet(),
                self._get_interest_sheet(),
                self._get_notice_sheet(),
                self._get_check_sheet(),
            ]
        )

    def _get_statement_sheet(self):
        _ = self.env._
        columns = (
            Column(_("Document")),
            Column(_("Date"), "date"),
            Column(_("Due date"), "date"),
            Column(_("Currency")),
            Column(_("Original"), "money"),
            Column(_("Open"), "money"),
            Column(_("Open, book currency"), "money", True),
        )
        rows = tuple(
            (
                line.move_id.name,
                line.date,
                line.date_maturity,
                line.currency_id.name,
                line.amount_currency,
                line.amount_residual_currency,
                line.amount_residual,
            )
            for line in self.line_ids.sorted("date_maturity")
        )
        return Sheet(_("Statement of account"), columns, rows)

    def _get_interest_sheet(self):
        _ = self.env._
        columns = (
            Column(_("Document")),
            Column(_("Charge")),
            Column(_("From"), "date"),
            Column(_("Through"), "date"),
            Column(_("Days"), "days"),
            Column(_("Rate (%)"), "number"),
            Column(_("Owed"), "money"),
            Column(_("Currency")),
            Column(_("Amount"), "money", len(self._get_charges().currency_id) == 1),
        )
        rows = [row for charge in self._get_charges() for row in self._get_charge_rows(charge)]
        return Sheet(_("Interest sheet"), columns, tuple(rows))

    def _get_charge_rows(self, charge):
        kinds = dict(charge._fields["kind"]._description_selection(self.env))
        head, currency = (charge.move_id.name, kinds[charge.kind]), charge.currency_id.name
        if charge.kind == "compensation":
            rows = [(*head, None, None, None, None, None, currency, charge.amount)]
        else:
            rows = [
                (*head, period.date_from, period.date_to, period.days, period.rate, period.base,
                 currency, period.amount)
                for period in charge.period_ids
            ]  # fmt: skip
        if charge.amount_waived:
            nothing = (None,) * 5
            label = self.env._("Given up")
            rows.append((head[0], label, *nothing, currency, -charge.amount_waived))
        return rows

    def _get_notice_sheet(self):
        _ = self.env._
        states = dict(self.env["dunning.notice"]._fields["state"]._description_selection(self.env))
        columns = (
            Column(_("Date"), "date"),
            Column(_("Reminder")),
            Column(_("Sent to")),
            Column(_("E-mail")),
            Column(_("State")),
            Column(_("Claimed"), "money"),
        )
        rows = tuple(
            (
                notice.date,
                notice.step_id.name,
                notice.contact_id.display_name or "",
                notice.email_to or "",
                states[notice.state],
                notice.amount,
            )
            for notice in self._get_notices()
        )
        return Sheet(_("Reminders"), columns, rows)

    def _get_check_sheet(self):
        _ = self.env._
        columns = (
            Column(_("Document")),
            Column(_("Needed")),
            Column(_("There")),
            Column(_("What was found")),
        )
        rows = tuple(
            (
                check.name,
                _("Yes") if check.is_required else _("No"),
                _("Yes") if check.is_present else _("No"),
                check.note or "",
            )
            for check in self.check_ids
        )
        return Sheet(_("Checklist"), columns, rows)
