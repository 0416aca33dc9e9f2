from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime


class CreditDecision(models.Model):
    """The analysis of one operation: verdict, reasons and inputs as they were. Immutable.

    Amounts named after the debtor are in the company's currency; `amount` is what the operation
    asked for, in `currency_id`.
    """

    _name = "credit.decision"
    _description = "Credit decision"
    _order = "date desc, id desc"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Debtor", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    order_id = fields.Many2one(
        "sale.order", index="btree_not_null", ondelete="cascade", check_company=True
    )
    invoice_id = fields.Many2one(
        "account.move", index="btree_not_null", ondelete="cascade", check_company=True
    )
    user_id = fields.Many2one("res.users", string="Asked by", required=True, ondelete="restrict")
    date = fields.Datetime(required=True)
    amount = fields.Monetary(required=True, help="Credit that the operation needs.")
    currency_id = fields.Many2one("res.currency", required=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    exposure = fields.Monetary(currency_field="company_currency_id", help="Before the operation.")
    limit_state = fields.Selection(
        [("none", "Not checked"), ("zero", "No credit"), ("amount", "Limit")],
        string="Limit kind",
        required=True,
    )
    limit_total = fields.Monetary(string="Limit", currency_field="company_currency_id")
    available = fields.Monetary(currency_field="company_currency_id", help="Before the operation.")
    verdict = fields.Selection(
        [
            ("approved", "Approved"),
            ("conditional", "Approved with conditions"),
            ("review", "Needs a decision"),
            ("refused", "Refused"),
        ],
        required=True,
    )
    valid_until = fields.Date(help="After this day it is to be asked again.")
    reason_ids = fields.One2many("credit.decision.reason", "decision_id")
    condition_ids = fields.One2many("credit.condition", "decision_id")

    @api.model
    def _record(self, analyses):
        """Write down ``{order or invoice: Analysis}``; return ``{order or invoice: decision}``.

        What stopped a document is kept with what would have let it pass: yet its verdict is that
        a human decides, for nobody has met those conditions.
        """
        vals_list = [self._prepare_document_vals(*item) for item in analyses.items()]
        # Nobody writes decisions by hand: that is what makes them a record.
        decisions_sudo = self.sudo().create(vals_list)
        return dict(zip(analyses, decisions_sudo, strict=True))

    def _prepare_document_vals(self, document, analysis):
        company = document.company_id
        solver = self.env["credit.analysis"].with_company(company)
        solved = solver._solve(analysis)._replace(verdict=analysis.verdict)
        return {
            **self._prepare_vals(solved, company, document._get_credit_messages(analysis)),
            **document._get_credit_link(),
            "partner_id": document._get_credit_debtor().id,
            # The currency first: an amount that comes before it reads it from the database.
            "currency_id": document.currency_id.id,
            "amount": document._get_credit_need(),
        }

    def _prepare_vals(self, analysis, company, messages):
        """Return what any analysis leaves behind: verdict, reasons, conditions, inputs."""
        now = fields.Datetime.now()
        return {
            "company_id": company.id,
            "user_id": self.env.uid,
            "date": now,
            "valid_until": fields.Date.add(now.date(), days=company.credit_decision_days),
            "exposure": float(analysis.exposure),
            "limit_state": analysis.room.state,
            "limit_total": float(analysis.room.total),
            "available": float(analysis.room.available),
            "verdict": analysis.verdict,
            "reason_ids": [
                Command.create({"code": reason.code, "message": message})
                for reason, message in zip(analysis.reasons, messages, strict=True)
            ],
            "condition_ids": self._prepare_condition_commands(analysis, company),
            **self._prepare_input_vals(analysis),
        }

    def _prepare_condition_commands(self, analysis, company):
        words = self.env["credit.analysis"].with_company(company)
        return [
            Command.create(
                {
                    "alternative": condition.alternative,
                    "kind": condition.kind,
                    "value": float(condition.value),
                    "message": words._get_condition_message(condition),
                }
            )
            for condition in analysis.conditions
        ]

    def _prepare_input_vals(self, analysis):
        """Return the inputs as they were; another slice adds to them."""
        return {}

    @api.depends("order_id", "invoice_id", "partner_id", "date")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for decision in self:
            about = decision.order_id or decision.invoice_id or decision.partner_id
            when = format_datetime(self.env, decision.date, dt_format="short")
            decision.display_name = " · ".join(filter(None, [about.name, when]))

    def _selection_verdict(self):
        return self._fields["verdict"]._description_selection(self.env)

    def write(self, vals):
        raise UserError(
            self.env._("A credit decision records what was known: it cannot be changed.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        raise UserError(self.env._("A credit decision cannot be deleted."))
