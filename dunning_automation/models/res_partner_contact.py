"""Contact quality: how far a debtor can be reached at all."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.dunning_automation.kernel.contact_quality import (
    Contact,
    is_verified,
    missing_in,
    score_of,
)

try:
    from phonenumbers import PhoneNumberType, number_type

    from odoo.addons.phone_validation.tools.phone_validation import phone_parse
except ImportError:  # phone numbers stay unread, as in Odoo without the library
    PhoneNumberType = None

#: Checks asked for in one night, so that nobody finds a thousand of them in the morning.
NIGHTLY = 25
VERIFIERS = (
    "dunning_automation.group_user,sales_team.group_sale_salesman,base.group_partner_manager"
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_contact_score = fields.Integer(
        string="Contact quality",
        compute="_compute_dunning_contact",
        store=True,
        aggregator="avg",
        help="0 to 100: a valid e-mail, a telephone, a mobile, a contact for invoices, checked"
        " lately, nothing bounced.",
    )
    dunning_contact_codes = fields.Char(
        compute="_compute_dunning_contact", store=True, help="What is missing, by its code."
    )
    dunning_contact_missing = fields.Char(
        string="Missing", compute="_compute_dunning_contact_missing"
    )
    dunning_verified_date = fields.Date(string="Last verified", readonly=True, copy=False)
    dunning_verified_user_id = fields.Many2one(
        "res.users", string="Verified by", readonly=True, copy=False
    )

    @api.depends(
        "email_normalized",
        "phone",
        "country_id",
        "is_company",
        "parent_id",
        "message_bounce",
        "dunning_verified_date",
        "child_ids.type",
        "child_ids.active",
        "child_ids.email_normalized",
        "child_ids.phone",
        "child_ids.message_bounce",
    )
    def _compute_dunning_contact(self):
        today, months = fields.Date.context_today(self), self._get_dunning_months()
        for partner in self:
            if partner.parent_id and not partner.is_company:
                # A contact is judged with the company it belongs to.
                partner.dunning_contact_score, partner.dunning_contact_codes = 0, False
                continue
            missing = missing_in(partner._get_dunning_contact(), today, months)
            partner.dunning_contact_score = score_of(missing)
            partner.dunning_contact_codes = ",".join(missing) or False

    @api.depends("dunning_contact_codes")
    @api.depends_context("lang")
    def _compute_dunning_contact_missing(self):
        labels = self._get_dunning_missing_labels()
        for partner in self:
            codes = (partner.dunning_contact_codes or "").split(",")
            if "email" in codes:
                # Without an address nothing can come back: said once is enough.
                codes = [code for code in codes if code != "delivered"]
            partner.dunning_contact_missing = ", ".join(
                labels[code] for code in codes if code in labels
            )

    @api.model
    def _commercial_fields(self):
        # EXTENDS account
        return super()._commercial_fields() + ["dunning_verified_date", "dunning_verified_user_id"]

    def action_dunning_verify_contact(self):
        """State that somebody has checked the contact data today: they are right."""
        if not self.env.user.has_groups(VERIFIERS):
            raise AccessError(self.env._("Only who sells or collects verifies contact data."))
        debtors = self.commercial_partner_id
        debtors.check_access("read")
        # Whoever spoke with a customer may say that his data are right, but not change them.
        debtors_sudo = debtors.sudo()
        debtors_sudo.write(
            {
                "dunning_verified_date": fields.Date.context_today(self),
                "dunning_verified_user_id": self.env.uid,
            }
        )
        for debtor_sudo in debtors_sudo:
            debtor_sudo._message_log(body=self.env._("The contact data have been verified."))
        debtors_sudo.activity_feedback(["dunning_automation.mail_activity_data_verify"])
        return True

    @api.model
    def _get_dunning_missing_labels(self):
        """Return `{code: what is missing, in words}`."""
        return {
            "email": self.env._("no valid e-mail address"),
            "phone": self.env._("no telephone"),
            "mobile": self.env._("no mobile number"),
            "billing": self.env._("no contact for invoices"),
            "verified": self.env._("not verified lately"),
            "delivered": self.env._("messages come back"),
        }

    @api.model
    def _get_dunning_months(self):
        """Return for how many months a check holds: as the strictest company wants it."""
        # Contact data belong to no company, and how long a check holds is no secret.
        months = self.env["res.company"].sudo().search([]).mapped("dunning_verify_months")
        return min(filter(None, months), default=0)

    def _get_dunning_contact(self):
        """Return what is on file of this debtor, as a kernel `Contact`."""
        everybody = self | self.child_ids
        billing = self.child_ids.filtered(lambda child: child.type == "invoice")
        used = billing.filtered("email_normalized")[:1] or self
        return Contact(
            email=bool(used.email_normalized) and not used.is_blacklisted,
            phone=any(person.phone for person in everybody),
            mobile=any(person._has_mobile() for person in everybody),
            billing=not self.is_company or any(billing.mapped("email_normalized")),
            verified=self.dunning_verified_date or None,
            bounces=used.message_bounce,
        )

    def _has_mobile(self):
        """Return whether the telephone of this contact takes an SMS."""
        if not self.phone or PhoneNumberType is None:
            return False
        country = self.country_id or self.commercial_partner_id.country_id
        country = country or self.env.company.country_id
        try:
            parsed = phone_parse(self.phone, country.code)
        except Exception:  # noqa: BLE001 what is no number is no mobile number
            return False
        return number_type(parsed) in (
            PhoneNumberType.MOBILE,
            PhoneNumberType.FIXED_LINE_OR_MOBILE,
        )

    @api.model
    def _schedule_verifications(self, today):
        """Ask for a check of contact data gone old, the debtors who owe most first.

        Brings the scores up to date too: a check that grew old overnight no longer counts.
        """
        self._refresh_dunning_contacts(today)
        months = self.env.company.dunning_verify_months
        if not months:
            return
        waiting = self._get_waiting_for_check()
        asked = 0
        for debtor in self._get_unverified_debtors(today) - waiting:
            user = debtor.user_id or self.env.company.dunning_user_id
            if user.active and asked < NIGHTLY:
                asked += 1
                debtor.with_context(lang=user.lang or self.env.lang)._schedule_verification(user)

    def _schedule_verification(self, user):
        self.activity_schedule(
            "dunning_automation.mail_activity_data_verify",
            date_deadline=fields.Date.add(fields.Date.context_today(self), days=7),
            summary=self.env._("Verify the contact data"),
            note=self.dunning_contact_missing or False,
            user_id=user.id,
        )

    @api.model
    def _get_waiting_for_check(self):
        """Return the debtors whose contact data somebody has been asked to verify."""
        kind = self.env.ref("dunning_automation.mail_activity_data_verify")
        asked = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("activity_type_id", "=", kind.id)]
        )
        return self.browse(asked.mapped("res_id"))

    @api.model
    def _get_unverified_debtors(self, today):
        """Return who owes the active company money and has not been checked in its months."""
        groups = self.env["account.move.line"]._read_group(
            self.env["dunning.ledger"]._get_open_domain()
            & Domain("company_id", "=", self.env.company.id)
            & Domain("partner_id", "!=", False)
            & Domain("amount_residual", ">", 0),
            ["partner_id"],
            order="amount_residual:sum desc",
        )
        months = self.env.company.dunning_verify_months
        debtors = self.union(*(partner for (partner,) in groups))
        return debtors.filtered(
            lambda debtor: not is_verified(debtor.dunning_verified_date or None, today, months)
        )

    @api.model
    def _refresh_dunning_contacts(self, today):
        """Let checks that grew old stop counting: of those who still seem verified."""
        months = self._get_dunning_months()
        seeming = self.search(
            Domain("dunning_verified_date", "!=", False)
            & ~Domain("dunning_contact_codes", "like", "verified")
        )
        aged = seeming.filtered(
            lambda partner: not is_verified(partner.dunning_verified_date, today, months)
        )
        self.env.add_to_compute(self._fields["dunning_contact_score"], aged)
        self.env.add_to_compute(self._fields["dunning_contact_codes"], aged)
