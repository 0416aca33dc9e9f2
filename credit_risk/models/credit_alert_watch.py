from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.alerts import Finding, Known, settle
from odoo.addons.credit_risk.kernel.pg_array import literal_of


class CreditAlert(models.Model):
    """How alerts open and close, set by set, in the active company."""

    _inherit = "credit.alert"

    @api.model
    def _watch(self, partner_ids=None, *, fast_only=False):
        """Bring the alerts of these debtors (None: all) up to date with the rules."""
        everyone = self.env["credit.alert.rule"]._get_rules()
        fast_kinds = everyone._get_fast_kinds()
        rules = everyone.filtered(lambda rule: not fast_only or rule.kind in fast_kinds)
        watches = {rule.id: rule._to_watch() for rule in everyone}
        findings = self.env["credit.alert.scan"]._get_findings(rules, partner_ids)
        known = self._get_known(partner_ids)
        looked_at = set(rules.ids)
        # What nobody looked at this time stands as it did.
        findings += [
            Finding(alert.rule_id, alert.profile_id, alert.value)
            for alert in known
            if alert.rule_id in watches and alert.rule_id not in looked_at
        ]
        changes = settle(watches, findings, known)
        self._close_settled(changes.closed)
        self._update_moved(changes.moved)
        woken = not fast_only and self._wake_snoozed(partner_ids)
        self._open(changes.opened, {rule.id: rule for rule in rules})
        self.invalidate_model()
        if changes.opened or woken or not fast_only:
            self._assign_soon()

    def _get_known(self, partner_ids):
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id, rule_id, profile_id, value FROM credit_alert"
                " WHERE is_current AND company_id = %s AND %s",
                self.env.company.id,
                self._partners_sql(partner_ids),
            )
        )
        return [Known(*row) for row in rows]

    def _partners_sql(self, partner_ids):
        if partner_ids is None:
            return SQL("TRUE")
        return SQL("partner_id = ANY(%s::int[])", literal_of(partner_ids))

    def _close_settled(self, closed):
        """The cause is gone, or a graver alert speaks for it: the task goes too."""
        if not closed:
            return
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE credit_alert a
                   SET is_current = FALSE, state = 'closed', needs_task = FALSE,
                       close_reason = CASE WHEN a.state = 'closed' THEN a.close_reason
                                           ELSE v.reason END,
                       date_closed = CASE WHEN a.state = 'closed' THEN a.date_closed
                                          ELSE %(today)s END,
                       snooze_until = NULL, write_uid = %(uid)s, write_date = %(now)s
                  FROM (VALUES %(values)s) AS v (id, reason)
                 WHERE a.id = v.id
                RETURNING a.activity_id
                """,
                values=SQL(", ").join(SQL("%s", pair) for pair in closed),
                **self._get_stamp(),
            )
        )
        self._unlink_tasks([activity_id for (activity_id,) in rows if activity_id])

    def _unlink_tasks(self, activity_ids):
        # Tasks belong to other people; they end with the alert. Done ones stay in the history.
        activities_sudo = self.env["mail.activity"].sudo()
        activities_sudo.search(Domain("id", "in", activity_ids)).unlink()

    def _update_moved(self, moved):
        if not moved:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE credit_alert a SET value = v.value, reference = v.before"
                "  FROM (VALUES %s) AS v (id, value, before) WHERE a.id = v.id",
                SQL(", ").join(
                    SQL("(%s, %s::float8, %s::float8)", key, finding.value, finding.before)
                    for key, finding in moved
                ),
            )
        )

    def _wake_snoozed(self, partner_ids):
        """Open again what was snoozed until today; say whether there was any."""
        self.env.cr.execute(
            SQL(
                "UPDATE credit_alert"
                "   SET state = 'open', snooze_until = NULL, needs_task = TRUE"
                " WHERE state = 'snoozed' AND snooze_until <= %s AND company_id = %s AND %s",
                fields.Date.context_today(self),
                self.env.company.id,
                self._partners_sql(partner_ids),
            )
        )
        return self.env.cr.rowcount > 0

    def _open(self, findings, rules):
        """Insert the alerts; another worker's alert for the same debtor and rule stays alone."""
        if not findings:
            return
        listeners = self._get_listeners(findings, rules)
        stamp = self._get_stamp()
        rows = (
            (
                finding.profile_id, finding.rule_id, finding.value, finding.before,
                rules[finding.rule_id].threshold, listener,
                bool(listener and rules[finding.rule_id].activity_type_id),
            )
            for finding, listener in zip(findings, listeners, strict=True)
        )  # fmt: skip
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO credit_alert (
                       profile_id, rule_id, value, reference, threshold, user_id, needs_task,
                       partner_id, company_id, kind, severity, date, state, is_current,
                       create_uid, create_date, write_uid, write_date)
                SELECT v.profile_id, v.rule_id, v.value::float8, v.before::float8,
                       v.threshold::float8, v.user_id::int, v.needs_task,
                       p.partner_id, p.company_id, r.kind, r.severity, %(today)s, 'open', TRUE,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM (VALUES %(values)s)
                       AS v (profile_id, rule_id, value, before, threshold, user_id, needs_task)
                  JOIN credit_profile p ON p.id = v.profile_id
                  JOIN credit_alert_rule r ON r.id = v.rule_id
                    ON CONFLICT DO NOTHING
                """,
                values=SQL(", ").join(SQL("%s", row) for row in rows),
                **stamp,
            )
        )

    def _get_stamp(self):
        return {
            "today": fields.Date.context_today(self),
            "uid": self.env.uid,
            "now": fields.Datetime.now(),
        }

    # -- who is told --------------------------------------------------------------------------

    def _get_listeners(self, findings, rules):
        """Return one user id (or None) per finding: who sees the debtor, or the responsible."""
        sellers = self._get_sellers({finding.profile_id for finding in findings})
        everything, own = self._get_able_user_ids()
        responsible = self.env.company._get_credit_responsible().id or None
        listeners = []
        for finding in findings:
            rule = rules[finding.rule_id]
            seller, leader = sellers.get(finding.profile_id, (None, None))
            chosen = {"salesperson": seller, "leader": leader, "user": rule.user_id.id}.get(
                rule.recipient
            )
            sees = chosen in everything or (chosen == seller and chosen in own)
            listeners.append(chosen if chosen and sees else responsible)
        return listeners

    def _get_sellers(self, profile_ids):
        """Return ``{profile id: (salesperson id, team leader id)}``."""
        for model, names in {
            "credit.profile": ["partner_id"],
            "res.partner": ["user_id"],
            "res.users": ["sale_team_id"],
            "crm.team": ["user_id"],
        }.items():
            self.env[model].flush_model(names)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id, r.user_id, t.user_id
                  FROM credit_profile p
                  JOIN res_partner r ON r.id = p.partner_id
                  LEFT JOIN res_users u ON u.id = r.user_id
                  LEFT JOIN crm_team t ON t.id = u.sale_team_id
                 WHERE p.id = ANY(%s)
                """,
                list(profile_ids),
            )
        )
        return {profile_id: people for profile_id, *people in rows}

    def _get_able_user_ids(self):
        """Return those who see all debtors of this company, and those who see their own."""
        able = []
        for names in (
            ("credit_risk.group_user", "sales_team.group_sale_salesman_all_leads"),
            ("sales_team.group_sale_salesman",),
        ):
            # Who belongs to a group is not for everybody to read.
            groups_sudo = self.env["res.groups"].sudo().union(*map(self.env.ref, names))
            users_sudo = groups_sudo.all_user_ids.filtered(
                lambda user: user.active and not user.share and self.env.company in user.company_ids
            )
            able.append(set(users_sudo.ids))
        return able

    @api.model
    def _cron_watch(self):
        """Check every rule in every company, the slow ones too, and send the digests."""
        companies = self.env["res.company"].search([])
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(companies))
        for company in companies:
            self.with_company(company)._watch()
            self.env["credit.alert.digest"].with_company(company)._send()
            if not commit_progress(1):
                break
