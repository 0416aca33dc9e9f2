"""The shapes that holds of agreements share: all of some debts, or an amount of them."""

from odoo import models
from odoo.tools import SQL


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    def _get_agreed_debts(self, model, condition):
        """Return what to select from: `agreed`, the company's records of `model`, and its debts.

        `condition`: SQL on `agreed`; `debt.line_id` are the instalments that it names.
        """
        return SQL(
            "%(table)s agreed JOIN %(lines)s ON debt.record_id = agreed.id"
            " AND agreed.company_id = %(company)s AND (%(condition)s)",
            table=SQL.identifier(self.env[model]._table),
            lines=self._get_lines_relation(model, "debt"),
            company=self.env.company.id,
            condition=condition,
        )

    def _get_lines_relation(self, model, alias="rel"):
        """Return the SQL of the table that names the debts of an agreement, as (record, line)."""
        field = self.env[model]._fields["line_ids"]
        return SQL(
            "(SELECT %s AS record_id, %s AS line_id FROM %s) AS %s",
            SQL.identifier(field.column1),
            SQL.identifier(field.column2),
            SQL.identifier(field.relation),
            SQL.identifier(alias),
        )

    def _get_whole_hold_query(self, code, model, condition, until=None):
        """Return the hold on all of the debts that the records of `model` name.

        `condition` and `until`, the day it ends (None: open), are SQL on `agreed`.
        """
        return SQL(
            "SELECT debt.line_id, %s, NULL::numeric, MAX(%s) FROM %s GROUP BY debt.line_id",
            code,
            until or SQL("NULL::date"),
            self._get_agreed_debts(model, condition),
        )

    def _get_part_hold_query(self, code, model, condition, amount, until=None):
        """Return the hold on an amount of the debts that the records of `model` name.

        `amount`, in the currency of the record, is SQL on `agreed` like `condition` and `until`.
        It is taken from the oldest debt first; of debts in another currency, as much of the
        residual as it is of the residual in company currency.
        """
        return SQL(
            """
            SELECT part.line_id, %(code)s, LEAST(MAX(part.residual), SUM(part.held)),
                   MAX(part.until)
              FROM (SELECT sized.line_id, sized.residual, sized.until,
                           ROUND(GREATEST(0, LEAST(sized.size, sized.amount
                               - SUM(sized.size) OVER (PARTITION BY sized.id
                                                           ORDER BY sized.due, sized.line_id)
                               + sized.size)) * sized.residual / sized.size,
                               sized.decimals) AS held
                      FROM (SELECT agreed.id, %(amount)s AS amount, %(until)s AS until,
                                   debt.line_id, line.amount_residual_currency AS residual,
                                   COALESCE(line.date_maturity, line.date) AS due,
                                   COALESCE(currency.decimal_places, 2) AS decimals,
                                   CASE WHEN line.currency_id = agreed.currency_id
                                        THEN line.amount_residual_currency
                                        ELSE line.amount_residual END AS size
                              FROM %(debts)s
                              JOIN account_move_line line ON line.id = debt.line_id
                              JOIN res_currency currency ON currency.id = line.currency_id
                             WHERE line.amount_residual > 0
                               AND line.amount_residual_currency > 0) sized) part
          GROUP BY part.line_id
            HAVING SUM(part.held) > 0
            """,
            code=code,
            amount=amount,
            until=until or SQL("NULL::date"),
            debts=self._get_agreed_debts(model, condition),
        )

    def _flush_receipts(self, model):
        """Write what the queries read that ask what met the debts of the records of `model`."""
        for name in (model, "account.move.line", "account.partial.reconcile"):
            self.env[name].flush_model()
        self.env["account.account"].flush_model(["account_type"])
