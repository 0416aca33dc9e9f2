from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_strategy_id = fields.Many2one(
        "dunning.strategy",
        string="Dunning strategy",
        company_dependent=True,
        check_company=True,
        help="How this debtor is reminded; empty: as the company does.",
    )
    dunning_exempt = fields.Boolean(
        string="Never remind", company_dependent=True, help="No reminder goes to this debtor."
    )
    dunning_last_step_id = fields.Many2one(
        "dunning.step",
        string="Not beyond step",
        company_dependent=True,
        help="The highest step that this debtor may reach; empty: all of them.",
    )
    dunning_case_count = fields.Integer(
        compute="_compute_dunning_case_count",
        groups="account.group_account_invoice,sales_team.group_sale_salesman",
    )

    @api.depends_context("company")
    def _compute_dunning_case_count(self):
        cases = dict(
            self.env["dunning.case"]._read_group(
                Domain("partner_id", "in", self.commercial_partner_id.ids)
                & Domain("state", "=", "open"),
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.dunning_case_count = cases.get(partner.commercial_partner_id._origin, 0)

    @api.model
    def _commercial_fields(self):
        # EXTENDS account
        return super()._commercial_fields() + [
            "dunning_strategy_id",
            "dunning_exempt",
            "dunning_last_step_id",
        ]

    def action_explain_dunning(self):
        """Show which strategy and step this debtor is at in the active company, and why."""
        self.ensure_one()
        return self.env["dunning.strategy.explain"]._open_for(self, self.env.company)

    def action_open_dunning_cases(self):
        """Show the debtor's cases, the open one first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_case_action"
        )
        action["domain"] = [("partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {}
        return action
