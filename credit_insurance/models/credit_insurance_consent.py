from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_date


class CreditInsuranceConsent(models.AbstractModel):
    """The insurer's consent to an agreement that puts insured invoices off for long.

    Beyond the maximum extension of the policy the agreement comes into force once the consent is
    recorded, or once a manager has said that it goes on without cover.
    """

    _name = "credit.insurance.consent"
    _description = "Insurer's consent"

    insurer_limit_date = fields.Date(
        string="Without consent until",
        compute="_compute_insurer_limit_date",
        help="Until this day the policy lets you put off the insured invoices.",
    )
    insurer_consent_date = fields.Date(
        string="Consent given on", tracking=True, copy=False, help="By the insurer."
    )
    insurer_consent_until = fields.Date(
        string="Consent until",
        compute="_compute_insurer_consent_until",
        store=True,
        readonly=False,
        copy=False,
        tracking=True,
        help="The last day to which the insurer lets the payment be put off.",
    )
    insurer_consent_ref = fields.Char(string="Insurer's reference", tracking=True, copy=False)
    insurer_consent_attachment_ids = fields.Many2many(
        "ir.attachment", string="Document of the consent", copy=False
    )
    is_uncovered = fields.Boolean(
        string="Goes on without cover", readonly=True, copy=False, tracking=True
    )
    uncovered_user_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False)

    @api.depends("line_ids", "partner_id", "company_id")
    def _compute_insurer_limit_date(self):
        for record in self:
            record.insurer_limit_date = record._get_insurer_limit()

    @api.depends("insurer_consent_date")
    def _compute_insurer_consent_until(self):
        for record in self:
            last_day = record.insurer_consent_date and record._get_extension_end()
            record.insurer_consent_until = record.insurer_consent_until or last_day

    @api.depends(
        "insurer_consent_date", "insurer_consent_until", "insurer_consent_ref", "is_uncovered"
    )
    def _compute_activation_warning(self):
        # EXTENDS dunning_automation
        return super()._compute_activation_warning()

    @api.constrains("insurer_consent_date", "insurer_consent_ref")
    def _check_insurer_consent(self):
        for record in self:
            if record.insurer_consent_date and not record.insurer_consent_ref:
                raise ValidationError(
                    self.env._("Record the insurer's reference with his consent.")
                )

    def action_go_on_without_cover(self):
        """Let it come into force though the insurer may not pay. Managers only."""
        self.check_access("write")
        user = self.env.user
        if not self.env.su and not any(map(user.has_group, self._get_deciding_groups())):
            raise AccessError(self.env._("Only a manager decides to go on without cover."))
        for record in self:
            record_sudo = record.sudo()  # nobody types who decided; that he may is checked above
            record_sudo.write({"is_uncovered": True, "uncovered_user_id": self.env.uid})
            record.message_post(
                body=self.env._(
                    "%(name)s goes on without the insurer's consent: the invoices may lose"
                    " their cover.",
                    name=user.name,
                )
            )
        return True

    def action_draft(self):
        # EXTENDS dunning_automation: other terms are another decision
        result = super().action_draft()
        records_sudo = self.sudo()  # not to be typed; whoever may not take it back has failed above
        records_sudo.write({"is_uncovered": False, "uncovered_user_id": False})
        return result

    @api.model
    def _get_deciding_groups(self):
        return "dunning_automation.group_manager", "credit_insurance.group_manager"

    def _get_protected_fields(self):
        # EXTENDS dunning_automation
        return super()._get_protected_fields() | {"is_uncovered", "uncovered_user_id"}

    def _get_activation_obstacles(self):
        # EXTENDS dunning_automation: the insurer consents to what goes beyond his policy
        reasons = super()._get_activation_obstacles()
        end, limit = self._get_extension_end(), self._get_insurer_limit()
        if not end or not limit or end <= limit or self.is_uncovered or self._is_consented(end):
            return reasons
        return [*reasons, self._explain_limit(limit, end)]

    def _get_extension_end(self):
        """Return the day to which payment is put off; nothing where it is not."""
        return False

    def _is_consented(self, end):
        until = self.insurer_consent_date and self.insurer_consent_until
        return bool(until and self.insurer_consent_ref and until >= end)

    def _get_insurer_limit(self):
        """Return the day until which the insured invoices may be put off without asking."""
        debtor = self.partner_id.commercial_partner_id
        if not debtor or not self.line_ids:
            return False
        covers = self.env["credit.insurance.cover"].with_company(self.company_id)
        insured = covers._insured(fields.Date.context_today(self), debtor)[debtor.id]
        covers_sudo = covers.sudo().browse(  # the debtor's, whoever draws up the agreement
            cover for cover, amount in insured.covers.items() if amount
        )
        lines = self.line_ids._origin.filtered(lambda line: insured.items.get(line.move_id.id))
        if not lines or not covers_sudo:
            return False
        due = min(line.date_maturity or line.date for line in lines)
        return due + timedelta(days=min(covers_sudo.policy_id.mapped("max_extension_days")))

    def _explain_limit(self, limit, end):
        return self.env._(
            "The credit insurance lets the insured invoices be put off until %(limit)s; this"
            " goes to %(end)s. Record the insurer's consent, or a manager goes on without cover.",
            limit=format_date(self.env, limit),
            end=format_date(self.env, end),
        )
