from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class AccountMove(models.Model):
    _inherit = "account.move"

    days_overdue = fields.Integer(
        string="Days late",
        compute="_compute_days_overdue",
        search="_search_days_overdue",
        help="Of its oldest unpaid instalment.",
    )
    dunning_step_id = fields.Many2one(
        "dunning.step",
        string="Reminder step",
        compute="_compute_dunning_step_id",
        search="_search_dunning_step_id",
        compute_sudo=True,
        help="The highest step that one of its instalments has reached.",
    )
    dunning_case_id = fields.Many2one(
        "dunning.case", string="Collection case", compute="_compute_dunning_case_id"
    )

    @api.depends("line_ids.reconciled", "line_ids.date_maturity", "state")
    def _compute_days_overdue(self):
        today = fields.Date.context_today(self)
        overdue = self.env["dunning.ledger"]._get_overdue_domain(today)
        oldest = dict(
            self.env["account.move.line"]._read_group(
                overdue & Domain("move_id", "in", self.ids), ["move_id"], ["date_maturity:min"]
            )
        )
        for move in self:
            due = oldest.get(move._origin)
            move.days_overdue = (today - due).days if due else 0

    def _search_days_overdue(self, operator, value):
        if operator in ("<", "<="):
            return ~Domain(self._search_days_overdue(">=" if operator == "<" else ">", value))
        if operator not in (">", ">="):
            return NotImplemented
        days = value if operator == ">" else value - 1
        if days < 0:
            return Domain.TRUE
        limit = fields.Date.context_today(self) - timedelta(days=days)
        return Domain("line_ids", "any", self.env["dunning.ledger"]._get_overdue_domain(limit))

    @api.depends("line_ids.dunning_step_id")
    def _compute_dunning_step_id(self):
        for move in self:
            move.dunning_step_id = move.line_ids.dunning_step_id.sorted("offset_days")[-1:]

    def _search_dunning_step_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain("line_ids.dunning_step_id", "in", [step for step in value if step])
        none = ~Domain("line_ids.dunning_notice_line_ids.step_id", "!=", False)
        return found | none if False in value else found

    @api.depends("commercial_partner_id", "company_id")
    def _compute_dunning_case_id(self):
        cases = (
            self.env["dunning.case"]
            .search(
                Domain("state", "=", "open")
                & Domain("partner_id", "in", self.commercial_partner_id.ids)
                & Domain("company_id", "in", self.company_id.ids)
            )
            .grouped(lambda case: (case.partner_id, case.company_id))
        )
        for move in self:
            sale = move.is_sale_document(include_receipts=True)
            move.dunning_case_id = sale and cases.get((move.commercial_partner_id, move.company_id))

    def action_open_dunning_case(self):
        """Open the debtor's collection case."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dunning.case",
            "res_id": self.dunning_case_id.id,
            "views": [(False, "form")],
        }
