from odoo.fields import Command

from .common import DunningCommon


class EngineCommon(DunningCommon):
    """Builders of strategies, of money at the bank and of payments under way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mail_text = cls.friendly.template_id
        cls.sms_text = cls.env.ref("dunning_automation.sms_template_reminder")

    @classmethod
    def _create_strategy(cls, *steps, **values):
        """Create a strategy of e-mails unless told otherwise; each step is a dict."""
        defaults = {"name": "Step", "template_id": cls.mail_text.id}
        return (
            cls.env["dunning.strategy"]
            .sudo()
            .create(
                {
                    "name": "Test",
                    "sequence": 99,
                    "step_ids": [Command.create(defaults | step) for step in steps],
                    **values,
                }
            )
        )

    @classmethod
    def _follow(cls, *steps):
        """Let the debtor follow a strategy of these steps; return it."""
        strategy = cls._create_strategy(*steps)
        cls.debtor.dunning_strategy_id = strategy
        return strategy

    @classmethod
    def _receive(cls, amount, label="Transfer", partner=None, **values):
        """Let money come in at the bank, not matched with anything."""
        line = cls.env["account.bank.statement.line"].create(
            {
                "journal_id": cls.company_data["default_journal_bank"].id,
                "date": cls.today,
                "payment_ref": label,
                "amount": amount,
                "partner_id": partner.id if partner else False,
                **values,
            }
        )
        cls.env.flush_all()
        return line

    def _get_notice(self, debtor=None):
        partner = debtor or self.debtor
        return self.env["dunning.notice"].search([("partner_id", "=", partner.id)], limit=1)

    def _get_skipped(self, debtor=None):
        """Return `{document: code}` of what of the debtor is not chased today."""
        partner = debtor or self.debtor
        [examined] = self.Case._examine(self.today, partner, explain=True)
        lines = self.env["account.move.line"]
        return {lines.browse(row.line_id).move_id: row.code for row in examined.skipped}
