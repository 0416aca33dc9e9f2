from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Command, Domain

from odoo.addons.dunning_automation.models.dunning_rate_rule import (
    MissingRateError,
    MissingRuleError,
)


class DunningCase(models.Model):
    _inherit = "dunning.case"

    charge_ids = fields.One2many("dunning.charge", "case_id", string="Charges")
    handover_ids = fields.One2many("dunning.handover", "case_id", string="Files handed over")
    amount_charges = fields.Monetary(
        string="Charges proposed",
        compute="_compute_amount_charges",
        help="Interest and compensation not yet invoiced nor waived.",
    )
    handover_count = fields.Integer(compute="_compute_handover_count")

    @api.depends("charge_ids.state", "charge_ids.amount_left_company")
    def _compute_amount_charges(self):
        for case in self:
            proposed = case.charge_ids.filtered(lambda charge: charge.state == "proposed")
            case.amount_charges = sum(proposed.mapped("amount_left_company"))

    @api.depends("handover_ids")
    def _compute_handover_count(self):
        for case in self:
            case.handover_count = len(case.handover_ids)

    def action_work_out_charges(self):
        """Propose interest and compensation on every late invoice of the case, to date."""
        self.ensure_one()
        if not self.partner_id.with_company(self.company_id)._is_dunning_chargeable():
            raise UserError(
                self.env._(
                    "%(debtor)s is a natural person, not a business: no statutory charges. Say"
                    " otherwise in the accounting tab of the customer.",
                    debtor=self.partner_id.display_name,
                )
            )
        try:
            self._work_out_charges(fields.Date.context_today(self))
        except MissingRateError as missing:
            self._redirect_missing(missing)
        return self.action_open_charges()

    def action_open_charges(self):
        """Show the charges of the case."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_charge_action"
        )
        action["domain"] = [
            ("partner_id", "=", self.partner_id.id),
            ("company_id", "=", self.company_id.id),
        ]
        action["context"] = {}
        return action

    def action_open_handovers(self):
        """Show the files made of this case."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_handover_action"
        )
        action["domain"] = [("case_id", "=", self.id)]
        action["context"] = {"default_case_id": self.id}
        return action

    def _work_out_charges(self, until):
        """Propose what the late invoices of these cases bear; return the charges."""
        charges = self.env["dunning.charge"]
        for case in self:
            charges |= charges._work_out(case._get_late_lines(until), until, case)
        return charges

    def _get_late_lines(self, until):
        """Return the instalments late on `until`, and those paid late since the case opened."""
        mine = (
            Domain("partner_id", "=", self.partner_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("parent_state", "=", "posted")
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("account_id.non_trade", "=", False)
            & Domain("move_id.move_type", "=", "out_invoice")
            & Domain("date_maturity", "<", until)
        )
        claimed = Domain("dunning_notice_line_ids.notice_id.case_id", "=", self.id)
        paid = Domain("matched_credit_ids.max_date", ">=", self.date_open)
        late = Domain("reconciled", "=", False) | claimed | paid
        return self.env["account.move.line"].search(mine & late)

    def _do_charge(self, notice):
        # EXTENDS dunning_automation: the charges are proposed, the task is to invoice them.
        # What cannot be worked out is said on the case: a reminder does not fail for it.
        self.ensure_one()
        super()._do_charge(notice)
        lines = notice.line_ids.filtered("step_id").move_line_id
        try:
            with self.env.cr.savepoint():
                return self.env["dunning.charge"]._work_out(lines, notice.date, self)
        except (MissingRateError, MissingRuleError) as missing:
            self._message_log(body=str(missing))
            return self.env["dunning.charge"]

    def _redirect_missing(self, missing):
        """Take who may add the rate to where it is added; tell the others who may."""
        if missing.reference and self.env.user.has_group("dunning_automation.group_manager"):
            action = self.env.ref("dunning_automation.dunning_rate_add_action")
            raise RedirectWarning(
                str(missing),
                action.id,
                self.env._("Add the rate"),
                {"default_reference_id": missing.reference.id},
            ) from missing
        raise missing

    def _do_handover(self, notice):
        # OVERRIDES dunning_automation: the task is in the file, drafted once; a human completes it
        self.ensure_one()
        running = self.handover_ids.filtered(
            lambda file: file.state in ("draft", "ready", "handed_over")
        )
        if running:
            return running[:1]
        user = self.company_id.dunning_user_id or self.user_id
        file = self.env["dunning.handover"].create(
            {
                "case_id": self.id,
                "date": notice.date,
                "user_id": user.id,
                "line_ids": [Command.set(notice.line_ids.filtered("step_id").move_line_id.ids)],
            }
        )
        file._check_completeness()
        file.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=notice.date,
            user_id=user.id,
            summary=file.env._("Complete the file and hand it over"),
        )
        return file
