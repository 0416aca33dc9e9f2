"""Who answers for a case: portfolios, the chain of people, and changing hands with a history."""

from collections import Counter

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError


class DunningCase(models.Model):
    _inherit = "dunning.case"

    portfolio_id = fields.Many2one(
        "dunning.portfolio",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Whose rule gave this case to its responsible.",
    )
    caller_id = fields.Many2one(
        "res.users",
        string="To call",
        readonly=True,
        index="btree_not_null",
        help="Who has the call in his agenda: he may read the case.",
    )
    assignment_ids = fields.One2many(
        "dunning.assignment", "case_id", string="Changes of hands", readonly=True
    )
    is_assigned = fields.Boolean(
        string="Assigned by hand",
        readonly=True,
        help="Calls go to the responsible rather than to the salesperson of the invoice.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        cases._set_portfolio()
        return cases

    def write(self, vals):
        before = {case: case.user_id for case in self} if "user_id" in vals else {}
        done = super().write(vals)
        for case, user in before.items():
            if case.user_id != user:
                case._follow_assignment(user)
        return done

    def action_reassign(self):
        """Open the dialog that passes these cases to somebody else."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_case_reassign_action"
        )
        return action | {"context": {"default_case_ids": self.ids}}

    def _assign(self, user, kind="hand", reason=False):
        """Pass these cases to `user` and write it into their history.

        Raises UserError for somebody who does not work in their company.
        """
        for company in self.company_id:
            if company not in user.company_ids:
                raise UserError(
                    self.env._(
                        "%(user)s does not work in %(company)s.",
                        user=user.name,
                        company=company.name,
                    )
                )
        changing = self.filtered(lambda case: case.user_id != user)
        changing.with_context(dunning_assignment=(kind, reason)).write({"user_id": user.id})
        return changing

    def _follow_assignment(self, before):
        """Write the change of hands into the history and pass the open calls on."""
        self.ensure_one()
        kind, reason = self.env.context.get("dunning_assignment") or ("hand", False)
        self._record_assignment(before, self.user_id, kind, reason)
        self.is_assigned = kind in ("hand", "balance")
        if self.user_id:
            calls = self._get_calls().filtered(lambda call: call.user_id == before)
            # The chatter tells the new responsible of the case: one message is enough.
            calls.with_context(mail_activity_quick_update=True).write({"user_id": self.user_id.id})
            self.caller_id = self.user_id if calls else self.caller_id

    def _record_assignment(self, before, after, kind, reason):
        # A history that its readers could write would be none.
        self.env["dunning.assignment"].sudo().create(
            {
                "case_id": self.id,
                "user_from_id": before.id,
                "user_to_id": after.id,
                "kind": kind,
                "reason": reason,
                "user_id": self.env.uid,
            }
        )

    def _set_portfolio(self):
        """Note by which portfolio these new cases came to their responsible."""
        portfolios = self.env["dunning.portfolio"].sudo()  # rules are for managers to read
        without = self.filtered(lambda case: not case.portfolio_id)
        for company, cases in without.grouped("company_id").items():
            found = portfolios._find_all(cases.partner_id, company)
            for case in cases:
                portfolio = found[case.partner_id]
                if portfolio and case.user_id in portfolio.collector_ids:
                    case.portfolio_id = portfolio

    @api.model
    def _choose_owners(self, documents):
        """Return `{partner: who answers for him in the active company, maybe nobody}`.

        The collector of the portfolio that he falls into, else the first of the chain.
        `documents`: `{partner: his oldest}`.
        """
        partners = self.env["res.partner"].union(*documents)
        found = self.env["dunning.portfolio"]._find_all(partners, self.env.company)
        given = {
            portfolio: iter(portfolio._get_next_collectors(count))
            for portfolio, count in Counter(found.values()).items()
        }
        house = next(filter(self._is_staff, self._iterate_house()), self.env["res.users"])
        return {
            partner: next(given[found[partner]], None)
            or next(filter(self._is_staff, self._iterate_own(partner, oldest)), house)
            for partner, oldest in documents.items()
        }

    @api.model
    def _get_chain(self, partner, moves):
        """Return who is to call about `moves`, in the order in which a call passes on.

        The salesperson of the oldest invoice, the account manager, their team leader, the
        company's collector, the collections manager; each once, those who still work here.
        """
        people = [*self._iterate_own(partner, moves[:1]), *self._iterate_house()]
        return self.env["res.users"].union(*filter(self._is_staff, people))

    @api.model
    def _iterate_own(self, partner, oldest):
        """Yield those who know the debtor, maybe nobody among them."""
        yield oldest.invoice_user_id
        yield partner.user_id
        # The team on an invoice is often but a default: the leader is that of his people.
        team = oldest.invoice_user_id.sale_team_id or partner.user_id.sale_team_id
        yield team.user_id

    @api.model
    def _iterate_house(self):
        """Yield those who answer for whatever nobody else does."""
        yield self.env.company.dunning_user_id
        yield self.env.company.dunning_manager_id

    @api.model
    def _is_staff(self, user):
        return bool(user) and user.active and not user.share and user.id != SUPERUSER_ID

    def _get_overdue_moves(self):
        """Return the documents that this debtor should have paid by now, the oldest first."""
        self.ensure_one()
        overdue = self.env["dunning.ledger"]._get_overdue_domain(fields.Date.context_today(self))
        lines = self.env["account.move.line"].search(
            overdue & self._get_open_domain(), order="date_maturity, id"
        )
        return lines.move_id

    def _get_caller(self):
        """Return who is to call: by hand the responsible, else the first of the chain."""
        self.ensure_one()
        local = self.with_company(self.company_id)
        chain = local._get_chain(self.partner_id, self._get_overdue_moves())
        return self.user_id if self.is_assigned else chain[:1] or self.user_id
