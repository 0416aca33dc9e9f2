from odoo import SUPERUSER_ID, api, fields, models


class DunningCase(models.Model):
    """What was agreed with the debtor of a case."""

    _inherit = "dunning.case"

    promise_ids = fields.One2many("dunning.promise", "case_id", string="Promises", readonly=True)
    promise_count = fields.Integer(compute="_compute_agreement_counts", compute_sudo=True)
    broken_promise_count = fields.Integer(
        string="Broken promises", compute="_compute_agreement_counts", compute_sudo=True
    )

    plan_ids = fields.One2many("dunning.plan", "case_id", string="Plans", readonly=True)
    plan_count = fields.Integer(compute="_compute_agreement_counts", compute_sudo=True)
    concession_ids = fields.One2many(
        "dunning.concession", "case_id", string="Concessions", readonly=True
    )
    concession_count = fields.Integer(compute="_compute_agreement_counts", compute_sudo=True)
    dispute_ids = fields.One2many("dunning.dispute", "case_id", string="Disputes", readonly=True)
    dispute_count = fields.Integer(compute="_compute_agreement_counts", compute_sudo=True)

    @api.depends("promise_ids.state", "plan_ids", "concession_ids", "dispute_ids")
    def _compute_agreement_counts(self):
        for case in self:
            case.plan_count = len(case.plan_ids)
            case.concession_count = len(case.concession_ids)
            case.dispute_count = len(case.dispute_ids)
            case.promise_count = len(case.promise_ids)
            case.broken_promise_count = len(
                case.promise_ids.filtered(lambda promise: promise.state == "broken")
            )

    def _get_first_responsible(self, partner, company):
        users = partner.user_id, company.dunning_user_id
        return next(
            (user for user in users if user.active and not user.share and user.id != SUPERUSER_ID),
            self.env["res.users"],
        )

    def action_new_promise(self):
        """Record what the debtor promises, every overdue debt unless told otherwise."""
        return self._get_agreement_action("dunning_automation.dunning_promise_action_new")

    def action_new_plan(self):
        """Draw up a payment plan, of every overdue debt unless told otherwise."""
        return self._get_agreement_action("dunning_automation.dunning_plan_action_new")

    def action_new_concession(self):
        """Concede something to the debtor."""
        return self._get_agreement_action("dunning_automation.dunning_concession_action_new")

    def action_new_dispute(self):
        """Record what the debtor contests."""
        return self._get_agreement_action("dunning_automation.dunning_dispute_action_new")

    def action_open_plans(self):
        """Show the debtor's payment plans."""
        return self._get_agreements_action("dunning_automation.dunning_plan_action")

    def action_open_concessions(self):
        """Show what was conceded to the debtor."""
        return self._get_agreements_action("dunning_automation.dunning_concession_action")

    def action_open_disputes(self):
        """Show what the debtor contests."""
        return self._get_agreements_action("dunning_automation.dunning_dispute_action")

    def action_open_promises(self):
        """Show what the debtor promised."""
        return self._get_agreements_action("dunning_automation.dunning_promise_action")

    def _get_agreement_action(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["context"] = {"default_case_id": self.id}
        return action

    def _get_agreements_action(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [
            ("partner_id", "=", self.partner_id.id),
            ("company_id", "=", self.company_id.id),
        ]
        action["context"] = {"default_case_id": self.id}
        return action
