from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.dunning_automation.kernel.steps import Item

# Paid without an entry, or stopped by hand: nothing to ask for, whatever the line says.
SILENT_PAYMENT_STATES = ("in_payment", "paid", "reversed", "blocked")


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
    def _get_items(self, today, first_day, partners=None):
        """Yield `(partner_id, strategy_id, items)` per debtor of the active company, in one query.

        `items` are what may be claimed from `first_day` days past due on, and every open
        credit, oldest first. Left out: exempt debtors, lines marked no follow-up, invoices
        blocked or with an online payment under way.
        """
        self._flush_items()
        rows = self.env.execute_query(self._get_items_query(today, first_day, partners))
        for (partner_id, strategy_id), group in groupby(rows, key=itemgetter(0, 1)):
            yield partner_id, strategy_id, [self._make_item(row) for row in group]

    def _make_item(self, row):
        _partner, _strategy, line, move, currency, amount, amount_company, *dated = row
        return Item(line, move, currency, Decimal(amount), Decimal(amount_company), *dated)

    def _flush_items(self):
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model(["payment_state"])
        self.env["account.account"].flush_model(["account_type", "non_trade"])
        self.env["payment.transaction"].flush_model(["state", "is_post_processed", "invoice_ids"])
        self.env["dunning.case"].flush_model(["state"])
        self.env["dunning.notice"].flush_model()
        self.env["dunning.notice.line"].flush_model()
        self.env["dunning.step"].flush_model(["offset_days"])

    def _get_items_query(self, today, first_day, partners):
        Partner = self.env["res.partner"]
        return SQL(
            """
            SELECT line.partner_id, %(strategy)s AS strategy_id,
                   line.id, line.move_id, line.currency_id,
                   line.amount_residual_currency::text, line.amount_residual::text,
                   COALESCE(line.date_maturity, line.date) AS due,
                   %(today)s::date - COALESCE(line.date_maturity, line.date) AS days,
                   done.reached
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN res_partner partner ON partner.id = line.partner_id
         LEFT JOIN (%(reached)s) done ON done.move_line_id = line.id
             WHERE line.company_id = %(company)s
               AND line.parent_state = 'posted'
               AND line.reconciled IS NOT TRUE
               AND line.no_followup IS NOT TRUE
               AND line.account_id IN (SELECT id FROM account_account
                                        WHERE account_type = 'asset_receivable'
                                          AND non_trade IS NOT TRUE)
               AND move.payment_state NOT IN %(silent)s
               AND (line.amount_residual_currency < 0
                    OR %(today)s::date - COALESCE(line.date_maturity, line.date) >= %(first_day)s)
               AND %(exempt)s IS NOT TRUE
               AND %(partners)s
               AND NOT EXISTS (%(paying)s)
          ORDER BY line.partner_id, due, line.id
            """,
            strategy=Partner._field_to_sql("partner", "dunning_strategy_id"),
            exempt=Partner._field_to_sql("partner", "dunning_exempt"),
            today=today,
            first_day=first_day,
            company=self.env.company.id,
            silent=SILENT_PAYMENT_STATES,
            partners=SQL("TRUE")
            if partners is None
            else SQL("line.partner_id IN %s", tuple(partners.ids) or (0,)),
            reached=self._get_reached_query(),
            paying=self._get_paying_query(),
        )

    def _get_reached_query(self):
        """Return the highest delay that each line has climbed to in its debtor's open case."""
        return SQL(
            """
            SELECT done.move_line_id, MAX(step.offset_days) AS reached
              FROM dunning_notice_line done
              JOIN dunning_notice notice ON notice.id = done.notice_id
              JOIN dunning_case file ON file.id = notice.case_id AND file.state = 'open'
              JOIN dunning_step step ON step.id = done.step_id
             WHERE done.company_id = %s
          GROUP BY done.move_line_id
            """,
            self.env.company.id,
        )

    def _get_paying_query(self):
        """Return the online payments on their way: money that the ledger does not show yet."""
        return SQL(
            """
            SELECT 1
              FROM account_invoice_transaction_rel rel
              JOIN payment_transaction tx ON tx.id = rel.transaction_id
             WHERE rel.invoice_id = line.move_id
               AND (tx.state IN ('pending', 'authorized')
                    OR tx.state = 'done' AND tx.is_post_processed IS NOT TRUE)
            """
        )
