from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_promise_count = fields.Integer(
        compute="_compute_dunning_agreement_counts",
        groups="account.group_account_invoice,sales_team.group_sale_salesman",
    )

    dunning_plan_count = fields.Integer(
        compute="_compute_dunning_agreement_counts",
        groups="account.group_account_invoice,sales_team.group_sale_salesman",
    )
    dunning_concession_count = fields.Integer(
        compute="_compute_dunning_agreement_counts",
        groups="account.group_account_invoice,sales_team.group_sale_salesman",
    )
    dunning_dispute_count = fields.Integer(
        compute="_compute_dunning_agreement_counts",
        groups="account.group_account_invoice,sales_team.group_sale_salesman",
    )

    @api.depends_context("company")
    def _compute_dunning_agreement_counts(self):
        for field, model in self._get_dunning_agreement_fields().items():
            counts = dict(
                self.env[model]._read_group(
                    Domain("partner_id", "in", self.commercial_partner_id.ids)
                    & Domain("company_id", "=", self.env.company.id),
                    ["partner_id"],
                    ["__count"],
                )
            )
            for partner in self:
                partner[field] = counts.get(partner.commercial_partner_id._origin, 0)

    def _get_dunning_agreement_fields(self):
        """Return `{field that counts: model counted}`."""
        return {
            "dunning_promise_count": "dunning.promise",
            "dunning_plan_count": "dunning.plan",
            "dunning_concession_count": "dunning.concession",
            "dunning_dispute_count": "dunning.dispute",
        }

    def _may_promise(self):
        """Tell whether the debtor may promise by himself in the active company.

        Not after so many broken promises in the last twelve months as the company allows.
        """
        self.ensure_one()
        allowed = self.env.company.dunning_promise_max_broken
        since = fields.Date.context_today(self) - relativedelta(years=1)
        # The debtor himself asks, who cannot read what we noted.
        broken = (
            self.env["dunning.promise"]
            .sudo()
            .search_count(
                Domain("partner_id", "=", self.commercial_partner_id.id)
                & Domain("company_id", "=", self.env.company.id)
                & Domain("state", "=", "broken")
                & Domain("date", ">=", since),
            )
        )
        return not allowed or broken < allowed

    def action_open_dunning_promises(self):
        """Show what the debtor promised."""
        return self._get_dunning_agreements_action("dunning_automation.dunning_promise_action")

    def action_open_dunning_plans(self):
        """Show the debtor's payment plans."""
        return self._get_dunning_agreements_action("dunning_automation.dunning_plan_action")

    def action_open_dunning_concessions(self):
        """Show what was conceded to the debtor."""
        return self._get_dunning_agreements_action("dunning_automation.dunning_concession_action")

    def action_open_dunning_disputes(self):
        """Show what the debtor contests."""
        return self._get_dunning_agreements_action("dunning_automation.dunning_dispute_action")

    def _get_dunning_agreements_action(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [("partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {"default_partner_id": self.commercial_partner_id.id}
        return action
