from odoo import fields, models
from odoo.tools import SQL

from .credit_alert_scan import Probe

#: An average of fewer instalments than this on either side says nothing about a change.
MIN_INSTALMENTS = 3
MONEY_JOURNALS = ("bank", "cash", "credit")
LEDGER_FIELDS = {
    "account.account": ["account_type", "non_trade"],
    "account.journal": ["type"],
    "account.move": ["invoice_date", "move_type"],
    "account.move.line": [
        "account_id", "amount_residual", "balance", "company_id", "date", "date_maturity",
        "journal_id", "move_id", "parent_state", "partner_id",
    ],
    "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id", "max_date"],
    "sale.order": ["company_id", "date_order", "invoice_status", "partner_invoice_id", "state"],
    "credit.report": [
        "active", "company_id", "date", "date_expiry", "has_score", "kind", "partner_id", "score",
        "source",
    ],
    "res.partner": ["commercial_partner_id"],
    "res.partner.bank": ["partner_id"],
}  # fmt: skip


class CreditAlertScan(models.AbstractModel):
    """The rules that read the books themselves, once a night: a habit is not a figure."""

    _inherit = "credit.alert.scan"

    def _get_read_fields(self):
        known = super()._get_read_fields()
        return {
            **known,
            **{name: {*known.get(name, ()), *more} for name, more in LEDGER_FIELDS.items()},
        }

    # -- habits -------------------------------------------------------------------------------

    def _habit_join(self, rule, ctes):
        """Join as ``h`` how the debtor was invoiced and paid within the rule's days, and before."""
        name = f"habit_{rule.days}"
        ctes.setdefault("instalment", self._instalment_sql())
        ctes.setdefault(name, self._habit_sql(rule.days))
        return SQL("JOIN %s h ON h.debtor_id = d.partner_id", SQL.identifier(name))

    def _instalment_sql(self):
        """One row per instalment of the last two years: when invoiced, due, and paid by money."""
        return SQL(
            """
            SELECT p.commercial_partner_id AS debtor_id, l.balance::float8 AS amount,
                   COALESCE(m.invoice_date, l.date) AS issued,
                   COALESCE(l.date_maturity, l.date) AS due,
                   l.amount_residual > 0 AS is_open,
                   settled.paid_on, settled.first_on, settled.parts
              FROM account_move_line l
              JOIN account_move m ON m.id = l.move_id
              JOIN res_partner p ON p.id = l.partner_id
              LEFT JOIN (
                SELECT r.debit_move_id, MAX(r.max_date) AS paid_on, MIN(r.max_date) AS first_on,
                       COUNT(DISTINCT c.move_id) AS parts
                  FROM account_partial_reconcile r
                  JOIN account_move_line c ON c.id = r.credit_move_id
                  JOIN account_journal j ON j.id = c.journal_id
                 WHERE j.type = ANY(%(money)s)
                 GROUP BY r.debit_move_id
              ) settled ON settled.debit_move_id = l.id
             WHERE l.account_id = ANY(%(accounts)s)
               AND l.parent_state = 'posted' AND l.balance > 0
               AND l.company_id = %(company)s
               AND l.date > %(since)s
               AND m.move_type IN ('out_invoice', 'out_receipt')
            """,
            money=list(MONEY_JOURNALS),
            accounts=self.env["credit.exposure"]._receivable_accounts_sql(),
            company=self.env.company.id,
            since=fields.Date.subtract(self._today(), days=730),
        )

    def _habit_sql(self, days):
        """Averages weighted by amount: over the last days, and over the year before them."""
        today = self._today()
        late = SQL("CASE WHEN is_open THEN %s::date ELSE paid_on END - due", today)
        is_decided = SQL("(NOT is_open AND paid_on IS NOT NULL OR is_open AND due < %s)", today)
        decided_on = SQL("CASE WHEN is_open THEN %s::date ELSE paid_on END", today)
        return SQL(
            "SELECT debtor_id, %s FROM instalment GROUP BY debtor_id",
            SQL(", ").join(
                [
                    *self._change_sql("granted", SQL("due - issued"), SQL("issued"), days),
                    *self._change_sql("late", late, decided_on, days, is_decided),
                    *self._change_sql(
                        "taken",
                        SQL("paid_on - issued"),
                        SQL("paid_on"),
                        days,
                        SQL("NOT is_open AND paid_on IS NOT NULL"),
                    ),
                    self._parts_sql(days),
                ]
            ),
        )

    def _change_sql(self, name, value, dated, days, where=None):
        """Return the columns ``<name>_now`` and ``<name>_before``, each NULL with too little."""
        today = self._today()
        since = fields.Date.subtract(today, days=days)
        year = fields.Date.subtract(since, days=365)
        periods = {
            "now": SQL("%s > %s", dated, since),
            "before": SQL("%s > %s AND %s <= %s", dated, year, dated, since),
        }
        for period, condition in periods.items():
            within = SQL("%s AND %s", where, condition) if where else condition
            yield SQL(
                "CASE WHEN COUNT(*) FILTER (WHERE %(within)s) >= %(least)s THEN"
                " SUM(amount * (%(value)s)) FILTER (WHERE %(within)s)"
                " / SUM(amount) FILTER (WHERE %(within)s) END AS %(name)s",
                within=within,
                least=MIN_INSTALMENTS,
                value=value,
                name=SQL.identifier(f"{name}_{period}"),
            )

    def _parts_sql(self, days):
        """Payments that left something open: all of an open instalment, all but the last else."""
        return SQL(
            "COALESCE(SUM(parts - CASE WHEN is_open THEN 0 ELSE 1 END)"
            " FILTER (WHERE paid_on > %s), 0) AS parts",
            fields.Date.subtract(self._today(), days=days),
        )

    def _growth_probe(self, name, rule, ctes):
        now, before = SQL.identifier("h", f"{name}_now"), SQL.identifier("h", f"{name}_before")
        return Probe(SQL("%s - %s", now, before), before, self._habit_join(rule, ctes))

    def _probe_delay_trend(self, rule, ctes):
        return self._growth_probe("late", rule, ctes)

    def _probe_terms_granted(self, rule, ctes):
        return self._growth_probe("granted", rule, ctes)

    def _probe_terms_actual(self, rule, ctes):
        return self._growth_probe("taken", rule, ctes)

    def _probe_partial_payments(self, rule, ctes):
        return Probe(SQL("h.parts"), joins=self._habit_join(rule, ctes))

    def _probe_first_late(self, rule, ctes):
        """Overdue now, never late in the year before, and of a good grade in the last 90 days.

        The grade before counts: the delay itself may have lowered it already.
        """
        ctes.setdefault("instalment", self._instalment_sql())
        today = self._today()
        return Probe(
            SQL("late.days"),
            joins=SQL(
                """
                JOIN (SELECT debtor_id,
                             MAX(%(today)s - due) FILTER (WHERE is_open AND due < %(today)s)
                                 AS days,
                             COUNT(*) FILTER (WHERE NOT is_open AND paid_on > due
                                                AND paid_on > %(year)s) AS before,
                             COUNT(*) FILTER (WHERE NOT is_open AND paid_on <= due) AS punctual
                        FROM instalment GROUP BY debtor_id
                ) late ON late.debtor_id = d.partner_id AND late.before = 0 AND late.punctual > 0
                """,
                today=today,
                year=fields.Date.subtract(today, days=365),
            ),
            where=SQL(
                "EXISTS (SELECT FROM credit_assessment a WHERE a.profile_id = d.id"
                " AND a.grade = ANY(%s) AND (a.date > %s OR a.id = d.assessment_id))",
                rule.grade_ids.mapped("code") or ["A", "B"],
                fields.Date.subtract(today, days=90),
            ),
        )

    # -- orders, reports and master data ------------------------------------------------------

    def _probe_not_invoiced(self, rule, ctes):
        today = self._today()
        return Probe(
            SQL("waiting.days"),
            joins=SQL(
                """
                JOIN (SELECT p.commercial_partner_id AS debtor_id,
                             MAX(%(today)s - o.date_order::date) AS days
                        FROM sale_order o
                        JOIN res_partner p ON p.id = o.partner_invoice_id
                       WHERE o.state = 'sale' AND o.invoice_status IN ('no', 'to invoice')
                         AND o.amount_total > 0 AND o.company_id = %(company)s
                       GROUP BY p.commercial_partner_id
                ) waiting ON waiting.debtor_id = d.partner_id
                """,
                today=today,
                company=self.env.company.id,
            ),
        )

    def _probe_report_drop(self, rule, ctes):
        """Newest score of a source, within the days, against the one before from that source."""
        return Probe(
            SQL("report.before - report.score"),
            SQL("report.before::float8"),
            SQL(
                """
                JOIN (SELECT DISTINCT ON (partner_id) partner_id, score, before
                        FROM (SELECT partner_id, date, score,
                                     LAG(score) OVER kept AS before,
                                     LEAD(id) OVER kept AS next_id
                                FROM credit_report
                               WHERE active AND has_score AND company_id = %s AND date <= %s
                              WINDOW kept AS (PARTITION BY partner_id, kind, source
                                              ORDER BY date, id)) scored
                       WHERE next_id IS NULL AND date > %s
                       ORDER BY partner_id, before - score DESC NULLS LAST
                ) report ON report.partner_id = d.partner_id
                """,
                self.env.company.id,
                self._today(),
                fields.Date.subtract(self._today(), days=rule.days),
            ),
        )

    def _probe_report_expired(self, rule, ctes):
        """Sources whose newest report ended within the days; what ended long ago is old news."""
        today = self._today()
        return Probe(
            SQL("report.number"),
            joins=SQL(
                """
                JOIN (SELECT partner_id, COUNT(*) AS number
                        FROM (SELECT partner_id, MAX(date_expiry) AS ends
                                FROM credit_report
                               WHERE active AND company_id = %s
                               GROUP BY partner_id, kind, source) newest
                       WHERE ends < %s AND ends >= %s
                       GROUP BY partner_id
                ) report ON report.partner_id = d.partner_id
                """,
                self.env.company.id,
                today,
                fields.Date.subtract(today, days=rule.days),
            ),
        )

    def _probe_contact_changed(self, rule, ctes):
        """Tracked changes of name, address, e-mail, phone or tax number, and new bank accounts.

        What was there from the first day on is no change.
        """
        return Probe(
            SQL("changed.number"),
            joins=SQL(
                """
                JOIN (SELECT debtor_id, COUNT(*) AS number FROM (%s UNION ALL %s) change
                       GROUP BY debtor_id) changed ON changed.debtor_id = d.partner_id
                """,
                self._contact_changes_sql(rule.days),
                self._bank_changes_sql(rule.days),
            ),
        )

    def _contact_changes_sql(self, days):
        return SQL(
            """
            SELECT p.commercial_partner_id AS debtor_id
              FROM mail_tracking_value t
              JOIN ir_model_fields f ON f.id = t.field_id
              JOIN mail_message m ON m.id = t.mail_message_id
              JOIN res_partner p ON p.id = m.res_id
             WHERE f.model = 'res.partner' AND m.model = 'res.partner' AND m.date > %s
               AND f.name IN ('name', 'email', 'phone', 'vat', 'contact_address_inline')
             GROUP BY p.commercial_partner_id, m.id
            """,
            fields.Date.subtract(self._today(), days=days),
        )

    def _bank_changes_sql(self, days):
        return SQL(
            """
            SELECT p.commercial_partner_id
              FROM res_partner_bank b
              JOIN res_partner p ON p.id = b.partner_id
             WHERE b.create_date > %s AND b.create_date > p.create_date + INTERVAL '1 day'
            """,
            fields.Date.subtract(self._today(), days=days),
        )
