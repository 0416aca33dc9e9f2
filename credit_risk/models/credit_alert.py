from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from odoo.addons.credit_risk.kernel.alerts import GONE, SUPERSEDED

BY_HAND = "hand"


class CreditAlert(models.Model):
    """What a rule found on a debtor, from the day it was seen until its cause is gone.

    While the cause stands there is one alert per rule, whatever people do with it: what was closed
    by hand does not come back the next night.
    """

    _name = "credit.alert"
    _description = "Credit alert"
    _order = "severity desc, date desc, id desc"
    _rec_name = "rule_id"
    _check_company_auto = True

    rule_id = fields.Many2one(
        "credit.alert.rule", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(related="rule_id.kind", store=True)
    severity = fields.Selection(related="rule_id.severity", store=True, index=True)
    unit = fields.Selection(related="rule_id.unit", related_sudo=True)
    sentence = fields.Char(
        string="What happened", compute="_compute_sentence", compute_sudo=True
    )

    profile_id = fields.Many2one(
        "credit.profile", required=True, index=True, ondelete="cascade", check_company=True
    )
    partner_id = fields.Many2one(
        related="profile_id.partner_id", string="Debtor", store=True, index=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    salesperson_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    currency_id = fields.Many2one(related="company_id.currency_id")
    exposure = fields.Monetary(related="profile_id.exposure")
    grade = fields.Selection(related="profile_id.grade", string="Grade now")

    date = fields.Date(string="Since", required=True, index=True)
    value = fields.Float(aggregator="max", help="The latest measure, in the unit of the rule.")
    reference = fields.Float(
        string="Before", aggregator=None, help="What the value was compared with, if anything."
    )
    threshold = fields.Float(string="Mark", aggregator=None)
    is_current = fields.Boolean(
        string="Cause stands", default=True, help="What caused the alert is still so."
    )

    state = fields.Selection(
        [
            ("open", "Open"),
            ("acknowledged", "Acknowledged"),
            ("snoozed", "Snoozed"),
            ("closed", "Closed"),
        ],
        default="open",
        required=True,
        index=True,
    )
    snooze_until = fields.Date(help="On this day the alert is open again if its cause stands.")
    close_reason = fields.Selection(
        [(GONE, "Cause gone"), (SUPERSEDED, "A graver alert"), (BY_HAND, "By hand")]
    )
    date_closed = fields.Date(string="Closed on")
    user_id = fields.Many2one("res.users", string="Told to", index="btree_not_null")
    settled_by_id = fields.Many2one("res.users", string="Seen by")
    activity_id = fields.Many2one("mail.activity", ondelete="set null", index="btree_not_null")
    needs_task = fields.Boolean(help="The task for the person told is still to be made.")

    _standing_uniq = models.UniqueIndex(
        "(profile_id, rule_id) WHERE is_current",
        "A debtor has one alert per rule while its cause stands.",
    )
    _needs_task_idx = models.Index("(company_id) WHERE needs_task IS TRUE")

    @api.depends("rule_id", "partner_id")
    def _compute_display_name(self):
        for alert in self:
            alert.display_name = f"{alert.partner_id.display_name} · {alert.rule_id.sudo().name}"

    @api.depends("kind", "value", "reference", "rule_id")
    @api.depends_context("lang")
    def _compute_sentence(self):
        wordings = self._get_wordings()
        for alert in self:
            alert.sentence = wordings.get(alert.kind, "%(rule)s") % alert._get_words()

    # -- actions ------------------------------------------------------------------------------

    def action_acknowledge(self):
        """Say that these alerts are known: they stay quiet until their cause is gone."""
        return self._settle({"state": "acknowledged", "snooze_until": False})

    def action_snooze_week(self):
        """Hear of these alerts again in a week, if their cause still stands."""
        return self.action_snooze(fields.Date.add(fields.Date.context_today(self), days=7))

    def action_snooze(self, until):
        """Hear of these alerts again on the day ``until``, if their cause still stands."""
        until = fields.Date.to_date(until)
        if not until or until <= fields.Date.context_today(self):
            raise UserError(self.env._("“Snooze until” must be a day to come."))
        return self._settle({"state": "snoozed", "snooze_until": until})

    def action_close(self):
        """Close these alerts: they do not come back while their cause goes on standing."""
        today = fields.Date.context_today(self)
        return self._settle(
            {
                "state": "closed",
                "close_reason": BY_HAND,
                "date_closed": today,
                "snooze_until": False,
            }
        )

    def action_open_profile(self):
        """Open the debtor's profile."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "credit.profile",
            "res_id": self.profile_id.id,
            "views": [[False, "form"]],
        }

    def _settle(self, vals):
        """The only way in which people change alerts: those told, and credit people."""
        self.check_access("read")
        is_credit_user = self.env.user.has_group("credit_risk.group_user")
        if not is_credit_user and self.user_id - self.env.user:
            raise AccessError(
                self.env._("Only the person told, or a credit controller, settles an alert.")
            )
        live = self.filtered(lambda alert: alert.state != "closed")
        # What an alert says is nobody's to write; what becomes of it is checked above.
        live_sudo = live.sudo()
        live_sudo.activity_id.unlink()
        live_sudo.write({**vals, "settled_by_id": self.env.uid, "needs_task": False})
        return True

    # -- words --------------------------------------------------------------------------------

    @api.model
    def _get_wordings(self):
        """Return a sentence for each kind; another add-on words its own kinds."""
        _ = self.env._
        return {
            "score_drop": _("The score fell by %(value)s points, from %(before)s to %(after)s."),
            "grade_drop": _("The grade fell from %(grade_before)s to %(grade_after)s."),
            "limit_use": _("%(value)s %% of the limit is in use."),
            "limit_review": _("The limit is due for review, or has ended: %(value)s days ago."),
            "overdue_days": _("The oldest debt is %(value)s days overdue."),
            "overdue_share": _("%(value)s %% of the debt is overdue."),
            "first_late": _("First late payment of a good customer: %(value)s days overdue."),
            "delay_trend": _(
                "Pays %(now)s days after the due date: %(value)s later than in the year before."
            ),
            "terms_granted": _(
                "Granted terms are %(now)s days: %(value)s more than in the year before."
            ),
            "terms_actual": _(
                "Takes %(now)s days from invoice to payment: %(value)s more than in the year"
                " before."
            ),
            "partial_payments": _("%(value)s partial payments within %(days)s days."),
            "concentration": _("Owes %(value)s %% of all receivables."),
            "not_invoiced": _("An order has been waiting %(value)s days to be invoiced."),
            "event": _("%(event)s: %(value)s within %(days)s days."),
            "report_drop": _(
                "The external score fell by %(value)s points, from %(before)s to %(after)s."
            ),
            "report_expired": _("External reports expired and not renewed: %(value)s."),
            "contact_changed": _(
                "Contact or bank details changed: %(value)s times within %(days)s days."
            ),
        }

    def _get_words(self):
        """Return what a sentence may mention, as the reader writes numbers."""
        rule = self.rule_id
        events = dict(rule._fields["event_kind"]._description_selection(self.env))
        return {
            "rule": rule.name,
            "days": rule.days,
            "event": events.get(rule.event_kind, ""),
            "value": self._show(self.value),
            "before": self._show(self.reference),
            "after": self._show(self.reference - self.value),
            "now": self._show(self.reference + self.value),
            "grade_before": self._to_grade(self.reference),
            "grade_after": self._to_grade(self.reference + self.value),
        }

    def _show(self, number):
        return formatLang(self.env, number, digits=0 if number == int(number) else 1)

    def _to_grade(self, place):
        """Return the grade in that place; rules compare grades by their place in the alphabet."""
        return "ABCDEX"[int(place) - 1] if 1 <= place <= 6 else ""
