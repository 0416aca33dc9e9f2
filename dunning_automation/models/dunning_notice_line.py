from odoo import api, fields, models

from .insert import insert_rows


class DunningNoticeLine(models.Model):
    """An open item as it stood in a notice; one that climbed carries the step it reached.

    An instalment reaches a step once per cycle: the database refuses a second time.
    Amounts are those of the day of the notice, negative for credit, and never change.
    """

    _name = "dunning.notice.line"
    _description = "Payment reminder line"
    _order = "notice_id, date_due, id"
    _log_access = False  # written with its notice, which tells by whom and when

    notice_id = fields.Many2one("dunning.notice", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="notice_id.company_id", store=True
    )  # stored for the company rule
    move_line_id = fields.Many2one(
        "account.move.line", string="Instalment", required=True, index=True, ondelete="cascade"
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Document")
    step_id = fields.Many2one(
        "dunning.step",
        string="Step reached",
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: listed for completeness, at the step it had already reached.",
    )
    part = fields.Date(
        string="Put off to",
        help="Of the part of an instalment that was put off to a later day, that day.",
    )
    delay_days = fields.Integer(help="At how many days after its due date the step lies.")
    drop_code = fields.Char(readonly=True, index="btree_not_null")
    drop_reason = fields.Char(string="Why taken out", readonly=True)
    cycle = fields.Integer(required=True)
    date_due = fields.Date(string="Due date")
    days_overdue = fields.Integer(string="Days late")
    currency_id = fields.Many2one("res.currency", required=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    amount = fields.Monetary(string="Open amount")
    amount_company = fields.Monetary(
        string="Open amount (company currency)", currency_field="company_currency_id"
    )

    _once = models.UniqueIndex(
        "(move_line_id, step_id, cycle, COALESCE(part, '0001-01-01'::date))",
        "This instalment has already been claimed at this step.",
    )

    @api.model
    def _insert(self, vals_list):
        """Create lines of new notices in one statement; `vals_list` have all the same keys.

        What `create` would do takes longer than the rest of a run. The database guards it all
        the same: `_once` refuses what has already been claimed.
        """
        if not vals_list:
            return
        insert_rows(self, vals_list)
        notices = self.env["dunning.notice"].browse({vals["notice_id"] for vals in vals_list})
        notices.invalidate_recordset(["line_ids", "dropped_line_ids"], flush=False)
        claimed = self.env["account.move.line"].browse({it["move_line_id"] for it in vals_list})
        claimed.invalidate_recordset(["dunning_notice_line_ids", "dunning_step_id"], flush=False)

    def _drop(self, code, reason):
        """Take the lines out of a message that has not left; their step is free again."""
        self.write({"drop_code": code, "drop_reason": reason, "step_id": False})
        self.notice_id.invalidate_recordset(["line_ids", "dropped_line_ids"])

    def _get_key(self):
        """Return the key of the kernel's item that this line is about."""
        return (self.move_line_id.id, self.part) if self.part else self.move_line_id.id

    def _get_document_name(self):
        """Return the number by which the debtor knows the document."""
        return self.move_id.name or self.move_id.ref or self.move_line_id.name

