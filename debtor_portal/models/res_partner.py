from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.debtor_portal.kernel.statement import statements


class ResPartner(models.Model):
    _inherit = "res.partner"

    debtor_link_count = fields.Integer(
        string="Portal links", compute="_compute_debtor_link_count",
        groups="debtor_portal.group_user",
    )

    def _compute_debtor_link_count(self):
        counts = dict(self.env["debtor.link"]._read_group(
            [("commercial_partner_id", "in", self.commercial_partner_id.ids)],
            ["commercial_partner_id"], ["__count"],
        ))
        for partner in self:
            partner.debtor_link_count = counts.get(partner.commercial_partner_id, 0)

    def action_view_debtor_links(self):
        """Open the links that were issued to the contacts of this debtor."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("debtor_portal.debtor_link_action")
        action["domain"] = [("commercial_partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {}
        return action

    def action_share_portal_link(self):
        """Show a new personal link for this contact, once, to be copied. Accountants only."""
        self.ensure_one()
        self.env["debtor.link"].check_access("read")
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Portal link"),
            "res_model": "debtor.link.share",
            "view_mode": "form",
            "target": "new",
            "context": {"default_url": self.env["debtor.link"]._issue(self, self.env.company)},
        }

    def _get_portal_debt_lines(self, companies=None):
        """Return, in sudo, the open receivable lines of the contact's commercial entity."""
        self.ensure_one()
        lines_sudo = self.env["account.move.line"].sudo()  # scoped by the domain, not by rules
        return lines_sudo.search(
            lines_sudo._get_portal_debt_domain(self.commercial_partner_id, companies)
        )

    def _get_portal_statements(self, companies=None):
        """Return a list of dictionaries to show, one per company and currency.

        Each holds `company`, `currency`, the totals and the rows of the `overdue`, `not_due`
        and `credits` parts, as of today where the company is.
        """
        lines_sudo = self._get_portal_debt_lines(companies)
        statuses = lines_sudo._get_portal_payment_statuses()
        found = []
        for company, company_lines in lines_sudo.grouped("company_id").items():
            today = company._get_portal_today()
            items = [line._prepare_statement_item() for line in company_lines]
            found += [
                company_lines._prepare_portal_statement(statement, statuses, today)
                for statement in statements(items, today)
            ]
        return sorted(found, key=lambda values: (
            not values["overdue"], values["currency"] != values["company"].currency_id,
        ))

    def _get_portal_payable_lines(self, keys, companies=None):
        """Return, in sudo, the debts with these ids, or none unless each may be paid now.

        They must be the debtor's own, open, not under way and of one company and currency.
        """
        lines_sudo = self._get_portal_debt_lines(companies).filtered(
            lambda line: line.id in keys and line.amount_residual_currency > 0
        )
        statuses = lines_sudo._get_portal_payment_statuses()
        if (
            set(lines_sudo.ids) != set(keys)
            or not set(statuses.values()) <= {"payable", "announced"}
            or len(lines_sudo.company_id) != 1
            or len(lines_sudo.currency_id) != 1
        ):
            return lines_sudo.browse()
        return lines_sudo.sorted(lambda line: (line._get_portal_due_date(), line.id))

    def _get_portal_document(self, move_id, companies=None):
        """Return, in sudo, a posted sales document of the debtor; empty when it is not his."""
        self.ensure_one()
        moves_sudo = self.env["account.move"].sudo()  # scoped here, not by rules
        domain = Domain([
            ("id", "=", move_id),
            ("partner_id.commercial_partner_id", "=", self.commercial_partner_id.id),
            ("state", "=", "posted"),
            ("move_type", "in", moves_sudo.get_sale_types(include_receipts=True)),
        ])
        if companies:
            domain &= Domain("company_id", "in", companies.ids)
        return moves_sudo.search(domain)

    def _get_portal_debt_label(self):
        """Return what is owed per currency, formatted, or an empty string when nothing is."""
        self.ensure_one()
        debts_sudo = self._get_portal_debt_lines().filtered(
            lambda line: line.amount_residual_currency > 0
        )
        return " + ".join(
            currency.format(lines._get_portal_payment_amount())
            for currency, lines in debts_sudo.grouped("currency_id").items()
        )
