"""Opening cases: one for each debtor who has to be told something and has none."""

from odoo import api, fields, models
from odoo.fields import Domain


class DunningCase(models.Model):
    _inherit = "dunning.case"

    def _open_missing(self, partners, planned, progress, today):
        """Return `{partner_id: case}` of debtors who had none, opened in one go."""
        lines = {debtor.partner_id: debtor.lines for debtor in planned}
        opened = self._open(partners, self.env.company, lines, today, progress)
        return {case.partner_id.id: case for case in opened}

    @api.model
    def _get_or_open_for(self, partner, company=None):
        """Return the open case of the debtor behind a partner, opened if there is none."""
        company, debtor = company or self.env.company, partner.commercial_partner_id
        cases_sudo = self.sudo().with_company(company)  # who notes what a debtor said opens no file
        case_sudo = cases_sudo._get_open(debtor, company)
        if not case_sudo:
            today = fields.Date.context_today(self)
            accounts = cases_sudo.env["dunning.ledger"]._get_accounts(today, partners=debtor)
            lines = {account.partner_id: list(account.lines.values()) for account in accounts}
            case_sudo = cases_sudo._open(debtor, company, lines, today)
        return self.browse(case_sudo.id)

    def _get_open(self, partners, company):
        return self.search(
            Domain("partner_id", "in", partners.ids)
            & Domain("company_id", "=", company.id)
            & Domain("state", "=", "open")
        )

    def _open(self, partners, company, lines, today, progress=None):
        """Open a case for each of `partners`.

        `lines`: `{partner_id: kernel Items}`; `progress`: `{partner_id: values of his case}`.
        """
        earlier = dict(
            self._read_group(
                Domain("partner_id", "in", partners.ids) & Domain("company_id", "=", company.id),
                ["partner_id"],
                ["__count"],
            )
        )
        oldest = {
            partner.id: next((i.move_id for i in lines.get(partner.id, ()) if i.amount > 0), None)
            for partner in partners
        }
        moves = self.env["account.move"].browse([move for move in oldest.values() if move])
        moves.fetch(["invoice_user_id"])  # all at once
        owners = self._choose_owners(
            {partner: moves.browse(oldest[partner.id]) for partner in partners}
        )
        return self.with_context(mail_create_nolog=True).create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "user_id": owners[partner].id,
                    "cycle": earlier.get(partner, 0) + 1,
                    "date_open": today,
                    **(progress or {}).get(partner.id, {}),
                }
                for partner in partners
            ]
        )
