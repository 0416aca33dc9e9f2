from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class CreditProvision(models.Model):
    """The journal entry of a provision: optional, never posted by itself.

    Where the law recognises incurred losses only, as the Spanish plan does, a matrix stays an
    analysis and is not booked.
    """

    _inherit = "credit.provision"

    basis = fields.Selection(
        [("gross", "Before cover"), ("net", "Net of cover")],
        string="Amount to book",
        default="gross",
        required=True,
        help="Net of cover only when the insurance belongs to the terms of the receivables.",
    )
    booked = fields.Monetary(
        string="Allowance in the books",
        compute="_compute_booked",
        help="Balance of the allowance account that evening.",
    )
    difference = fields.Monetary(
        string="To book", compute="_compute_booked", help="Expected loss less what is booked."
    )
    move_id = fields.Many2one(
        "account.move", string="Journal entry", readonly=True, copy=False, check_company=True
    )

    @api.depends("date", "company_id", "basis", "loss_gross", "loss_net")
    def _compute_booked(self):
        for run in self:
            account = run.company_id.credit_allowance_account_id
            booked = self.env["account.move.line"]._read_group(
                [
                    ("account_id", "=", account.id),
                    ("company_id", "=", run.company_id.id),
                    ("parent_state", "=", "posted"),
                    ("date", "<=", run.date),
                ],
                aggregates=["balance:sum"],
            )
            run.booked = -booked[0][0] if account else 0.0
            run.difference = (run.loss_net if run.basis == "net" else run.loss_gross) - run.booked

    def action_create_entry(self):
        """Prepare the entry that brings the allowance to the expected loss; post nothing."""
        self.ensure_one()
        if self.state != "confirmed":
            raise UserError(self.env._("Confirm the provision before you book it."))
        if self.move_id:
            return self.action_open_entry()
        if self.currency_id.is_zero(self.difference):
            raise UserError(self.env._("The allowance in the books is what it should be."))
        # Who prepares the entry needs the accountant's rights, as for any other entry.
        self.move_id = self.env["account.move"].create(self._prepare_move_vals())
        return self.action_open_entry()

    def action_open_entry(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [[False, "form"]],
        }

    def _prepare_move_vals(self):
        company = self.company_id
        expense = company.credit_impairment_account_id
        allowance = company.credit_allowance_account_id
        if not (expense and allowance and company.credit_provision_journal_id):
            raise UserError(
                self.env._(
                    "Choose the journal and the two accounts of the provision in the settings of"
                    " Invoicing, Customer credit."
                )
            )
        amount = self.currency_id.round(self.difference)
        return {
            "move_type": "entry",
            "date": self.date,
            "journal_id": company.credit_provision_journal_id.id,
            "ref": self.name,
            "line_ids": [
                Command.create({"account_id": expense.id, "name": self.name, "balance": amount}),
                Command.create({"account_id": allowance.id, "name": self.name, "balance": -amount}),
            ],
        }
