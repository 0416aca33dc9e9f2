"""Why something is not chased, in the reader's words."""

from odoo import models


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    def _get_hold_words(self):
        """Return `{code: words}`. Extension point: whoever holds for another reason names it."""
        return {
            "exempt": self.env._("The customer is never reminded."),
            "no_followup": self.env._("The document is marked: no follow-up."),
            "blocked": self.env._("The document is blocked."),
            "paid": self.env._("It is paid, though the bank has not confirmed yet."),
            "online": self.env._("An online payment is under way."),
            "bank": self.env._("Money at the bank that nobody has matched yet may be for it."),
            "promise": self.env._("The customer has promised to pay."),
            "dispute": self.env._("The customer disputes it."),
            "plan": self.env._("It is being paid by a plan."),
            "extension": self.env._("It has been put off."),
            "handover": self.env._("It has been handed over for collection."),
            "quiet": self.env._("The customer was contacted a short while ago."),
            "ceiling": self.env._("The customer has been contacted as often as is allowed."),
            "closed": self.env._("Nobody works today: it waits for the next working day."),
            "pause": self.env._("The case is paused."),
            "resume": self.env._("The pause is over: somebody has to say how to go on."),
            "approval": self.env._("A message to the customer waits for approval."),
            "covered": self.env._("The customer's credits cover it."),
            "lower": self.env._("What is left has come to a lower step only."),
            "settled": self.env._("It is settled."),
            "not_due": self.env._("It is not due yet."),
            "later": self.env._("Its next step comes later."),
            "last": self.env._("It has reached the last step."),
            "no_strategy": self.env._("The strategy has no step for this customer."),
        }

    def _say_hold(self, code, amount=None, currency=None, until=None):
        """Say why an amount is not chased, and until when."""
        words = self._get_hold_words().get(code, code)
        if amount is not None and currency:
            words = self.env._(
                "%(reason)s For %(amount)s.", reason=words, amount=currency.format(float(amount))
            )
        if until:
            day = self.env["ir.qweb.field.date"].value_to_html(until, {})
            words = self.env._("%(reason)s Until %(date)s.", reason=words, date=day)
        return words

    def _get_line_holds(self, lines, today):
        """Return `{move line: kernel Holds}` of what keeps these lines from being chased."""
        held = {}
        for company, theirs in lines.grouped("company_id").items():
            accounts = self.with_company(company)._get_accounts(
                today, partners=theirs.partner_id.commercial_partner_id
            )
            held |= {line: holds for account in accounts for line, holds in account.kept.items()}
        return {line: held[line.id] for line in lines if line.id in held}
