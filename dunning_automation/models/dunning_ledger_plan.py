from odoo import api, models
from odoo.tools import SQL


class DunningLedger(models.AbstractModel):
    _inherit = "dunning.ledger"

    @api.model
    def _get_read_models(self):
        # EXTENDS dunning_automation
        return super()._get_read_models() + ["dunning.plan", "dunning.instalment"]

    @api.model
    def _get_hold_queries(self, today):
        # EXTENDS dunning_automation: what a plan leaves out waits for the plan to end
        return super()._get_hold_queries(today) + [
            self._get_plan_hold_query(),
            self._get_proposed_plan_query(today),
        ]

    @api.model
    def _get_due_queries(self, today):
        # EXTENDS dunning_automation: reminders follow the instalments of a plan
        return super()._get_due_queries(today) + [self._get_plan_due_query()]

    def _get_plan_condition(self):
        """Return which plans reminders follow: those in force, and what default left of them."""
        return SQL(
            "plan.company_id = %s AND (plan.state IN ('accepted', 'active')"
            " OR plan.state = 'defaulted' AND plan.acceleration IS NOT TRUE)",
            self.env.company.id,
        )

    def _get_plan_lines_query(self):
        """Return the debts that plans pay: those named and the invoice of the interest."""
        return SQL(
            """
            SELECT plan.id AS plan_id, line.id AS line_id
              FROM dunning_plan plan
              JOIN %(lines)s ON rel.record_id = plan.id
              JOIN account_move_line line ON line.id = rel.line_id
             UNION
            SELECT plan.id, line.id
              FROM dunning_plan plan
              JOIN account_move_line line ON line.move_id = plan.interest_move_id
              JOIN account_account account ON account.id = line.account_id
             WHERE account.account_type = 'asset_receivable' AND line.parent_state = 'posted'
            """,
            lines=self._get_lines_relation("dunning.plan"),
        )

    def _get_plan_ranges_query(self):
        """Return open debts and unpaid instalments of plans side by side, the oldest first.

        Rows are `(plan_id, tolerance, line_id, residual, date, part)`: the part of the debt that
        the instalment of that date pays; without date where the plan pays less than the debt.
        """
        return SQL(
            """
            SELECT debt.plan_id, debt.tolerance, debt.line_id, debt.residual, owed.date,
                   debt.last_date,
                   LEAST(debt.upto, owed.upto)
                   - GREATEST(debt.upto - debt.residual, owed.upto - owed.amount) AS part
              FROM (SELECT plan.id AS plan_id, line.id AS line_id, plan.date_last AS last_date,
                           COALESCE(plan.tolerance_days, 0) AS tolerance,
                           line.amount_residual_currency AS residual,
                           SUM(line.amount_residual_currency) OVER (
                               PARTITION BY plan.id
                                   ORDER BY COALESCE(line.date_maturity, line.date), line.id
                           ) AS upto
                      FROM dunning_plan plan
                      JOIN (%(lines)s) covered ON covered.plan_id = plan.id
                      JOIN account_move_line line ON line.id = covered.line_id
                     WHERE %(plans)s AND line.amount_residual_currency > 0) debt
         LEFT JOIN (SELECT inst.plan_id, inst.date,
                           inst.amount - COALESCE(inst.amount_paid, 0) AS amount,
                           SUM(inst.amount - COALESCE(inst.amount_paid, 0)) OVER (
                               PARTITION BY inst.plan_id ORDER BY inst.date, inst.number) AS upto
                      FROM dunning_instalment inst
                     WHERE inst.state != 'paid') owed
                ON owed.plan_id = debt.plan_id
               AND owed.upto > debt.upto - debt.residual
               AND owed.upto - owed.amount < debt.upto
            """,
            lines=self._get_plan_lines_query(),
            plans=self._get_plan_condition(),
        )

    def _get_plan_due_query(self):
        return SQL(
            "SELECT part.line_id, part.date, part.part FROM (%s) part WHERE part.part > 0",
            self._get_plan_ranges_query(),
        )

    def _get_plan_hold_query(self):
        return SQL(
            """
            SELECT part.line_id, 'plan'::text,
                   MAX(part.residual) - COALESCE(SUM(part.part), 0), MAX(part.last_date)
              FROM (%s) part
          GROUP BY part.line_id
            HAVING MAX(part.residual) > COALESCE(SUM(part.part), 0)
            """,
            self._get_plan_ranges_query(),
        )

    def _get_proposed_plan_query(self, today):
        """Return the debts of plans that the debtor may still accept."""
        return self._get_whole_hold_query(
            "plan",
            "dunning.plan",
            SQL("agreed.state = 'proposed' AND agreed.date_valid >= %s", today),
            until=SQL("agreed.date_valid"),
        )

    def _get_plan_receipts_query(self, plan_ids):
        """Return what met the debts of these plans since they were accepted, by day.

        Rows are `(plan, day, amount in its currency)`; differences of exchange are no money.
        """
        self._flush_receipts("dunning.plan")
        return SQL(
            """
            SELECT plan.id, partial.max_date, SUM(partial.debit_amount_currency)::text
              FROM dunning_plan plan
              JOIN (%(lines)s) covered ON covered.plan_id = plan.id
              JOIN account_partial_reconcile partial ON partial.debit_move_id = covered.line_id
              JOIN account_move_line counterpart ON counterpart.id = partial.credit_move_id
              JOIN res_company company ON company.id = plan.company_id
             WHERE plan.id IN %(ids)s
               AND (partial.id > plan.ledger_mark OR partial.max_date > plan.date_accepted)
               AND counterpart.journal_id IS DISTINCT FROM company.currency_exchange_journal_id
          GROUP BY plan.id, partial.max_date
            """,
            lines=self._get_plan_lines_query(),
            ids=tuple(plan_ids) or (0,),
        )
