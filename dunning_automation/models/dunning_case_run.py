"""The nightly run of the cases, apart from the case itself: doing once what is called for."""

import logging
from collections import defaultdict
from decimal import Decimal
from random import shuffle

from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api, fields, models, modules
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import split_every

_logger = logging.getLogger(__name__)

#: Debtors claimed in one transaction: a confirmation never waits for more than that.
BATCH = 500


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
            local = self.with_company(company).with_context(tz=company._get_dunning_tz())
            local._run(fields.Date.context_today(local))

    @api.model
    def _run(self, today, limit=None):
        """Do what `_plan` lists for the active company; return how many debtors were contacted.

        In two strides. Debtors are claimed, read again and their notices persisted, a batch a
        transaction; then each is contacted and committed on his own. Killed anywhere, a run has
        done all of a debtor, or left a notice that the next run takes up. `limit` caps the
        debtors claimed in this call.
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
        left = run.env["dunning.notice"]._get_pending()
        left._date_anew(today)
        left._guard(today)
        claimed = run._claim_all(today, limit)
        contacted = run._carry_out_all(left.ids + claimed)
        run._tidy(today)
        return contacted

    def _claim_all(self, today, limit):
        """Claim who is to be contacted, batch by batch; return the identifiers of the notices."""
        debtors = list({planned.partner_id for planned in self._plan(today)})
        shuffle(debtors)  # workers that start together do not meet at every debtor
        debtors, claimed = debtors[:limit], []
        self._checkpoint(remaining=2 * len(debtors))  # each is claimed, then contacted
        for batch in split_every(BATCH, debtors):
            claimed += self._claim(batch, today)
            if not self._checkpoint(len(batch)):
                break
        return claimed

    def _carry_out_all(self, notice_ids):
        """Contact the debtors of these notices, one a transaction; return how many there were."""
        done = set()
        for notice_id in notice_ids:
            notice = self.env["dunning.notice"].browse(notice_id)
            if self._carry_out(notice):
                done.add(notice.partner_id)
            if not self._checkpoint(1):
                break
        return len(done)

    def _carry_out(self, notice):
        """Contact one debtor if nobody has meanwhile; return whether it was done."""
        try:
            with self.env.cr.savepoint():
                if not notice.try_lock_for_update(allow_referencing=True):
                    return False  # another worker has it
                notice.invalidate_recordset(["is_pending"])
                if notice.is_pending:
                    notice._carry_out()
                    return True
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            _logger.info("Reminder %s is being sent by another run.", notice.id)
        except Exception:  # noqa: BLE001 one debtor must not keep the others waiting
            _logger.exception("Reminder %s was not sent; the next run tries again.", notice.id)
        return False

    def _tidy(self, today):
        """Close what was paid, look after what bounced, and let the mail queue go."""
        mine = Domain("company_id", "=", self.env.company.id)
        self.env["dunning.notice"]._retry_unsent()
        self.env["dunning.notice"]._follow_up_failures(mine)
        self.search(Domain("state", "=", "open") & mine)._close_settled(today)
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
        self._checkpoint()

    def _checkpoint(self, processed=0, remaining=None):
        """Commit what is done; return the seconds left to the cron, infinite elsewhere."""
        if modules.module.current_test and not self.env.context.get("ir_cron_progress_id"):
            return float("inf")  # a test owns its transaction
        return self.env["ir.cron"]._commit_progress(processed, remaining=remaining)

    def _claim(self, partner_ids, today):
        """Persist the notices of a batch of debtors still called for; return those to carry out.

        One query reads the batch again: what was paid since the plan is not claimed.
        """
        partners = self.env["res.partner"].browse(partner_ids)
        partners = partners.try_lock_for_update(allow_referencing=True)  # the rest: other workers
        try:
            with self.env.cr.savepoint():
                notices = self._persist(self._plan(today, partners), today) if partners else ()
                return [notice.id for notice in notices if notice.is_pending]
        except (UniqueViolation, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            # Another worker committed between our snapshot and our lock: they were contacted.
            _logger.info("Debtors %s are being contacted by another run.", partner_ids)
        except Exception:  # noqa: BLE001 one debtor must not keep the others waiting
            if len(partner_ids) == 1:
                _logger.exception(
                    "Debtor %s could not be contacted; the next run tries again.", partner_ids[0]
                )
        if len(partner_ids) == 1:
            return []
        return [notice for partner in partner_ids for notice in self._claim([partner], today)]

    def _persist(self, planned, today):
        """Write the notices of all these debtors, their cases opened where there was none."""
        partners = self.env["res.partner"].browse({debtor.partner_id for debtor in planned})
        files = self._get_open(partners, self.env.company)
        cases = {case.partner_id.id: case for case in files}
        progress = self._get_progress(cases, planned)
        files._note_progress(progress)
        cases |= self._open_missing(partners - files.partner_id, planned, progress, today)
        notices = self._create_notices(
            [cases[debtor.partner_id]._prepare_notice_vals(debtor, today) for debtor in planned]
        )
        self.env.flush_all()
        return notices

    def _get_progress(self, cases, planned):
        """Return how far cases come and when the next of their debts climbs, by debtor.

        As values of the case; `cases`: `{partner_id: case}`, of those that are open already.
        """
        progress, Step = {}, self.env["dunning.step"]
        for debtor in planned:
            step = Step.browse(debtor.step_id)
            if debtor.partner_id in progress:
                before = Step.browse(progress[debtor.partner_id]["step_id"])
            else:
                before = cases[debtor.partner_id].step_id if debtor.partner_id in cases else Step
            ahead = not before or step.offset_days >= before.offset_days
            progress[debtor.partner_id] = {
                "step_id": step.id if ahead else before.id,
                "next_action_date": debtor.next_date,
            }
        return progress

    def _note_progress(self, progress):
        """Write what `_get_progress` found, cases alike together."""
        alike = defaultdict(self.browse)
        for case in self:
            alike[tuple(progress[case.partner_id.id].items())] |= case
        for values, cases in alike.items():
            cases.with_context(tracking_disable=True).write(dict(values))  # the message tells it

    def _create_notices(self, vals_list):
        """Create notices, all of them and their lines in a statement each."""
        listed = [vals.pop("line_ids") for vals in vals_list]
        for vals, lines in zip(vals_list, listed, strict=True):
            vals["amount"] = sum((line["amount_company"] for line in lines), Decimal(0))
        notices = self.env["dunning.notice"]._insert(vals_list)
        self.env["dunning.notice.line"]._insert(
            [
                {**line, "notice_id": notice_id, "company_id": self.env.company.id}
                for notice_id, lines in zip(notices.ids, listed, strict=True)
                for line in lines
            ]
        )
        return notices

    def _prepare_notice_vals(self, planned, today):
        """Return the notice of a debtor as its columns, figures that the ORM computes included."""
        step = self.env["dunning.step"].browse(planned.step_id)
        documents = self.env["account.move"].browse(
            [item.move_id for item in planned.lines if item.amount > 0]
        )
        contact = self._get_recipient(step.recipient, documents)
        waits = self._needs_approval(step)
        return {
            "case_id": self.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "contact_id": contact.id,
            "email_to": contact.email,
            "lang": contact.lang or self.partner_id.lang or self.company_id.partner_id.lang,
            "step_id": step.id,
            "rule_id": planned.rule_id,
            "channel": step.channel,
            "needs_approval": waits,
            "is_pending": not waits,
            "state": "to_approve" if waits else "ready",
            "delivery": "waiting",
            "cycle": self.cycle,
            "date": today,
            "line_ids": [self._prepare_line_vals(item, planned) for item in planned.lines],
        }

    def _needs_approval(self, step):
        """Return whether somebody has to approve it; for persons all that weighs on them does."""
        weighs = step.channel in ("hold", "charge", "handover") and not self.partner_id.is_company
        return step.mode == "approve" or weighs

    def _prepare_line_vals(self, item, planned):
        return {
            "move_line_id": item.id,
            "part": item.part,
            "step_id": planned.climbed.get(item.key),
            "delay_days": (planned.delays or {}).get(item.key),
            "cycle": self.cycle,
            "date_due": item.due,
            "days_overdue": item.days,
            "currency_id": item.currency_id,
            "amount": item.amount,
            "amount_company": item.amount_company,
        }
