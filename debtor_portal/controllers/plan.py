from odoo.http import request, route

from odoo.addons.debtor_portal.controllers.portal import DebtorPortal, with_scope


class DebtorPlan(DebtorPortal):
    """The payment plans of a customer, among his debts and as PDF."""

    def _prepare_debts_values(self, scope):
        # EXTENDS debtor_portal
        plans = scope.partner._get_portal_plans(scope.companies)
        return {**super()._prepare_debts_values(scope), "plans": plans}

    @route(
        "/my/debts/plan/<int:plan_id>", type="http", auth="public", methods=["GET"],
        website=True, sitemap=False,
    )
    @with_scope
    def portal_my_debts_plan(self, plan_id, scope, **kwargs):
        """Show the agreement of one of the visitor's own plans as PDF."""
        plan_sudo = scope.partner._get_portal_plans(scope.companies).filtered(
            lambda plan: plan.id == plan_id
        )
        if not plan_sudo:
            return request.redirect("/my/debts")
        content = plan_sudo._get_portal_pdf()
        name = plan_sudo.name.replace("/", "-")
        return request.make_response(content, [
            ("Content-Type", "application/pdf"),
            ("Content-Length", len(content)),
            ("Content-Disposition", f'inline; filename="{name}.pdf"'),
        ])
