"""The query behind every plan, preview and guard: open items, what was done, what holds."""

from odoo import models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.pg_array import literal_of

# Paid without an entry: nothing to ask for, whatever the line says.
PAID_STATES = ("in_payment", "paid", "reversed")
#: What sends the debtor something.
MESSAGES = ("email", "sms", "letter", "registered")
#: What is done without telling the debtor.
ACTIONS = ("hold", "charge", "handover")


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    def _flush(self):
        """Write what the queries of holds, due dates, contacts and open lines read."""
        for model in self._get_read_models():
            self.env[model].flush_model()

    def _get_read_models(self):
        """Return the models whose tables those queries read.

        Extension point: whoever adds to `_get_hold_queries`, `_get_due_queries` or
        `_get_contact_queries` names here what he reads.
        """
        return [
            "account.account",
            "account.bank.statement.line",
            "account.move",
            "account.move.line",
            "dunning.case",
            "dunning.notice",
            "dunning.notice.line",
            "dunning.step",
            "payment.transaction",
            "res.partner",
        ]

    def _get_accounts_query(self, today, first_day, first_issued, partners, put_off):
        """Return SQL giving the open lines, debtor by debtor, the oldest first.

        Only what is in the lines themselves is read of all of them: what few lines have, holds
        for instance, is looked up apart. `put_off`: `{move line id: parts}`.
        """
        mark = self._get_mark()
        due = SQL("COALESCE(line.date_maturity, line.date)")
        return SQL(
            """
            SELECT line.partner_id, %(shown)s AS mark, line.id, line.move_id, line.currency_id,
                   line.amount_residual_currency::text,
                   NULLIF(line.amount_residual, line.amount_residual_currency)::text,
                   %(due)s AS due, %(today)s::date - %(due)s AS days,
                   %(due)s - COALESCE(line.invoice_date, line.date) AS term
              FROM account_move_line line
             WHERE line.company_id = %(company)s
               AND line.partner_id IS NOT NULL
               AND line.parent_state = 'posted'
               AND line.reconciled IS NOT TRUE
               AND line.account_id = ANY(ARRAY(SELECT id FROM account_account
                                                WHERE account_type = 'asset_receivable'
                                                  AND non_trade IS NOT TRUE))
               AND %(claimable)s
               AND %(partners)s
          ORDER BY line.partner_id, due, line.id
            """,
            # Whatever has a mark is not claimable: it is shown where everything is.
            shown=mark if first_day is None else SQL("NULL"),
            due=due,
            today=today,
            company=self.env.company.id,
            claimable=self._get_claimable(today, mark, first_day, first_issued, put_off),
            partners=_in_debtors(SQL("line.partner_id"), partners),
        )

    def _get_claimable(self, today, mark, first_day, first_issued, put_off):
        """Return the condition on what a plan reads; for a preview everything open is read."""
        if first_day is None:
            return SQL("TRUE")
        dated = SQL("%s::date - COALESCE(line.date_maturity, line.date) >= %s", today, first_day)
        if put_off:
            dated = SQL("%s OR line.id = ANY(%s::int[])", dated, literal_of(put_off))
        if first_issued is not None:
            issued = SQL("COALESCE(line.invoice_date, line.date)")
            dated = SQL("%s OR %s::date - %s >= %s", dated, today, issued, first_issued)
        return SQL("(line.amount_residual_currency < 0 OR %s) AND %s IS NULL", dated, mark)

    def _get_mark(self):
        """Return what on the document itself says that it is not to be chased."""
        # Looked up for each line that is asked for: millions of paid documents stay unread.
        return SQL(
            """CASE WHEN line.no_followup IS TRUE THEN 'no_followup'
                    ELSE (SELECT CASE WHEN move.payment_state = 'blocked' THEN 'blocked'
                                      WHEN move.payment_state IN %s THEN 'paid' END
                            FROM account_move move WHERE move.id = line.move_id) END""",
            PAID_STATES,
        )

    def _get_own_query(self, partners):
        """Return what is set on the debtors themselves, of those who have anything."""
        own = self.env["res.partner"]._field_to_sql
        return SQL(
            """
            SELECT * FROM (
                SELECT partner.id, %(strategy)s AS strategy_id, %(last_step)s AS last_step_id,
                       %(exempt)s IS TRUE AS exempt
                  FROM res_partner partner
                 WHERE %(partners)s) debtor
             WHERE exempt OR COALESCE(strategy_id, last_step_id) IS NOT NULL
            """,
            strategy=own("partner", "dunning_strategy_id"),
            last_step=own("partner", "dunning_last_step_id"),
            exempt=own("partner", "dunning_exempt"),
            partners=_in_debtors(SQL("partner.id"), partners),
        )

    def _get_files_query(self, partners):
        """Return where the open cases stand apart from the calendar."""
        return SQL(
            """
            SELECT partner_id, pause_until, date_resume, resume_days, date_raise, raise_days
              FROM dunning_case
             WHERE company_id = %s AND state = 'open' AND %s
               AND COALESCE(pause_until, date_resume, date_raise) IS NOT NULL
            """,
            self.env.company.id,
            _in_debtors(SQL("partner_id"), partners),
        )

    def _get_done(self, partners=None):
        """Return how far lines have climbed: `{(move line id, part): (reached, acted)}`.

        Read apart: PostgreSQL does not know how many there are in the middle of a run, and
        would join them line by line.
        """
        rows = self.env.execute_query(self._get_done_query(partners))
        return {(line, part): (reached, acted) for line, part, reached, acted in rows}

    def _get_done_query(self, partners):
        """Return the highest delay that each line has climbed to in its debtor's open case.

        Counted from the due date, also of steps that count from the document. Arrays rather
        than joins: during a first run PostgreSQL takes these tables for empty, and would read
        all of one for each row of the other.
        """
        delay = SQL(
            """CASE WHEN step.basis = 'issue' THEN COALESCE(done.delay_days, step.offset_days)
                    ELSE step.offset_days END"""
        )
        return SQL(
            """
            SELECT done.move_line_id, done.part,
                   MAX(%(delay)s) FILTER (WHERE step.channel NOT IN %(actions)s) AS reached,
                   MAX(%(delay)s) FILTER (WHERE step.channel IN %(actions)s) AS acted
              FROM dunning_notice_line done
              JOIN dunning_step step ON step.id = done.step_id
             WHERE done.company_id = %(company)s
               AND done.notice_id = ANY(ARRAY(
                       SELECT notice.id FROM dunning_notice notice
                        WHERE notice.case_id = ANY(ARRAY(
                                  SELECT file.id FROM dunning_case file
                                   WHERE file.state = 'open' AND %(partners)s))))
          GROUP BY done.move_line_id, done.part
            """,
            delay=delay,
            actions=ACTIONS,
            company=self.env.company.id,
            partners=_in_debtors(SQL("file.partner_id"), partners),
        )

    def _get_contacts_query(self, today, partners):
        """Return when each debtor was last contacted, on which days of late, what waits."""
        return SQL(
            """
            SELECT partner_id, MAX(day) AS last,
                   COALESCE(ARRAY_AGG(day ORDER BY day DESC)
                       FILTER (WHERE NOT waits AND day > %(today)s::date - %(period)s),
                       ARRAY[]::date[]) AS recent,
                   COUNT(*) FILTER (WHERE waits) AS waiting
              FROM (%(contacts)s) told
             WHERE day <= %(today)s AND %(partners)s
          GROUP BY partner_id
            """,
            today=today,
            partners=_in_debtors(SQL("partner_id"), partners),
            period=max(self.env.company.dunning_contact_days, 1),
            contacts=SQL(" UNION ALL ").join(self._get_contact_queries(today)),
        )

    def _get_contact_queries(self, today):
        """Return a list of SQL, each giving rows `(partner_id, day, waits)`: contacts had.

        `waits` is true for a message that waits for approval. Extension point: whoever logs
        other contacts adds them here.
        """
        return [
            SQL(
                """
                SELECT partner_id, date AS day, state = 'to_approve' AS waits
                  FROM dunning_notice
                 WHERE company_id = %s AND channel IN %s
                   AND (state = 'to_approve'
                        OR state NOT IN ('cancelled', 'failed') AND date > %s::date - %s)
                """,
                self.env.company.id,
                MESSAGES,
                today,
                self._get_memory_days(),
            )
        ]

    def _get_memory_days(self):
        """Return how far back contacts matter: the company's period, the longest quiet time."""
        steps_sudo = self.env["dunning.step"].sudo()  # which steps exist is no secret
        [[longest]] = steps_sudo._read_group([], aggregates=["quiet_days:max"])
        return max(self.env.company.dunning_contact_days, longest or 0, 1)


def _in_debtors(column, partners):
    if partners is None:
        return SQL("TRUE")
    return SQL("%s = ANY(%s::int[])", column, literal_of(partners.ids))
