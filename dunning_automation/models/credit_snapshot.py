from odoo import api, models
from odoo.tools import SQL

#: The ways in which a message reaches a debtor by itself; a task in an agenda reaches nobody yet.
REACHING_CHANNELS = ("email", "sms", "letter", "registered")


class CreditSnapshot(models.Model):
    """Who was reached, by whom and when: the effective actions on debtors."""

    _inherit = "credit.snapshot"

    @api.model
    def _get_managed_debtor_ids(self, date_from, date_to):
        # EXTENDS credit_risk: a message that bounced reached nobody
        managed = super()._get_managed_debtor_ids(date_from, date_to) or ()
        return {*managed, *(row[0] for row in self._get_actions(date_from, date_to))}

    @api.model
    def _get_actions(self, date_from, date_to):
        """Return the rows (debtor, collector or None, day) of the effective actions of a period.

        Of the active company; both days included.
        """
        self.env["dunning.notice"].flush_model()
        self.env["dunning.case"].flush_model(["company_id", "partner_id"])
        self.env["mail.message"].flush_model(["date", "mail_activity_type_id", "model", "res_id"])
        queries = self._get_action_queries(date_from, date_to)
        return self.env.execute_query(SQL(" UNION ALL ").join(queries))

    @api.model
    def _get_action_queries(self, date_from, date_to):
        """Return queries of rows (debtor, collector, day): what was sent, and what people did.

        What one person does for one debtor on one day is one action, however it is recorded.
        """
        by_hand = self._get_contact_queries(date_from, date_to)
        return [
            self._notice_actions_sql(date_from, date_to),
            SQL("(%s)", SQL(" UNION ").join(by_hand)),
        ]

    @api.model
    def _get_contact_queries(self, date_from, date_to):
        """Return queries of rows (debtor, collector, day), one for each way to reach him in person.

        Extension point: what else reaches a debtor is one more query.
        """
        return [self._activity_actions_sql(date_from, date_to)]

    def _notice_actions_sql(self, date_from, date_to):
        return SQL(
            """
            SELECT notice.partner_id, notice.user_id, notice.date
              FROM dunning_notice notice
             WHERE notice.company_id = %s AND notice.state = 'sent' AND notice.channel IN %s
               AND notice.date BETWEEN %s AND %s
            """,
            self.env.company.id,
            REACHING_CHANNELS,
            date_from,
            date_to,
        )

    def _activity_actions_sql(self, date_from, date_to):
        """Tasks that somebody did on a case; those that closed by themselves are by the system."""
        return SQL(
            """
            SELECT file.partner_id, person.id, done.date::date
              FROM mail_message done
              JOIN dunning_case file ON file.id = done.res_id AND file.company_id = %(company)s
              JOIN LATERAL (
                SELECT id FROM res_users WHERE partner_id = done.author_id ORDER BY id LIMIT 1
              ) person ON person.id != %(system)s
             WHERE done.model = 'dunning.case' AND done.mail_activity_type_id IS NOT NULL
               AND done.mail_activity_type_id != %(mend)s
               AND done.date::date BETWEEN %(first)s AND %(last)s
            """,
            company=self.env.company.id,
            system=self.env.ref("base.user_root").id,
            mend=self.env.ref("dunning_automation.mail_activity_data_mend").id,
            first=date_from,
            last=date_to,
        )
