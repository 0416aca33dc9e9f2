from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain


class DunningAgreement(models.AbstractModel):
    """What promises, plans, concessions and disputes share: a debtor, his debts, their currency.

    States and approvals are set by the methods of each model alone, whoever writes.
    """

    _name = "dunning.agreement"
    _description = "Agreement about debts"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    case_id = fields.Many2one(
        "dunning.case",
        string="Collection case",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
    )
    line_ids = fields.Many2many(
        "account.move.line",
        string="Debts",
        check_company=True,
        help="The open items concerned: an invoice due on several days has several.",
    )
    move_ids = fields.Many2many("account.move", string="Invoices", compute="_compute_move_ids")
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    amount_lines = fields.Monetary(
        string="Open amount",
        compute="_compute_amount_lines",
        compute_sudo=True,
        help="What is still owed on these debts.",
    )
    note = fields.Text()

    @api.depends("line_ids")
    def _compute_move_ids(self):
        for record in self:
            record.move_ids = record.line_ids.move_id

    @api.depends("line_ids", "company_id")
    def _compute_currency_id(self):
        for record in self:
            record.currency_id = record._get_lines_currency()

    @api.depends("line_ids", "line_ids.amount_residual_currency", "currency_id")
    def _compute_amount_lines(self):
        for record in self:
            record.amount_lines = record._get_open_amount()

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        if self.line_ids.partner_id != self.partner_id.commercial_partner_id:
            self.line_ids = self._get_default_lines(
                self.partner_id.commercial_partner_id, self.company_id
            )

    @api.constrains("line_ids", "partner_id", "company_id", "currency_id")
    def _check_lines(self):
        for record in self:
            lines_sudo = record.sudo().line_ids  # whose they are is checked, not shown
            wrong = lines_sudo.filtered(record._is_foreign_line)
            if wrong:
                raise ValidationError(
                    self.env._(
                        "%(documents)s: not a debt of %(debtor)s in %(company)s.",
                        documents=", ".join(wrong.move_id.mapped("display_name")),
                        debtor=record.partner_id.display_name,
                        company=record.company_id.display_name,
                    )
                )
            if not record._is_currency_right(lines_sudo):
                raise ValidationError(
                    self.env._(
                        "Amounts are in the currency of the debts, or of the company where these"
                        " are in several."
                    )
                )

    @api.model
    def default_get(self, fields):
        # EXTENDS base: from a case, every overdue debt; from an invoice, what is open of it
        values = super().default_get(fields)
        origin = self._get_origin_defaults()
        return {**{name: origin[name] for name in origin if name in fields}, **values}

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_protected(vals)
            self._complete_vals(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_protected(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        if any(record._is_binding() for record in self):
            raise UserError(
                self.env._("What was agreed is part of the file: cancel it instead of deleting it.")
            )

    def action_open_case(self):
        """Open the debtor's case."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dunning.case",
            "res_id": self.case_id.id,
            "views": [(False, "form")],
        }

    def _get_protected_fields(self):
        """Return the fields that only the methods of the model set."""
        return {"state", "case_id"}

    def _is_binding(self):
        """Tell whether the record counts, so that it cannot be deleted."""
        return self.state != "draft"

    def _check_protected(self, vals):
        if not self.env.su and (refused := set(vals) & self._get_protected_fields()):
            raise AccessError(
                self.env._(
                    "Set by the buttons of the form alone: %(fields)s.",
                    fields=", ".join(sorted(self._fields[name].string for name in refused)),
                )
            )

    def _complete_vals(self, vals):
        """Add what follows from the debtor: his commercial entity and his open case."""
        for name, value in self._get_origin_defaults().items():
            vals.setdefault(name, value)
        company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
        vals["company_id"] = company.id
        if vals.get("partner_id"):
            partner = self.env["res.partner"].browse(vals["partner_id"]).commercial_partner_id
            vals["partner_id"] = partner.id
            vals["case_id"] = self.env["dunning.case"]._get_or_open_for(partner, company).id

    @api.model
    def _get_origin_defaults(self):
        """Return the debtor, company and debts of the case or invoice that it starts from."""
        context = self.env.context
        case = self.env["dunning.case"].browse(context.get("default_case_id")).exists()
        move = self.env["account.move"].browse(context.get("dunning_move_id")).exists()
        source = case or move
        if not source:
            return {}
        partner = case.partner_id or move.commercial_partner_id
        lines = self._get_default_lines(partner, source.company_id, move)
        return {
            "case_id": case.id or move.dunning_case_id.id,
            "partner_id": partner.id,
            "company_id": source.company_id.id,
            "line_ids": [Command.set(lines.ids)],
        }

    @api.model
    def _get_default_lines(self, partner, company, move=None):
        """Return the debts that an agreement is about unless told otherwise.

        Those of the invoice, or all that is overdue and not paid by a plan already.
        """
        ledger = self.env["dunning.ledger"]
        today = fields.Date.context_today(self)
        if move:
            domain = ledger._get_open_domain() & Domain("move_id", "=", move.id)
        else:
            planned = self.env["dunning.plan"].search(
                Domain("partner_id", "=", partner.id)
                & Domain("state", "in", ("accepted", "active"))
            )
            domain = ledger._get_overdue_domain(today) & Domain(
                "id", "not in", planned.line_ids.ids
            )
        own = Domain("partner_id", "=", partner.id) & Domain("company_id", "=", company.id)
        return self.env["account.move.line"].search(
            domain & own & Domain("amount_residual", ">", 0), order="date_maturity, id"
        )

    def _is_foreign_line(self, line):
        return (
            line.partner_id.commercial_partner_id != self.partner_id
            or line.company_id != self.company_id
            or line.account_id.account_type != "asset_receivable"
        )

    def _is_currency_right(self, lines):
        company_currency = self.company_id.currency_id
        return self.currency_id == company_currency or lines.currency_id <= self.currency_id

    def _get_lines_currency(self):
        currencies = self.line_ids.currency_id
        return currencies if len(currencies) == 1 else self.company_id.currency_id

    def _get_open_amount(self):
        """Return what is open of the debts, in the currency of the agreement."""
        in_company = self.currency_id == self.company_id.currency_id
        field = "amount_residual" if in_company else "amount_residual_currency"
        # The lines of a record not saved yet are copies that know of no payment.
        return sum(self.line_ids._origin.mapped(field))

    def _to_company_currency(self, amount, day):
        return self.currency_id._convert(
            amount, self.company_id.currency_id, self.company_id, day or fields.Date.today()
        )

    def _call_responsible(self, summary, note=None):
        """Put a task in the agenda of whoever answers for the debtor."""
        self.ensure_one()
        case = self.case_id.with_context(lang=self.case_id._get_staff_lang())
        user = case.user_id or self.user_id or self.company_id.dunning_user_id
        return case.activity_schedule(
            "dunning_automation.mail_activity_data_collect",
            date_deadline=fields.Date.context_today(self),
            summary=summary,
            note=note,
            user_id=user.id,
        )

    def _count_event(self, kind, day, name, amount):
        """Let what happened to it count in the score: once, and again if it was silenced.

        Of records that keep their `event_id`.
        """
        if self.event_id:
            self.event_id.active = True
            return
        self.event_id = self.env["credit.event"]._log(
            self.partner_id,
            kind,
            day,
            name,
            amount=amount,
            currency_id=self.currency_id.id,
            company_id=self.company_id.id,
            source=self,
        )

    def _get_timeline_note(self, state):
        """Return what the timeline says below the title: the state. Extension point."""
        return state

    def _get_staff(self):
        """Return the record in the language of the people who work its case."""
        return self.with_context(lang=self.case_id._get_staff_lang())
