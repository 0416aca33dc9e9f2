from odoo import models
from odoo.tools import SQL


class DunningBoard(models.AbstractModel):
    """Promises on the supervisor's board: of whoever wrote them down."""

    _inherit = "dunning.board"

    def _get_promise_figures(self, date_from, date_to):
        # EXTENDS dunning_automation
        figures = super()._get_promise_figures(date_from, date_to)
        self.env["dunning.promise"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT create_uid,
                       COUNT(*) FILTER (WHERE date_made > %(date_from)s
                                          AND date_made <= %(date_to)s),
                       COUNT(*) FILTER (WHERE state = 'kept'
                                          AND COALESCE(date_evaluated, date) > %(date_from)s
                                          AND COALESCE(date_evaluated, date) <= %(date_to)s)
                  FROM dunning_promise
                 WHERE company_id = %(company)s AND state != 'superseded'
              GROUP BY create_uid
                """,
                date_from=date_from,
                date_to=date_to,
                company=self.env.company.id,
            )
        )
        users = self.env["res.users"]
        return figures | {
            users.browse(user_id): {"promises": obtained, "kept": kept}
            for user_id, obtained, kept in rows
            if obtained or kept
        }
