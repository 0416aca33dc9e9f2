from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.credit_risk.kernel.exposure import converted
from odoo.addons.dunning_automation.kernel.holds import Hold, divide, keep_back
from odoo.addons.dunning_automation.kernel.pace import Pace
from odoo.addons.dunning_automation.kernel.steps import Item


class Account(NamedTuple):
    """What the ledger and his file say of one debtor; None where there is nothing to say."""

    partner_id: int
    strategy_id: int | None
    last_contact: date | None
    contacts: list  # days of the latest within the company's period, newest first
    waiting: int
    paused_until: date | None
    pace: Pace | None
    last_step_id: int | None
    is_exempt: bool
    items: list  # kernel Items: what may be asked for today
    kept: dict  # {move line id: Holds}, of what may not
    lines: dict  # {move line id: Item}, as they stand in the ledger


NO_FILE = (None, None, [], 0, None, None, None, False)


class DunningLedger(models.AbstractModel):
    """What the ledger says of debtors: the only source of what is owed."""

    _name = "dunning.ledger"
    _description = "Open items of debtors"

    @api.model
    def _get_open_domain(self):
        """Return the domain of receivable lines not yet settled, as move lines."""
        return (
            Domain("parent_state", "=", "posted")
            & Domain("reconciled", "=", False)
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("account_id.non_trade", "=", False)
        )

    @api.model
    def _get_overdue_domain(self, today):
        """Return the domain of debts (not credits) past due on `today`."""
        past = Domain("date_maturity", "<", today) | (
            Domain("date_maturity", "=", False) & Domain("date", "<", today)
        )
        return self._get_open_domain() & Domain("amount_residual", ">", 0) & past

    @api.model
    def _get_accounts(self, today, first_day=None, first_issued=None, partners=None):
        """Yield the `Account` of each debtor of the active company, in a few queries for all.

        `items` are what may be claimed from `first_day` days past due, or `first_issued` days
        after the document, on, and every open credit, oldest first. Without `first_day` all
        open lines are read, and `kept` tells of each that may not be claimed why not.
        """
        self._flush()
        files = self._get_files(today, partners)
        held = self._get_held(today, partners)
        done = self._get_done(partners)
        put_off = self._get_put_off(today, done, partners)
        query = self._get_accounts_query(today, first_day, first_issued, partners, put_off)
        rows = self.env.execute_query(query)
        for partner_id, group in groupby(rows, key=itemgetter(0)):
            account = Account(partner_id, *files.get(partner_id, NO_FILE), [], {}, {})
            self._add_lines(account, group, done, held, put_off, today)
            yield account

    def _get_files(self, today, partners):
        """Return `{partner_id: the fields of his `Account` that are not of the ledger}`.

        Of those of whom there is anything to say. Three lists, put together here: PostgreSQL
        would guess wrong in the middle of a run, and join them debtor by debtor.
        """
        own, files, contacts = (
            {partner_id: facts for partner_id, *facts in self.env.execute_query(query)}
            for query in (
                self._get_own_query(partners),
                self._get_files_query(partners),
                self._get_contacts_query(today, partners),
            )
        )
        nothing, no_contacts, no_file = (None, None, False), (None, [], 0), (None,) * 5
        return {
            partner_id: _read_file(
                *own.get(partner_id, nothing),
                *contacts.get(partner_id, no_contacts),
                *files.get(partner_id, no_file),
            )
            for partner_id in own.keys() | files.keys() | contacts.keys()
        }

    def _add_lines(self, account, rows, done, held, put_off, today):
        """File rows of the query: what of each line may be claimed, what not and why."""
        items, lines = account.items, account.lines
        for row in rows:
            _partner, mark, line, move, currency, amount, in_company, due, days, term = row
            amount = Decimal(amount)
            in_company = amount if in_company is None else Decimal(in_company)
            climbed = done.get((line, None), (None, None)) if done else (None, None)
            item = Item(line, move, currency, amount, in_company, due, days, *climbed, term)
            lines[line] = item
            mark = "exempt" if account.is_exempt else mark
            if mark or (line in held or line in put_off) and item.amount >= 0:
                holds = [Hold(mark)] if mark else held.get(line, ())
                self._add_held_line(account, item, holds, put_off.get(line, {}), today)
            else:
                items.append(item)
        if put_off:
            items.sort(key=lambda item: (item.due, item.id))

    def _add_held_line(self, account, item, holds, put_off, today):
        schedule = [(due, amount) for due, (amount, *_climbed) in put_off.items()]
        parts = divide(abs(item.amount), schedule)
        free, kept = keep_back(parts, holds)
        if kept:
            account.kept[item.id] = kept
        unit = Decimal(str(self.env.company.currency_id.rounding))
        for part in free if item.amount > 0 else ():
            account.items.append(_make_part(item, part, unit, put_off.get(part.due), today))


def _make_part(item, part, unit, put_off, today):
    """Return the kernel item of a part of an instalment, on its own day if it was put off.

    `unit` is the smallest amount of the company's currency.
    """
    in_company = converted(part.amount, item.amount_company / item.amount, unit)
    item = item._replace(amount=part.amount, amount_company=in_company)
    if put_off is None:
        return item
    _amount, reached, acted = put_off
    late = (today - part.due).days
    term = item.term + item.days - late
    return item._replace(
        due=part.due, days=late, part=part.due, reached=reached, acted=acted, term=term
    )


def _read_file(strategy, last_step, is_exempt, last, contacts, waiting, until, *pace):
    resumed, resumed_at, raised, raised_to = pace
    if resumed or raised:
        pace = Pace(resumed, resumed_at or 0, raised, raised_to or 0)
    else:
        pace = None
    return strategy, last, contacts, waiting, until, pace, last_step, is_exempt
