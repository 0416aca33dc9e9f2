"""The nightly run of the cases, apart from the case itself: what to do, and doing it once."""

import logging
from random import shuffle
from typing import NamedTuple

from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api, fields, models, modules
from odoo.fields import Command, Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.dunning_automation.kernel.steps import Rung, consolidate, next_date

_logger = logging.getLogger(__name__)


class Planned(NamedTuple):
    """What one debtor of one company would be told; `lines` are kernel `Item`s."""

    partner_id: int
    company_id: int
    step_id: int
    lines: tuple
    climbed: dict  # {move line id: step id}, of the lines that reach a step with this message
    next_date: object


class DunningCase(models.Model):
    _inherit = "dunning.case"

    def _cron_run(self):
        """Run every company's plan for its own today."""
        for company in self.env["res.company"].search([]):
            local = self.with_company(company).with_context(tz=company.partner_id.tz or "UTC")
            local._run(fields.Date.context_today(local))

    @api.model
    def _plan(self, today, partners=None):
        """Return what would be done on `today` in the active company, a `Planned` per debtor.

        Writes nothing. One query for the ledger, whatever the number of debtors.
        """
        ladders = self._get_ladders()
        default = ladders.get(self.env["dunning.strategy"]._get_default(self.env.company).id, ())
        first_day = min((rungs[0].offset for rungs in ladders.values()), default=1)
        planned = []
        debtors = self.env["dunning.ledger"]._get_items(today, min(first_day, 1), partners)
        for partner_id, strategy_id, items in debtors:
            ladder = ladders.get(strategy_id, default)
            contact = consolidate(ladder, items)
            if contact and (contact := self._drop_covered(ladder, contact)):
                planned.append(self._prepare_planned(partner_id, ladder, contact, today))
        return planned

    @api.model
    def _get_ladders(self):
        """Return `{strategy_id: rungs}` of every strategy with steps, archived ones left out."""
        steps = (
            self.env["dunning.step"]
            .sudo()
            .search(  # which steps exist is no secret
                Domain("strategy_id.active", "=", True), order="offset_days"
            )
        )
        return {
            strategy.id: tuple(Rung(step.id, step.offset_days) for step in rungs)
            for strategy, rungs in steps.grouped("strategy_id").items()
        }

    def _drop_covered(self, ladder, contact):
        """Leave out the currencies in which the debtor's credits pay for what is claimed."""
        if all(item.amount > 0 for item in contact.items):
            return contact
        nets = {}
        for item in contact.items:
            nets[item.currency_id] = nets.get(item.currency_id, 0) + item.amount
        currencies = self.env["res.currency"].browse(nets)
        owed = {
            currency.id
            for currency in currencies
            if currency.compare_amounts(float(nets[currency.id]), 0) > 0
        }
        return consolidate(ladder, [item for item in contact.items if item.currency_id in owed])

    def _prepare_planned(self, partner_id, ladder, contact, today):
        climbed = {line: rung.id for line, rung in contact.climbed.items()}
        after = [
            item._replace(reached=contact.climbed[item.id].offset) if item.id in climbed else item
            for item in contact.items
        ]
        return Planned(
            partner_id,
            self.env.company.id,
            contact.rung.id,
            contact.items,
            climbed,
            next_date(ladder, after, today),
        )

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
        planned = run._plan(today)
        shuffle(planned)  # workers that start together do not meet at every debtor
        planned = planned[:limit]
        contacted = 0
        run._checkpoint(remaining=len(planned))
        for debtor in planned:
            contacted += run._run_debtor(debtor.partner_id, today)
            if not run._checkpoint(1):
                break
        run._tidy(today)
        return contacted

    def _tidy(self, today):
        """Close what was paid, look after what bounced, and let the mail queue go."""
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

    def _get_or_open(self, partner, planned, today):
        domain = Domain("partner_id", "=", partner.id) & Domain(
            "company_id", "=", planned.company_id
        )
        case = self.search(domain & Domain("state", "=", "open"))
        return case or self.create(
            {
                "partner_id": partner.id,
                "company_id": planned.company_id,
                "user_id": self._get_responsible(partner, planned).id,
                "cycle": self.search_count(domain) + 1,
                "date_open": today,
            }
        )

    def _get_responsible(self, partner, planned):
        """Return who answers for the oldest debt: its salesperson, the debtor's, the collector."""
        debts = [item.move_id for item in planned.lines if item.amount > 0]
        oldest = self.env["account.move"].browse(debts[:1])
        candidates = (oldest.invoice_user_id, partner.user_id, self.env.company.dunning_user_id)
        return next(
            (
                user
                for user in candidates
                if user.active and not user.share and user.id != SUPERUSER_ID
            ),
            self.env["res.users"],
        )

    def _contact(self, planned, today):
        """Persist the notice of `planned`, then deliver it and put it in the agenda."""
        self.ensure_one()
        notice = self.env["dunning.notice"].create(self._prepare_notice_vals(planned, today))
        step = max(self.step_id | notice.step_id, key=lambda step: step.offset_days)
        self.write({"step_id": step.id, "next_action_date": planned.next_date})
        notice._attempt()
        if notice.step_id.schedule_activity:
            self._schedule_call(notice)

    def _prepare_notice_vals(self, planned, today):
        step = self.env["dunning.step"].browse(planned.step_id)
        contact = self._get_recipient()
        return {
            "case_id": self.id,
            "user_id": self.user_id.id,
            "contact_id": contact.id,
            "email_to": contact.email,
            "lang": contact.lang or self.partner_id.lang or self.company_id.partner_id.lang,
            "step_id": step.id,
            "channel": step.channel,
            "cycle": self.cycle,
            "date": today,
            "line_ids": [
                Command.create(
                    {
                        "move_line_id": item.id,
                        "step_id": planned.climbed.get(item.id),
                        "cycle": self.cycle,
                        "date_due": item.due,
                        "days_overdue": item.days,
                        "currency_id": item.currency_id,
                        "amount": float(item.amount),
                        "amount_company": float(item.amount_company),
                    }
                )
                for item in planned.lines
            ],
        }

    def _get_recipient(self):
        """Return who is written to: the billing contact with an e-mail, else the debtor."""
        billing = self.partner_id.child_ids.filtered(
            lambda child: child.type == "invoice" and child.email
        )
        return billing[:1] or self.partner_id
