"""What would be done today for each debtor, by which rule, and why nothing for the rest."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models

from odoo.addons.credit_risk.kernel.collector import without_collector
from odoo.addons.dunning_automation.kernel.pace import keep_pace
from odoo.addons.dunning_automation.kernel.steps import (
    Debtor,
    act,
    consolidate,
    next_date,
    suited,
)

ZERO = Decimal(0)


class Planned(NamedTuple):
    """What one debtor of one company would be told; `lines` are kernel `Item`s."""

    partner_id: int
    company_id: int
    step_id: int
    lines: tuple
    climbed: dict  # {item key: step id}, of the lines that reach a step with this message
    next_date: object
    strategy_id: int | None = None
    rule_id: int | None = None  # None: set by hand, or as the company does
    delays: dict | None = None  # {item key: days after its due date at which the step lies}


class Skipped(NamedTuple):
    """An instalment, or a part of it, that is not chased today, and why not."""

    line_id: int
    amount: Decimal
    code: str
    until: date | None = None


class Examined(NamedTuple):
    """One debtor as of a day: his account, the ladder he is on, what is planned, what not."""

    account: object
    ladder: tuple
    strategy_id: int | None
    rule_id: int | None
    planned: list
    skipped: list


class DunningCase(models.Model):
    _inherit = "dunning.case"

    @api.model
    def _plan(self, today, partners=None):
        """Return what would be done on `today` in the active company, a `Planned` per debtor.

        A second one for a debtor is something done beside the message: charges, for example.
        Writes nothing. The same few queries, whatever the number of debtors.
        """
        with without_collector():  # a great many small objects, and none of them in a cycle
            return [
                planned
                for examined in self._examine(today, partners)
                for planned in examined.planned
            ]

    @api.model
    def _examine(self, today, partners=None, explain=False):
        """Yield an `Examined` per debtor; with `explain` of every open debt."""
        ladders = self.env["dunning.strategy"]._get_ladders()
        if explain:
            horizon = (None, None)
        else:
            horizon = self._get_horizon(ladders)
        accounts = self.env["dunning.ledger"]._get_accounts(today, *horizon, partners)
        house = self._get_house(today)
        for account, strategy_id, rule_id, debtor in self._choose_ladders(accounts, ladders, today):
            ladder = self._get_ladder_of(account, ladders.get(strategy_id, ()), debtor)
            items = _keep_pace(account, today)
            contacts, reason = self._get_contacts(account, ladder, items, house, today)
            planned = [
                self._prepare_planned(account, ladder, contact, items, today, strategy_id, rule_id)
                for contact in contacts
            ]
            skipped = []
            if explain:
                skipped = _explain(account, ladder, items, contacts, reason, today)
            yield Examined(account, ladder, strategy_id, rule_id, planned, skipped)

    def _get_horizon(self, ladders):
        """Return from which day, past due or after the document, on something may be called for."""
        rungs = [rung for ladder in ladders.values() for rung in ladder]
        due = [rung.offset for rung in rungs if not rung.from_issue]
        issued = [rung.offset for rung in rungs if rung.from_issue]
        return min([1, *due]), min(issued, default=None)

    def _get_house(self, today):
        """Return the company's own reasons not to write today: `(opens on, ceiling, period)`."""
        company = self.env.company
        opens = company._get_dunning_business_day(today)
        return (
            opens if opens != today else None,
            company.dunning_contact_max,
            company.dunning_contact_days,
        )

    def _choose_ladders(self, accounts, ladders, today):
        """Yield `(account, strategy id, rule id, kernel Debtor)`; set by hand wins over rules."""
        Strategy = self.env["dunning.strategy"]
        rules = Strategy._get_rules(self.env.company)
        default = Strategy._get_default(self.env.company).id
        asking = {id for id, ladder in ladders.items() if any(map(_has_condition, ladder))}
        accounts = list(accounts)
        is_default_asking = rules or default in asking
        asked = [it for it in accounts if is_default_asking or it.strategy_id in asking]
        traits = Strategy._get_traits(asked, today)
        for account in accounts:
            found = account.strategy_id if account.strategy_id in ladders else None
            rule = None
            if not found and rules:
                rule = Strategy._choose_rule(rules, account, traits)
            strategy_id = found or (rule.strategy_id if rule else default)
            known = traits.get(account.partner_id)
            grade, insured = (known.grade, known.is_insured) if known else (None, False)
            debtor = Debtor(_get_owed(account), grade, insured) if strategy_id in asking else None
            yield account, strategy_id, rule and rule.id, debtor

    def _get_ladder_of(self, account, ladder, debtor):
        """Return the rungs that are open to this debtor."""
        if debtor is None and account.last_step_id is None:
            return ladder
        step = self.env["dunning.step"].browse(account.last_step_id or ()).sudo()
        top = step.offset_days if step.exists() else None
        return suited(ladder, debtor or Debtor(_get_owed(account)), top)

    def _get_contacts(self, account, ladder, items, house, today):
        """Return `(what is called for, the reason code and day why nothing is told)`."""
        if account.paused_until is not None:
            return [], _get_pause(account, today)
        if account.waiting:
            return [], ("approval", None)
        told = consolidate(ladder, items)
        if told and not (told := self._drop_covered(ladder, told)):
            return [], ("covered", None)
        reason = told and told.rung.is_message and _get_silence(account, told.rung, house, today)
        if reason:
            return [], reason
        called = act(ladder, items)
        done = self._drop_covered_deeds(ladder, called, items) if called else called
        if called and not done and not told:
            return [], ("covered", None)
        return ([told] if told else []) + done, None

    def _drop_covered(self, ladder, contact):
        """Leave out the currencies in which the debtor's credits pay for what is claimed."""
        if not contact.has_credits:
            return contact
        return consolidate(ladder, self._get_owed_items(contact.items))

    def _drop_covered_deeds(self, ladder, deeds, items):
        """Leave out the currencies in which the debtor's credits pay for what is acted on."""
        if not any(item.amount < 0 for item in items):
            return deeds
        meant = {key for deed in deeds for key in deed.climbed}
        overdue = [it for it in items if it.days > 0 or it.amount < 0 or it.key in meant]
        owed = {item.currency_id for item in self._get_owed_items(overdue)}
        return act(ladder, [item for item in items if item.currency_id in owed])

    def _get_owed_items(self, items):
        """Return those of the currencies in which they come to a debt."""
        nets = defaultdict(Decimal)
        for item in items:
            nets[item.currency_id] += item.amount
        currencies = self.env["res.currency"].browse(nets)
        owed = {
            currency.id
            for currency in currencies
            if currency.compare_amounts(float(nets[currency.id]), 0) > 0
        }
        return [item for item in items if item.currency_id in owed]

    def _prepare_planned(self, account, ladder, contact, items, today, strategy_id, rule_id):
        return Planned(
            account.partner_id,
            self.env.company.id,
            contact.rung.id,
            contact.items,
            {key: rung.id for key, rung in contact.climbed.items()},
            next_date(ladder, items, today, contact.climbed),
            strategy_id,
            rule_id,
            {key: rung.offset for key, rung in contact.climbed.items()},
        )


def _has_condition(rung):
    return bool(rung.minimum or rung.grades or rung.insured is not None)


def _get_owed(account):
    """Return what is overdue net of credits, in company currency."""
    return sum(
        (item.amount_company for item in account.items if item.days > 0 or item.amount < 0), ZERO
    )


def _keep_pace(account, today):
    return keep_pace(account.items, today, account.pace) if account.pace else account.items


def _get_pause(account, today):
    """Return why a paused case rests: until its day, and then until somebody says how to go on."""
    is_over = account.paused_until <= today
    return ("resume", None) if is_over else ("pause", account.paused_until)


def _get_silence(account, rung, house, today):
    """Return why a message that is called for does not go out today, or None."""
    opens, most, period = house
    if account.last_contact and (today - account.last_contact).days < rung.quiet:
        return "quiet", account.last_contact + timedelta(rung.quiet)
    if most and len(account.contacts) >= most:
        return "ceiling", account.contacts[most - 1] + timedelta(period)
    return opens and ("closed", opens)


def _explain(account, ladder, items, contacts, reason, today):
    """Return a `Skipped` for each debt, or part of one, that is not claimed today."""
    claimed = {key for contact in contacts for key in contact.climbed}
    skipped = [
        Skipped(line, hold.amount, hold.code, hold.until)
        for line, holds in account.kept.items()
        for hold in holds
        if account.lines[line].amount > 0
    ]
    for item in items:
        if item.amount > 0 and item.key not in claimed:
            skipped.append(Skipped(item.id, item.amount, *_say_why(ladder, item, reason, today)))
    return skipped


def _say_why(ladder, item, reason, today):
    told = consolidate(ladder, [item])
    called = told or act(ladder, [item])
    if reason and (called or reason[0] in ("pause", "resume", "approval")):
        return reason
    if told:  # its currency is covered by credits, the others are not
        return "covered", None
    if not ladder:
        return "no_strategy", None
    following = next_date(ladder, [item], today)
    if following is None:
        return "last", None
    return ("not_due" if item.days <= 0 else "later"), following
