"""The last look before a message leaves: what was paid, or is held by now, is not asked for."""

from odoo import fields, models


class DunningNotice(models.Model):
    _inherit = "dunning.notice"

    def _date_anew(self, today=None):
        """Date what leaves later than it was drawn up by the day it leaves, its delays too."""
        day = today or fields.Date.context_today(self)
        late = self.filtered(lambda notice: notice.date != day)
        late.date = day
        for line in late.line_ids.filtered("date_due"):
            line.days_overdue = (day - line.date_due).days

    def _guard(self, today=None):
        """Read the ledger again for messages that have not left; return those that changed.

        What was settled or is held by now is taken out with its reason, new credit is put in.
        A message of which nothing is left is cancelled. One query per company.
        """
        changed = self.browse()
        for company, notices in self.grouped("company_id").items():
            ledger_sudo = self.env["dunning.ledger"].sudo().with_company(company)  # all of it
            day = today or fields.Date.context_today(self)
            accounts = ledger_sudo._get_accounts(day, partners=notices.partner_id)
            by_partner = {account.partner_id: account for account in accounts}
            for notice in notices:
                if notice._compare(by_partner.get(notice.partner_id.id)):
                    changed |= notice
        return changed

    def _compare(self, account):
        """Bring one notice up to date with its debtor's account; return whether it changed."""
        before = self._get_contents()
        if account and account.paused_until:
            self._drop_all("pause", account.paused_until)
        else:
            self._drop_settled(account)
            self._add_credits(account)
            self._drop_covered()
        self._drop_lower()
        if not any(line.step_id for line in self.line_ids):
            self._cancel_empty()
        return before != self._get_contents()

    def _get_contents(self):
        return {(line.move_line_id.id, line.part, line.amount) for line in self.line_ids}

    def _drop_all(self, code, until):
        self.line_ids._drop(code, self.env["dunning.ledger"]._say_hold(code, until=until))

    def _drop_settled(self, account):
        items = {item.key: item for item in account.items} if account else {}
        for line in self.line_ids:
            item = items.get(line._get_key())
            if item is None:
                line._drop(*self._get_drop(line, account))
            elif line.currency_id.compare_amounts(line.amount, float(item.amount)):
                line.write(
                    {
                        "amount": line.currency_id.round(float(item.amount)),
                        "amount_company": self.currency_id.round(float(item.amount_company)),
                    }
                )

    def _get_drop(self, line, account):
        """Return the code and the words for a line that is not to be claimed any more."""
        ledger = self.env["dunning.ledger"]
        holds = account.kept.get(line.move_line_id.id) if account else None
        hold = holds[0] if holds else None
        if hold is None:
            return "settled", ledger._say_hold("settled")
        return hold.code, ledger._say_hold(hold.code, until=hold.until)

    def _add_credits(self, account):
        """List credit that came in since, so that the total is what is really owed."""
        known = {line._get_key() for line in self.line_ids}
        fresh = [item for item in (account.items if account else ()) if item.amount < 0]
        values = [
            {
                "notice_id": self.id,
                "move_line_id": item.id,
                "cycle": self.cycle,
                "date_due": item.due,
                "days_overdue": item.days,
                "currency_id": item.currency_id,
                "amount": float(item.amount),
                "amount_company": float(item.amount_company),
            }
            for item in fresh
            if item.key not in known
        ]
        if values:
            self.env["dunning.notice.line"].create(values)
            self.invalidate_recordset(["line_ids"])

    def _drop_covered(self):
        """Take out the currencies in which credit by now pays for all that is claimed."""
        for currency, lines in self.line_ids.grouped("currency_id").items():
            if currency.compare_amounts(sum(lines.mapped("amount")), 0) <= 0:
                lines._drop("covered", self.env["dunning.ledger"]._say_hold("covered"))

    def _drop_lower(self):
        """Take out what has not come as far as this message: the next run writes what fits."""
        claimed = self.line_ids.filtered("step_id")
        if claimed and self.step_id not in claimed.step_id:
            claimed._drop("lower", self.env["dunning.ledger"]._say_hold("lower"))

    def _cancel_empty(self):
        reasons = dict.fromkeys(self.dropped_line_ids.mapped("drop_reason"))
        words = self.env._(
            "Nothing was left to ask for when it was to be sent: %(reasons)s",
            reasons=" ".join(reason for reason in reasons if reason),
        )
        self.write({"cancel_reason": words, "is_pending": False})

    def _withdraw_message(self):
        """Undo a message that has not left: neither the queue nor the chatter keeps it."""
        for notice in self:
            message_sudo = notice.message_id.sudo()  # the system's own, unsent
            notice.message_id = False
            message_sudo.unlink()

    def _filter_up_to_date(self):
        """Look again at queued reminders; return those whose message may leave as it is.

        Of the others the message is withdrawn; what is still owed is written anew and queued.
        """
        waiting = self.filtered(lambda notice: notice.state in ("ready", "failed"))
        changed = waiting._guard()
        changed._withdraw_message()
        for notice in changed.filtered(lambda notice: not notice.cancel_reason):
            notice.with_context(mail_notify_force_send=False)._attempt()
        return self - changed
