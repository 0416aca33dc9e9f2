"""How a concession is decided, carried out and taken back, apart from its terms."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class DunningConcession(models.Model):
    _inherit = "dunning.concession"

    def action_grant(self):
        """Grant concessions; above the collector's amount a manager is asked."""
        self.check_access("write")
        for record in self._require("draft"):
            if record._exceeds_authority() and not record._is_approver():
                record._set_state("to_approve")
                record._request_approval()
            else:
                record._grant()
        return True

    def action_approve(self):
        """Grant concessions above the collectors' amount. Collections managers only."""
        self._check_approver()
        for record in self._require("to_approve"):
            record._finish_approval()
            record._grant()
        return True

    def action_refuse(self):
        """Turn down what was asked for. Collections managers only."""
        self._check_approver()
        self._require("to_approve")._finish_approval()
        self._set_state("refused", **self._prepare_approval_vals())
        return True

    def action_draft(self):
        """Take concessions that are not in force back to their draft."""
        self.check_access("write")
        self._require("to_approve", "refused", "reversed", "expired")._finish_approval()
        self._set_state("draft", approver_id=False, date_approved=False, date_granted=False)
        return True

    def action_reverse(self):
        """Take back what was granted; what a manager approved is his to take back."""
        self._check_authority()
        for record in self._require("granted", "applied"):
            record._revert()
            record._set_state(
                "reversed",
                date_reversed=fields.Date.context_today(self),
                reversed_by_id=self.env.uid,
            )
        return True

    def action_open_credit(self):
        """Show the credit notes and write-offs that settle the rest."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit notes and write-offs"),
            "res_model": "account.move",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.credit_move_ids.ids)],
            "context": {"create": False},
        }

    def _require(self, *states):
        """Return self; UserError unless every concession is in one of the states."""
        if any(record.state not in states for record in self):
            raise UserError(self.env._("This cannot be done in the state of the concession."))
        return self

    def _set_state(self, state, **values):
        """Set the state, the only place where that is done."""
        self.sudo().write({"state": state, **values})  # states are not typed by users

    def _grant(self):
        self.ensure_one()
        self._check_activation()
        self._set_state(
            "granted",
            **self._prepare_approval_vals(),
            date_granted=fields.Date.context_today(self),
            ledger_mark=self.sudo()._get_ledger_mark(),
        )
        record = self._get_staff()
        self.case_id.sudo()._message_log(  # whoever decides may not write on every case
            body=record.env._("Granted: %(concession)s", concession=record.display_name)
        )
        self._apply()

    def _get_ledger_mark(self):
        matched = self.line_ids.matched_debit_ids | self.line_ids.matched_credit_ids
        return max(matched.ids, default=0)

    def _apply(self):
        """Carry out what was granted: an extension and an offer stand by themselves.

        Extension point: charges are waived here.
        """
        if self.kind == "waiver":
            self._set_state("applied")

    def _revert(self):
        """Undo what `_apply` and the settlement did; drafts are dropped, posted entries stop it.

        Extension point: charges that were waived are due again.
        """
        moves_sudo = self.sudo().credit_move_ids  # our own drafts
        if moves_sudo.filtered(lambda move: move.state == "posted"):
            raise UserError(
                self.env._("The rest has been credited: reverse its credit note or entry first.")
            )
        self.sudo().write({"credit_move_ids": [Command.clear()], "is_settled": False})
        moves_sudo.filtered(lambda move: move.state == "draft").unlink()

    def _settle_rest(self):
        """Make the drafts that settle what was given up, oldest debt first."""
        moves = self.env["account.move"]
        for line, amount in self._get_rest_by_line():
            if self.settle_with == "credit_note" and line.move_id.is_invoice():
                label = self.env._("Discount agreed on %(document)s", document=line.move_id.name)
                moves |= line.move_id._create_dunning_credit(amount, label)
            else:
                moves |= self.env["account.move"].create(self._prepare_write_off(line, amount))
        self.credit_move_ids = moves

    def _get_rest_by_line(self):
        """Yield `(debt, amount in its currency)` of what was given up, on what is still open."""
        in_company = self.currency_id == self.company_id.currency_id
        rest = self.amount
        for line in self.line_ids.sorted(lambda line: (line.date_maturity or line.date, line.id)):
            residual = line.amount_residual if in_company else line.amount_residual_currency
            part = min(max(residual, 0.0), rest)
            if self.currency_id.compare_amounts(part, 0) > 0:
                rest -= part
                share = part / residual
                yield line, line.currency_id.round(line.amount_residual_currency * share)

    def _prepare_write_off(self, line, amount):
        company = self.company_id
        account = company.dunning_writeoff_account_id
        if not account:
            raise UserError(
                self.env._("Choose the account of write-offs in the settings of Invoicing first.")
            )
        balance = company.currency_id.round(
            amount * line.amount_residual / line.amount_residual_currency
        )
        common = {"partner_id": self.partner_id.id, "currency_id": line.currency_id.id}
        label = self.env._("Discount agreed on %(document)s", document=line.move_id.name)
        return {
            "move_type": "entry",
            "company_id": company.id,
            "ref": label,
            "line_ids": [
                Command.create(
                    {
                        **common,
                        "name": label,
                        "account_id": target.id,
                        "amount_currency": sign * amount,
                        "balance": sign * balance,
                    }
                )
                for target, sign in ((account, 1), (line.account_id, -1))
            ],
        }
