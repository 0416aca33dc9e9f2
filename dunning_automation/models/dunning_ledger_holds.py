"""What keeps an open item from being chased, and what puts it off to another day."""

from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.pg_array import literal_of
from odoo.addons.dunning_automation.kernel.holds import Hold


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    def _get_hold_queries(self, today):
        """Return a list of SQL, each giving rows `(move_line_id, code, amount, until)`.

        `amount` is the part of the line's residual, in the line's currency, that must not be
        chased (NULL: all of it), `until` the day from which it may be again (NULL: open).
        Extension point: agreements, disputes and files handed over add theirs.
        """
        return [self._get_online_query(), *self._get_bank_queries()]

    def _get_due_queries(self, today):
        """Return a list of SQL, each giving rows `(move_line_id, due, amount)`.

        For reminders alone, this part of the line (NULL: all of it) falls due on that day
        instead. Interest, law and insurance keep the line's own date. Extension point.
        """
        return []

    def _get_held(self, today, partners=None):
        """Return `{move line id: its kernel Holds}` of the lines that have any."""
        held = {}
        query = SQL(
            "SELECT move_line_id, code, amount::text, until FROM (%s) hold"
            " (move_line_id, code, amount, until) WHERE move_line_id IS NOT NULL AND %s",
            SQL(" UNION ALL ").join(self._get_hold_queries(today)),
            _is_line_of(SQL("move_line_id"), partners),
        )
        for line, code, amount, until in self.env.execute_query(query):
            held.setdefault(line, []).append(Hold(code, amount and Decimal(amount), until))
        return held

    def _get_put_off(self, today, done, partners=None):
        """Return `{move line id: {due: (amount, reached, acted)}}` of lines with parts put off."""
        put_off = {}
        if queries := self._get_due_queries(today):
            query = self._get_put_off_query(queries, partners)
            for line, due, amount in self.env.execute_query(query):
                climbed = done.get((line, due), (None, None))
                put_off.setdefault(line, {})[due] = (amount and Decimal(amount), *climbed)
        return put_off

    def _get_put_off_query(self, queries, partners):
        return SQL(
            """
            SELECT move_line_id, due, SUM(amount)::text
              FROM (%s) due (move_line_id, due, amount)
             WHERE %s
          GROUP BY move_line_id, due
            """,
            SQL(" UNION ALL ").join(queries),
            _is_line_of(SQL("move_line_id"), partners),
        )

    def _get_online_query(self):
        """Return the online payments on their way: money that the ledger does not show yet."""
        return SQL(
            """
            SELECT line.id, 'online', NULL::numeric, NULL::date
              FROM payment_transaction tx
              JOIN account_invoice_transaction_rel rel ON rel.transaction_id = tx.id
              JOIN account_move_line line ON line.move_id = rel.invoice_id
             WHERE (tx.state IN ('pending', 'authorized')
                    OR tx.state = 'done' AND tx.is_post_processed IS NOT TRUE)
               AND %s
            """,
            self._get_open_line(),
        )

    def _get_bank_queries(self):
        """Return what has come in at the bank and nobody has matched yet.

        By the debtor: his oldest debts, for as much as came in. By a document's number in the
        label: that document. By neither: whatever is open for exactly that amount.
        """
        return [self._get_bank_partner_query(), self._get_bank_label_query()]

    def _get_incoming(self):
        """Return the bank's lines that nobody has matched: money in, with its currency."""
        return SQL(
            """
            SELECT st.id, payer.commercial_partner_id AS payer_id, st.payment_ref,
                   COALESCE(st.foreign_currency_id, st.currency_id) AS currency_id,
                   CASE WHEN st.foreign_currency_id IS NULL THEN st.amount
                        ELSE st.amount_currency END AS amount
              FROM account_bank_statement_line st
              JOIN account_move entry ON entry.id = st.move_id AND entry.state = 'posted'
         LEFT JOIN res_partner payer ON payer.id = st.partner_id
             WHERE st.is_reconciled IS NOT TRUE AND st.amount > 0 AND st.company_id = %s
            """,
            self.env.company.id,
        )

    def _get_bank_partner_query(self):
        return SQL(
            """
            SELECT id, 'bank', LEAST(residual, paid - before), NULL::date
              FROM (SELECT line.id, line.amount_residual_currency AS residual, incoming.paid,
                           SUM(line.amount_residual_currency) OVER (
                               PARTITION BY line.partner_id, line.currency_id
                               ORDER BY COALESCE(line.date_maturity, line.date), line.id)
                               - line.amount_residual_currency AS before
                      FROM (SELECT payer_id, currency_id, SUM(amount) AS paid FROM (%s) st
                             WHERE payer_id IS NOT NULL
                          GROUP BY payer_id, currency_id) incoming
                      JOIN account_move_line line ON line.partner_id = incoming.payer_id
                       AND line.currency_id = incoming.currency_id
                     WHERE line.amount_residual_currency > 0 AND %s) debt
             WHERE paid > before
            """,
            self._get_incoming(),
            self._get_open_line(),
        )

    def _get_bank_label_query(self):
        words = SQL("unnest(regexp_split_to_array(upper(st.payment_ref), '[\\s,;:()]+'))")
        return SQL(
            """
            SELECT line.id, 'bank', MAX(LEAST(line.amount_residual_currency, named.amount)),
                   NULL::date
              FROM (SELECT st.id, st.amount, st.currency_id, %(words)s AS word
                      FROM (%(incoming)s) st WHERE st.payer_id IS NULL) named
              JOIN account_move document ON document.state = 'posted'
               AND (upper(document.name) = named.word
                    OR upper(document.payment_reference) = named.word)
              JOIN account_move_line line ON line.move_id = document.id
               AND line.currency_id = named.currency_id
             WHERE line.amount_residual_currency > 0 AND %(open)s
          GROUP BY line.id
         UNION ALL
            SELECT line.id, 'bank', line.amount_residual_currency, NULL::date
              FROM (%(incoming)s) st
              JOIN account_move_line line ON line.currency_id = st.currency_id
               AND line.amount_residual_currency = st.amount
             WHERE st.payer_id IS NULL AND %(open)s
            """,
            words=words,
            incoming=self._get_incoming(),
            open=self._get_open_line(),
        )

    def _get_open_line(self):
        """Return the condition on `line` to be an open item of the active company."""
        return SQL(
            """line.parent_state = 'posted' AND line.reconciled IS NOT TRUE
               AND line.company_id = %s
               AND line.account_id = ANY(ARRAY(SELECT id FROM account_account
                                                WHERE account_type = 'asset_receivable'
                                                  AND non_trade IS NOT TRUE))""",
            self.env.company.id,
        )

    def _get_insured_query(self, today):
        """Return SQL giving the commercial partners with credit insurance on `today`.

        Extension point: nobody is insured as far as this room knows.
        """
        return SQL("SELECT NULL::int AS partner_id WHERE FALSE")


def _is_line_of(column, partners):
    """Return the condition on a move line's id to be of one of `partners`; None: of anybody."""
    if partners is None:
        return SQL("TRUE")
    return SQL(
        "%s IN (SELECT id FROM account_move_line WHERE partner_id = ANY(%s::int[])"
        " AND reconciled IS NOT TRUE)",
        column,
        literal_of(partners.ids),
    )
