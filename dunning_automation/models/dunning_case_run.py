"""The nightly run of the cases, apart from the case itself: doing once what is called for."""

import logging
from random import shuffle

from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api, fields, models, modules
from odoo.fields import Command, Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


class DunningCase(models.Model):
    _inherit = "dunning.case"

    def _cron_run(self):
        """Run every company's plan for its own today; those not yet at work, when they open."""
        now = fields.Datetime.now()
        for company in self.env["res.company"].search([]):
            opening = company._get_dunning_opening(now)
            if opening > now:
                self.env.ref("dunning_automation.ir_cron_run")._trigger(opening)
                continue
            local = self.with_company(company).with_context(tz=company.partner_id.tz or "UTC")
            local._run(fields.Date.context_today(local))

    @api.model
    def _run(self, today, limit=None):
        """Do what `_plan` lists for the active company; return how many debtors were contacted.

        Each debtor is claimed, read again and committed on his own: notice, message and the
        e-mail in the queue are one transaction, so that a run killed anywhere has either
        done all of a debtor or nothing. `limit` caps the debtors of this call.
        """
        run = (
            self.with_user(SUPERUSER_ID)
            .with_company(self.env.company)
            .with_context(
                mail_notify_force_send=False,  # the queue sends, after the commit
                mail_activity_quick_update=True,  # the agenda tells, not forty e-mails
                mail_auto_subscribe_no_notify=True,
            )
        )
        run._end_pauses(today)
        debtors = list({planned.partner_id for planned in run._plan(today)})
        shuffle(debtors)  # workers that start together do not meet at every debtor
        debtors = debtors[:limit]
        contacted = 0
        run._checkpoint(remaining=len(debtors))
        for partner_id in debtors:
            contacted += run._run_debtor(partner_id, today)
            if not run._checkpoint(1):
                break
        run._tidy(today)
        return contacted

    def _tidy(self, today):
        """Close what was paid, look after what bounced, and let the mail queue go."""
        self.env["dunning.notice"]._retry_unsent()
        self.env["dunning.notice"]._follow_up_failures()
        self.search(
            Domain("state", "=", "open") & Domain("company_id", "=", self.env.company.id)
        )._close_settled(today)
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
        self._checkpoint()

    def _checkpoint(self, processed=0, remaining=None):
        """Commit what is done; return the seconds left to the cron, infinite elsewhere."""
        if modules.module.current_test and not self.env.context.get("ir_cron_progress_id"):
            return float("inf")  # a test owns its transaction
        return self.env["ir.cron"]._commit_progress(processed, remaining=remaining)

    def _run_debtor(self, partner_id, today):
        """Contact one debtor if still called for; return whether it was done."""
        partner = self.env["res.partner"].browse(partner_id)
        if not partner.try_lock_for_update(allow_referencing=True):
            return False  # another worker has him
        try:
            with self.env.cr.savepoint():
                planned = self._plan(today, partner)  # what was paid since is not claimed
                for debtor in planned:
                    self._get_or_open(partner, debtor, today)._contact(debtor, today)
                return bool(planned)
        except (UniqueViolation, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            # Another worker committed between our snapshot and our lock: he was contacted.
            _logger.info("Debtor %s is being contacted by another run.", partner_id)
        except Exception:  # noqa: BLE001 one debtor must not keep the others waiting
            _logger.exception(
                "Debtor %s could not be contacted; the next run tries again.", partner_id
            )
        return False

    @api.model
    def _get_or_open_for(self, partner, company=None):
        """Return the open case of a commercial partner in a company, opened if there is none."""
        company = company or self.env.company
        partner = partner.commercial_partner_id
        case = self._get_open(partner, company)
        if case:
            return case
        local = self.with_company(company)
        items = [
            item
            for account in self.env["dunning.ledger"]
            .with_company(company)
            ._get_accounts(fields.Date.context_today(self), partners=partner)
            for item in account.lines.values()
        ]
        return local._open(partner, company, items, fields.Date.context_today(self))

    def _get_or_open(self, partner, planned, today):
        company = self.env["res.company"].browse(planned.company_id)
        return self._get_open(partner, company) or self._open(
            partner, company, planned.lines, today
        )

    def _get_open(self, partner, company):
        return self.search(
            Domain("partner_id", "=", partner.id)
            & Domain("company_id", "=", company.id)
            & Domain("state", "=", "open")
        )

    def _open(self, partner, company, items, today):
        earlier = self.with_context(active_test=False).search_count(
            Domain("partner_id", "=", partner.id) & Domain("company_id", "=", company.id)
        )
        return self.create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "user_id": self._get_responsible(partner, items).id,
                "cycle": earlier + 1,
                "date_open": today,
            }
        )

    def _get_responsible(self, partner, items):
        """Return who answers for the debtor, maybe nobody: see `_choose_owner`."""
        debts = [item.move_id for item in items if item.amount > 0]
        return self._choose_owner(partner, self.env["account.move"].browse(debts))

    def _contact(self, planned, today):
        """Persist the notice of `planned`, then deliver it and put it in the agenda."""
        self.ensure_one()
        notice = self.env["dunning.notice"].create(self._prepare_notice_vals(planned, today))
        step = max(self.step_id | notice.step_id, key=lambda step: step.offset_days)
        self.write({"step_id": step.id, "next_action_date": planned.next_date})
        if not notice.needs_approval:
            notice._carry_out()

    def _prepare_notice_vals(self, planned, today):
        step = self.env["dunning.step"].browse(planned.step_id)
        documents = self.env["account.move"].browse(
            [item.move_id for item in planned.lines if item.amount > 0]
        )
        contact = self._get_recipient(step.recipient, documents)
        return {
            "case_id": self.id,
            "user_id": self.user_id.id,
            "contact_id": contact.id,
            "email_to": contact.email,
            "lang": contact.lang or self.partner_id.lang or self.company_id.partner_id.lang,
            "step_id": step.id,
            "rule_id": planned.rule_id,
            "channel": step.channel,
            "needs_approval": self._needs_approval(step),
            "cycle": self.cycle,
            "date": today,
            "line_ids": [
                Command.create(self._prepare_line_vals(item, planned)) for item in planned.lines
            ],
        }

    def _needs_approval(self, step):
        """Return whether somebody has to approve it; for persons all that weighs on them does."""
        weighs = step.channel in ("hold", "charge", "handover") and not self.partner_id.is_company
        return step.mode == "approve" or weighs

    def _prepare_line_vals(self, item, planned):
        currency = self.env["res.currency"].browse(item.currency_id)
        return {
            "move_line_id": item.id,
            "part": item.part,
            "step_id": planned.climbed.get(item.key),
            "delay_days": (planned.delays or {}).get(item.key),
            "cycle": self.cycle,
            "date_due": item.due,
            "days_overdue": item.days,
            "currency_id": item.currency_id,
            "amount": currency.round(float(item.amount)),
            "amount_company": self.company_id.currency_id.round(float(item.amount_company)),
        }
