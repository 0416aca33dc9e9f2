from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.alerts import Waiting, hand_out

#: More new tasks than this are left to the scheduled job: a refresh does not wait for them.
TASKS_AT_ONCE = 100
TASK_BATCH = 500
ALERT_ACTIVITY = "credit_risk.mail_activity_type_alert"
GRAVE = "3"


class CreditAlert(models.Model):
    """The tasks of alerts: the gravest first, and to nobody more than he can look into.

    What waits for its turn is in the list and in the digest all the same.
    """

    _inherit = "credit.alert"

    def _assign_soon(self):
        """Make a few tasks at once; leave many to the job that makes them in batches."""
        due_sudo = self.sudo()._get_due()  # a watch goes on whoever's change set it off
        if len(due_sudo) > TASKS_AT_ONCE:
            self.env.ref("credit_risk.ir_cron_alert_tasks")._trigger()
        else:
            due_sudo._assign()

    @api.model
    def _get_due(self):
        """Return the alerts of the active company that become tasks now, gravest first."""
        self.flush_model()
        limit = self.env.company.credit_alert_task_limit
        held = self._count_tasks()
        full, busy = self._get_occupied(held, limit)
        waiting = self.env.execute_query(
            SQL(
                """
                SELECT a.id, a.user_id, a.severity = %(grave)s
                  FROM credit_alert a
                  JOIN credit_profile p ON p.id = a.profile_id
                 WHERE a.needs_task IS TRUE AND a.company_id = %(company)s
                   AND a.user_id != ALL(%(full)s)
                   AND (a.severity = %(grave)s OR a.user_id != ALL(%(busy)s))
                 ORDER BY a.severity DESC, p.exposure DESC NULLS LAST, a.id
                """,
                grave=GRAVE,
                company=self.env.company.id,
                full=full,
                busy=busy,
            )
        )
        return self.browse(hand_out((Waiting(*row) for row in waiting), held, limit))

    def _get_occupied(self, held, limit):
        """Return who takes no task at all, and who takes critical ones alone.

        Refreshes come by the minute: the long queue of somebody occupied is not sorted each time.
        """
        if not limit:
            return [], []
        users = {user_id for user_id, _is_grave in held}
        graves = {user_id: held.get((user_id, True), 0) for user_id in users}
        full = [user_id for user_id in users if graves[user_id] >= limit]
        busy = [
            user_id
            for user_id in users
            if graves[user_id] + held.get((user_id, False), 0) >= limit
        ]
        return full, busy

    def _count_tasks(self):
        """Return ``{(user id, whether they are grave): open tasks}`` of the active company."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT user_id, severity = %s, COUNT(*)
                  FROM credit_alert
                 WHERE activity_id IS NOT NULL AND state = 'open' AND company_id = %s
                 GROUP BY 1, 2
                """,
                GRAVE,
                self.env.company.id,
            )
        )
        return {(user_id, is_grave): count for user_id, is_grave, count in rows}

    def _assign(self):
        """Make the tasks of these alerts, in the language of those who get them."""
        Activity = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        for lang, alerts in self.grouped(lambda alert: alert.user_id.lang).items():
            vals_list = [alert._prepare_task_vals() for alert in alerts.with_context(lang=lang)]
            for alert, activity in zip(alerts, Activity.create(vals_list), strict=True):
                alert.activity_id = activity
        self.needs_task = False

    def _prepare_task_vals(self):
        kind = self.rule_id.activity_type_id or self.env.ref(ALERT_ACTIVITY)
        today = fields.Date.context_today(self)
        return {
            "res_model_id": self.env["ir.model"]._get_id("credit.profile"),
            "res_id": self.profile_id.id,
            "activity_type_id": kind.id,
            "summary": self.rule_id.name,
            "note": self.sentence,
            "user_id": self.user_id.id,
            "date_deadline": kind._get_date_deadline() if kind.delay_count else today,
            "automated": True,
        }

    @api.model
    def _cron_assign(self):
        """Make the tasks whose turn it is, batch by batch."""
        commit_progress = self.env["ir.cron"]._commit_progress
        books = [self.with_company(company) for company in self.env["res.company"].search([])]
        commit_progress(remaining=sum(len(alerts._get_due()) for alerts in books))
        for book in books:
            while alerts := book._get_due()[:TASK_BATCH].try_lock_for_update():
                alerts._assign()
                if not commit_progress(len(alerts)):
                    return
