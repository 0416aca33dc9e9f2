from odoo import api, fields, models
from odoo.tools import SQL

#: An extension is about all that is open of its debts.
WHOLE = 10**15


class DunningAgeingItem(models.Model):
    """The open receivables by the day on which they are agreed, not the day they were due.

    A debt is divided among what was agreed about it: instalments of a running plan first, then
    open promises, then extensions; what was agreed and not kept is broken; the rest has no
    agreement. Amounts are in company currency and sum to the receivable of the ledger.
    """

    _name = "dunning.ageing.item"
    _description = "Debt by when it is promised"
    _auto = False
    _order = "company_id, date_expected, id"
    _rec_name = "move_id"
    _depends = {
        "account.account": ["account_type", "non_trade"],
        "account.move.line": [
            "account_id", "amount_residual", "amount_residual_currency", "company_id",
            "currency_id", "date", "date_maturity", "move_id", "parent_state", "partner_id",
            "reconciled",
        ],
        "dunning.case": ["company_id", "partner_id", "state", "user_id"],
        "dunning.concession": ["company_id", "date_new", "kind", "line_ids", "state"],
        "dunning.instalment": ["amount", "amount_paid", "date", "plan_id", "state"],
        "dunning.plan": [
            "acceleration", "amount_left", "company_id", "currency_id", "date_default",
            "date_last", "interest_move_id", "line_ids", "state", "tolerance_days",
        ],
        "dunning.promise": [
            "amount", "amount_kept", "company_id", "currency_id", "date", "date_until",
            "line_ids", "state",
        ],
        "res.partner": ["user_id"],
    }  # fmt: skip

    partner_id = fields.Many2one("res.partner", string="Debtor", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    case_id = fields.Many2one("dunning.case", string="Collection case", readonly=True)
    line_id = fields.Many2one("account.move.line", string="Journal item", readonly=True)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    agreement = fields.Selection(
        [("plan", "Payment plan"), ("promise", "Promise"), ("extension", "More time to pay")],
        readonly=True,
    )
    bucket = fields.Selection(
        [
            ("1_not_due", "Not due, without agreement"),
            ("2_overdue", "Overdue, without agreement"),
            ("3_broken", "Agreement broken"),
            ("4_week", "Agreed within 7 days"),
            ("5_month", "Agreed within 8 to 30 days"),
            ("6_two_months", "Agreed within 31 to 60 days"),
            ("7_later", "Agreed for later"),
            ("8_credit", "Unallocated credits"),
        ],
        string="When",
        readonly=True,
    )
    date_due = fields.Date(string="Due date", readonly=True)
    date_expected = fields.Date(
        string="Agreed for", readonly=True, help="The due date where nothing is agreed."
    )
    amount = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH open_item AS (%(open)s),
                 claim AS (%(claims)s),
                 taken AS (
                    SELECT claim.*, item.residual, item.owed, item.decimals,
                           LEAST(item.owed, SUM(claim.size) OVER ranked) AS upto,
                           LEAST(item.owed, SUM(claim.size) OVER ranked - claim.size) AS since
                      FROM claim
                      JOIN open_item item ON item.line_id = claim.line_id
                     WHERE item.owed > 0 AND item.residual > 0 AND claim.size > 0
                    WINDOW ranked AS (PARTITION BY claim.line_id
                                          ORDER BY claim.place, claim.day, claim.kind, claim.ref
                                              ROWS UNBOUNDED PRECEDING)),
                 agreed AS (
                    SELECT line_id, kind, place, day,
                           ROUND(residual * upto / owed, decimals)
                           - ROUND(residual * since / owed, decimals) AS amount
                      FROM taken WHERE upto > since),
                 part AS (
                    SELECT line_id, kind, place, day, amount FROM agreed WHERE amount != 0
                     UNION ALL
                    SELECT item.line_id, NULL, 9, item.due,
                           item.residual - COALESCE(SUM(agreed.amount), 0)
                      FROM open_item item
                 LEFT JOIN agreed ON agreed.line_id = item.line_id
                  GROUP BY item.line_id, item.due, item.residual
                    HAVING item.residual != COALESCE(SUM(agreed.amount), 0))
            SELECT ROW_NUMBER() OVER (ORDER BY part.line_id, part.place, part.day, part.kind) AS id,
                   part.line_id, item.move_id, item.partner_id, item.company_id,
                   company.currency_id, debtor.user_id AS salesperson_id, file.id AS case_id,
                   file.user_id, part.kind AS agreement, item.due AS date_due,
                   part.day AS date_expected, part.amount, %(bucket)s AS bucket
              FROM part
              JOIN open_item item ON item.line_id = part.line_id
              JOIN res_company company ON company.id = item.company_id
         LEFT JOIN res_partner debtor ON debtor.id = item.partner_id
         LEFT JOIN dunning_case file ON file.partner_id = item.partner_id
               AND file.company_id = item.company_id AND file.state = 'open'
            """,
            open=self._get_open_query(),
            claims=SQL(" UNION ALL ").join(self._get_claim_queries()),
            bucket=self._get_bucket_sql(),
        )

    def _get_open_query(self):
        """Return the open receivables of the companies, in their own currency and in the book's."""
        return SQL(
            """
            SELECT line.id AS line_id, line.move_id, line.partner_id, line.company_id,
                   line.amount_residual AS residual, line.amount_residual_currency AS owed,
                   COALESCE(line.date_maturity, line.date) AS due, book.decimal_places AS decimals
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
              JOIN res_company company ON company.id = line.company_id
              JOIN res_currency book ON book.id = company.currency_id
             WHERE line.parent_state = 'posted'
               AND line.reconciled IS NOT TRUE
               AND line.amount_residual != 0
               AND account.account_type = 'asset_receivable'
               AND account.non_trade IS NOT TRUE
               AND line.company_id = ANY(%s)
            """,
            self.env.companies.ids,
        )

    def _get_bucket_sql(self):
        days = SQL("part.day - %s::date", fields.Date.context_today(self))
        return SQL(
            """
            CASE WHEN part.place = 9 AND part.amount < 0 THEN '8_credit'
                 WHEN part.place = 9 AND %(days)s < 0 THEN '2_overdue'
                 WHEN part.place = 9 THEN '1_not_due'
                 WHEN part.place = 4 THEN '3_broken'
                 WHEN %(days)s <= 7 THEN '4_week'
                 WHEN %(days)s <= 30 THEN '5_month'
                 WHEN %(days)s <= 60 THEN '6_two_months'
                 ELSE '7_later' END
            """,
            days=days,
        )

    def _get_claim_queries(self):
        """Return what was agreed about debts: rows `(line_id, kind, ref, place, day, size)`.

        `size` is in the currency of the debt. A lower `place` is taken first: plans (1), promises
        (2), extensions (3), and what was agreed and broken (4).
        """
        today = fields.Date.context_today(self)
        ledger = self.env["dunning.ledger"]
        plans = [
            self._get_plan_claims(ledger.with_company(company), today)
            for company in self.env.companies
        ]
        return [*plans, self._get_spread_claims(ledger, today)]

    def _get_plan_claims(self, ledger, today):
        return SQL(
            """
            SELECT part.line_id, 'plan' AS kind, part.plan_id AS ref,
                   CASE WHEN part.date + part.tolerance < %(today)s THEN 4 ELSE 1 END AS place,
                   part.date AS day, part.part AS size
              FROM (%(ranges)s) part
             WHERE part.part > 0
            """,
            today=today,
            ranges=ledger._get_plan_ranges_query(),
        )

    def _get_spread_claims(self, ledger, today):
        """Return the agreements about an amount, put on the oldest of their debts first."""
        return SQL(
            """
            SELECT sized.line_id, sized.kind, sized.ref, sized.place, sized.day,
                   GREATEST(0, LEAST(sized.size, sized.amount - SUM(sized.size) OVER oldest
                                                 + sized.size)) * sized.owed / sized.size
              FROM (SELECT deal.*, line.id AS line_id, line.amount_residual_currency AS owed,
                           COALESCE(line.date_maturity, line.date) AS due,
                           CASE WHEN line.currency_id = deal.currency_id
                                THEN line.amount_residual_currency
                                ELSE line.amount_residual END AS size
                      FROM (%(deals)s) deal
                      JOIN account_move_line line ON line.id = deal.debt_id
                     WHERE line.amount_residual > 0
                       AND line.amount_residual_currency > 0) sized
            WINDOW oldest AS (PARTITION BY sized.kind, sized.ref
                                  ORDER BY sized.due, sized.line_id ROWS UNBOUNDED PRECEDING)
            """,
            deals=SQL(" UNION ALL ").join(self._get_deal_queries(ledger, today)),
        )

    def _get_deal_queries(self, ledger, today):
        companies = self.env.companies.ids
        promises = SQL(
            """
            SELECT 'promise' AS kind, promise.id AS ref, rel.line_id AS debt_id,
                   CASE WHEN promise.state = 'open' AND promise.date_until >= %(today)s
                        THEN 2 ELSE 4 END AS place,
                   promise.date AS day, promise.currency_id,
                   promise.amount - COALESCE(promise.amount_kept, 0) AS amount
              FROM dunning_promise promise
              JOIN %(lines)s ON rel.record_id = promise.id
             WHERE promise.company_id = ANY(%(companies)s)
               AND promise.state IN ('open', 'partial', 'broken')
            """,
            lines=ledger._get_lines_relation("dunning.promise"),
            companies=companies,
            today=today,
        )
        defaults = SQL(
            """
            SELECT 'plan', plan.id, rel.line_id, 4, plan.date_default, plan.currency_id,
                   plan.amount_left
              FROM dunning_plan plan
              JOIN %(lines)s ON rel.record_id = plan.id
             WHERE plan.company_id = ANY(%(companies)s)
               AND plan.state = 'defaulted' AND plan.acceleration
            """,
            lines=ledger._get_lines_relation("dunning.plan"),
            companies=companies,
        )
        extensions = SQL(
            """
            SELECT 'extension', concession.id, rel.line_id, 3, concession.date_new,
                   concession.currency_id, %(whole)s::numeric
              FROM dunning_concession concession
              JOIN %(lines)s ON rel.record_id = concession.id
             WHERE concession.company_id = ANY(%(companies)s)
               AND concession.kind = 'extension' AND concession.state = 'granted'
               AND concession.date_new >= %(today)s
            """,
            lines=ledger._get_lines_relation("dunning.concession"),
            companies=companies,
            whole=WHOLE,
            today=today,
        )
        return [promises, defaults, extensions]

    def action_open_document(self):
        """Open the document behind this part of the debt."""
        self.ensure_one()
        return self.move_id.get_formview_action()

    @api.model
    def _get_by_bucket(self, domain):
        """Return `{(debtor, company): {bucket: amount}}` of the debtors in the domain."""
        sums = {}
        for debtor, company, bucket, amount in self._read_group(
            domain, ["partner_id", "company_id", "bucket"], ["amount:sum"]
        ):
            sums.setdefault((debtor, company), {})[bucket] = amount
        return sums
