"""Starting the clocks and telling of them, night by night."""

from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import format_date

from odoo.addons.dunning_automation.kernel.clocks import relief_window

from .dunning_ledger_query import MESSAGES

ACTIVITY = "dunning_automation.mail_activity_data_deadline"


class DunningDeadline(models.Model):
    _inherit = "dunning.deadline"

    @api.model
    def _cron_watch(self):
        """Start, move and close the clocks of every company; give each deadline its task, once."""
        today = fields.Date.context_today(self)
        for company in self.env["res.company"].search([]):
            self.with_company(company)._watch(company, today)
            self.env["dunning.case"]._checkpoint()

    @api.model
    def _watch(self, company, today):
        """Bring the clocks of one company up to `today`; return them."""
        clocks = self._start(company, today)
        clocks |= self.search(
            Domain("company_id", "=", company.id) & Domain("state", "in", ("running", "open"))
        )
        clocks._record_facts()
        clocks._set_relief_amounts()
        clocks._set_state(today)
        clocks._tell(today)
        return clocks

    @api.model
    def _start(self, company, today):
        """Start the clocks of instalments that are overdue and have none yet."""
        created = self.browse()
        country = company._get_dunning_country()
        for kind in ("limitation", "vat_relief"):
            rules = self.env["dunning.limitation.rule"]._get_rules(country, kind)
            vals_list = [
                vals
                for line in self._find_without(company, kind, today)
                if (rule := rules._get_rule_of(country, line.date_maturity))
                and (vals := self._prepare_clock_vals(line, kind, rule))
            ]
            created |= self.create(vals_list)
        created._count_interruptions()
        return created

    def _find_without(self, company, kind, today):
        """Return the overdue instalments of invoices over which no clock of this kind runs."""
        running = self.search(Domain("company_id", "=", company.id) & Domain("kind", "=", kind))
        return self.env["account.move.line"].search(
            self.env["dunning.ledger"]._get_overdue_domain(today)
            & Domain("company_id", "=", company.id)
            & Domain("move_id.move_type", "=", "out_invoice")
            & Domain("id", "not in", running.move_line_id.ids)
        )

    def _prepare_clock_vals(self, line, kind, rule):
        if kind == "vat_relief" and not self._is_relievable(line, rule):
            return None
        return {
            "kind": kind,
            "move_line_id": line.id,
            "rule_id": rule.id,
            "user_id": (line.company_id.dunning_user_id or line.move_id.invoice_user_id).id,
            **self._prepare_dates(line, kind, rule),
        }

    def _prepare_dates(self, line, kind, rule):
        if kind == "limitation":
            return {"date_start": line.date_maturity, "date_deadline": line.date_maturity}
        start = self._get_accrual_date(line)
        window = relief_window(start, rule._get_wait(line.company_id), rule.months_open)
        return {"date_start": start, "date_open": window.opens, "date_deadline": window.closes}

    def _get_accrual_date(self, line):
        """Return when the VAT of the instalment accrued: of several, when each fell due."""
        move = line.move_id
        if len(move._get_dunning_lines()) > 1:
            return line.date_maturity
        return move.delivery_date or move.invoice_date or move.date

    def _is_relievable(self, line, rule):
        """Tell whether the invoice bears VAT, enough of it if its debtor is no business."""
        move = line.move_id
        if move.currency_id.is_zero(move.amount_tax):
            return False
        debtor = line.partner_id.with_company(line.company_id)
        base = abs(move.amount_untaxed_signed)
        return debtor._is_dunning_chargeable() or base > rule.min_base_consumer

    def _record_facts(self):
        """Add to each limitation what has interrupted it since, with its evidence."""
        clocks = self.filtered(lambda clock: clock.kind == "limitation")
        told, new = clocks._get_facts(), []
        for clock in clocks:
            known = {fact.key: fact for fact in clock.interruption_ids if fact.key}
            for key, fact in told.get(clock.move_line_id, {}).items():
                recorded = known.get(key)
                if recorded and recorded.date != fact["date"]:
                    recorded.date = fact["date"]  # the books were corrected
                elif not recorded and fact["date"] > clock.date_start:
                    new.append({**fact, "key": key, "deadline_id": clock.id, "is_automatic": True})
        self.env["dunning.interruption"].create(new)

    def _get_facts(self):
        """Return `{instalment: {key: fact}}`: delivered claims, acknowledgements, court actions.

        Each fact is the values of a `dunning.interruption`; its key, the kind and the record,
        is the same in every language. A few queries for all clocks.
        """
        facts = {}
        for told in (self._get_claims(), self._get_acknowledgements(), self._get_court_actions()):
            for line, values in told:
                key = f"{values['kind']}:{values.pop('key', None) or values['source']}"
                facts.setdefault(line, {})[key] = values
        return facts

    def _get_claims(self):
        """Yield the reminders that reached the debtor, for each instalment they claimed."""
        lines = self.env["dunning.notice.line"].search(
            Domain("move_line_id", "in", self.move_line_id.ids)
            & Domain("notice_id.state", "=", "sent")
            & Domain("notice_id.channel", "in", MESSAGES)
        )
        for line in lines:
            notice = line.notice_id
            yield (
                line.move_line_id,
                {
                    "kind": "claim",
                    "date": notice.date_posted or notice.date,
                    "name": notice.display_name,
                    "source": f"{notice._name},{notice.id}",
                },
            )

    def _get_acknowledgements(self):
        for line, facts in self.move_line_id._get_dunning_acknowledgements().items():
            for fact in facts:
                source = fact["source"]
                yield (
                    line,
                    {
                        "kind": "acknowledgement",
                        "date": fact["date"],
                        "name": fact["name"],
                        "source": source and f"{source._name},{source.id}",
                        "key": fact["key"],
                        "attachment_ids": [Command.set(fact["attachments"].ids)],
                    },
                )

    def _get_court_actions(self):
        files = self.env["dunning.handover"].search(
            Domain("line_ids", "in", self.move_line_id.ids)
            & Domain("kind", "=", "court")
            & Domain("date_handover", "!=", False)
        )
        for file in files:
            for line in file.line_ids:
                yield (
                    line,
                    {
                        "kind": "court",
                        "date": file.date_handover,
                        "name": file.name,
                        "source": f"{file._name},{file.id}",
                    },
                )

    def _tell(self, today):
        """Give the responsible a task for each clock that nears its end or opens, once."""
        for clock in self.filtered(lambda clock: clock._is_near(today)):
            clock.date_told = today
            user = clock.user_id or clock.company_id.dunning_user_id
            staff = clock.with_context(lang=user.lang or self.env.lang)
            clock.activity_schedule(
                ACTIVITY,
                date_deadline=clock.date_deadline,
                summary=staff._say_task(),
                user_id=user.id,
            )

    def _is_near(self, today):
        """Tell whether the clock calls for action: a window that is open, a claim that ends."""
        if self.date_told or self.state == "open":
            return not self.date_told
        days = (self.date_deadline - today).days
        return (
            self.kind == "limitation"
            and self.state == "running"
            and days <= self.company_id.dunning_deadline_days
        )

    def _say_task(self):
        day = format_date(self.env, self.date_deadline)
        if self.kind == "vat_relief":
            return self.env._(
                "Recover the VAT of %(invoice)s by %(day)s", invoice=self.move_id.name, day=day
            )
        return self.env._(
            "%(invoice)s lapses on %(day)s: claim it before", invoice=self.move_id.name, day=day
        )
