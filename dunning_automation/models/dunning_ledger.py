from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.dunning_automation.kernel.holds import Hold, divide, keep_back
from odoo.addons.dunning_automation.kernel.steps import Item, Pace


class Account(NamedTuple):
    """What the ledger and his file say of one debtor; None where there is nothing to say."""

    partner_id: int
    strategy_id: int | None
    last_contact: date | None
    contacts: int
    waiting: int
    paused_until: date | None
    pace: Pace | None
    last_step_id: int | None
    items: list  # kernel Items: what may be asked for today
    kept: dict  # {move line id: Holds}, of what may not
    lines: dict  # {move line id: Item}, as they stand in the ledger


NO_FILE = (None, 0, 0, None, None, None)


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
        """Yield the `Account` of each debtor of the active company, in one query.

        `items` are what may be claimed from `first_day` days past due, or `first_issued` days
        after the document, on, and every open credit, oldest first. Without `first_day` all
        open lines are read, and `kept` tells of each that may not be claimed why not.
        """
        self._flush_accounts()
        query = self._get_accounts_query(today, first_day, first_issued, partners)
        rows = self.env.execute_query(query)
        for _partner_id, group in groupby(rows, key=itemgetter(0)):
            yield self._make_account(list(group), today)

    def _make_account(self, rows, today):
        partner_id, strategy_id, facts = rows[0][:3]
        account = Account(partner_id, strategy_id, *_read_facts(facts), [], {}, {})
        for row in rows:
            self._add_line(account, row, today)
        account.items.sort(key=lambda item: (item.due, item.id))
        return account

    def _add_line(self, account, row, today):
        """File one row of the query: what of it may be claimed, what not and why."""
        line, move, currency, amount, amount_company, due, days, reached, acted, term = row[3:13]
        item = Item(
            line,
            move,
            currency,
            Decimal(amount),
            Decimal(amount_company),
            due,
            days,
            reached,
            acted,
            term,
        )
        account.lines[line] = item
        mark, holds, parts = row[13:]
        if item.amount < 0 and not mark or not (mark or holds or parts):
            account.items.append(item)
        else:
            self._add_held_line(account, item, _read_holds(mark, holds), parts or (), today)

    def _add_held_line(self, account, item, holds, parts, today):
        put_off = {
            date.fromisoformat(due): (amount and Decimal(amount), reached, acted)
            for due, amount, reached, acted in parts
        }
        schedule = [(due, amount) for due, (amount, *_climbed) in put_off.items()]
        parts = divide(abs(item.amount), schedule)
        free, kept = keep_back(parts, holds)
        if kept:
            account.kept[item.id] = kept
        for part in free if item.amount > 0 else ():
            account.items.append(_make_part(item, part, put_off.get(part.due), today))


def _make_part(item, part, put_off, today):
    """Return the kernel item of a part of an instalment, on its own day if it was put off."""
    share = part.amount / item.amount
    item = item._replace(amount=part.amount, amount_company=item.amount_company * share)
    if put_off is None:
        return item
    _amount, reached, acted = put_off
    late = (today - part.due).days
    term = item.term + item.days - late
    return item._replace(
        due=part.due, days=late, part=part.due, reached=reached, acted=acted, term=term
    )


def _read_facts(facts):
    if not facts:
        return NO_FILE
    last, contacts, waiting, until, resumed, resumed_at, raised, raised_to, step = facts
    pace = None
    if resumed or raised:
        pace = Pace(_read_date(resumed), resumed_at or 0, _read_date(raised), raised_to or 0)
    return _read_date(last), contacts or 0, waiting or 0, _read_date(until), pace, step


def _read_holds(mark, holds):
    """Return the kernel holds of a row: the mark on the line itself, else those found elsewhere."""
    if mark:
        return [Hold(mark)]
    return [
        Hold(code, amount and Decimal(amount), _read_date(until))
        for code, amount, until in holds or ()
    ]


def _read_date(text):
    return text and date.fromisoformat(text)
