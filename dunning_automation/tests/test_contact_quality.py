from ast import literal_eval

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestContactQuality(PeopleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].sudo().search([]).dunning_verify_months = 12
        cls.debtor.country_id = cls.env.ref("base.es")

    def _complete(self, debtor):
        debtor.write(
            {
                "phone": "+34 612 34 56 78",
                "child_ids": [
                    Command.create(
                        {"name": "Bills", "type": "invoice", "email": "bills@debtor.example.com"}
                    )
                ],
            }
        )
        debtor.with_user(self.salesperson).action_dunning_verify_contact()

    def test_a_complete_and_verified_contact_has_all_points(self):
        self._complete(self.debtor)
        self.assertEqual(self.debtor.dunning_contact_score, 100)
        self.assertFalse(self.debtor.dunning_contact_missing)
        self.assertRecordValues(
            self.debtor,
            [
                {
                    "dunning_verified_date": self.today,
                    "dunning_verified_user_id": self.salesperson.id,
                }
            ],
        )

    def test_each_thing_that_is_missing_is_named_and_costs_its_points(self):
        self._complete(self.debtor)
        billing = self.debtor.child_ids
        for records, values, lost, code in [
            (self.debtor, {"phone": "+34 911 23 45 67"}, 10, "mobile"),
            (self.debtor, {"phone": False}, 30, "phone"),
            (billing, {"message_bounce": 1}, 10, "delivered"),
            (billing, {"active": False}, 15, "billing"),
            (self.debtor, {"dunning_verified_date": False}, 15, "verified"),
        ]:
            with self.subTest(code=code):
                before = {name: records[name] for name in values}
                records.write(values)
                self.assertEqual(self.debtor.dunning_contact_score, 100 - lost)
                self.assertIn(code, self.debtor.dunning_contact_codes)
                records.write(before)

    def test_a_broken_address_is_no_address(self):
        self.debtor.email = "nobody at all"
        self.assertIn("email", self.debtor.dunning_contact_codes)
        self.assertIn("no valid e-mail address", self.debtor.dunning_contact_missing)

    def test_a_natural_person_needs_no_other_contact_for_invoices(self):
        person = self._create_debtor("Person", is_company=False)
        self.assertNotIn("billing", person.dunning_contact_codes)

    def test_a_check_stops_counting_when_its_months_are_over(self):
        self._complete(self.debtor)
        Partner = self.env["res.partner"].sudo().with_company(self.company)
        self.debtor.dunning_verified_date = self.today - relativedelta(months=12, days=-1)
        Partner._refresh_dunning_contacts(self.today)
        self.assertEqual(self.debtor.dunning_contact_score, 100)
        self.env.cr.execute(
            "UPDATE res_partner SET dunning_verified_date = %s WHERE id = %s",
            (self.today - relativedelta(months=12), self.debtor.id),
        )
        self.debtor.invalidate_recordset()
        Partner._refresh_dunning_contacts(self.today)
        self.assertEqual(self.debtor.dunning_contact_score, 85)

    def test_the_night_asks_once_for_a_check_of_who_owes_money(self):
        self._create_overdue(-5)
        idle = self._create_debtor("Idle")
        Partner = self.env["res.partner"].sudo().with_company(self.company)
        for _night in range(2):
            Partner._schedule_verifications(self.today)
            activity = self.debtor.activity_ids
            self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.salesperson)
        self.assertFalse(idle.activity_ids)
        self.debtor.with_user(self.salesperson).action_dunning_verify_contact()
        self.assertFalse(self.debtor.activity_ids)
        Partner._schedule_verifications(self.today)
        self.assertFalse(self.debtor.activity_ids, "checked today")

    def test_no_company_setting_no_check(self):
        self._create_overdue(-5)
        self.company.sudo().dunning_verify_months = 0
        self.env["res.partner"].sudo().with_company(self.company)._schedule_verifications(
            self.today
        )
        self.assertFalse(self.debtor.activity_ids)

    def test_a_quotation_warns_of_poor_data_until_it_is_confirmed_or_completed(self):
        poor = self._create_debtor("Poor", email=False)
        order = (
            self.env["sale.order"]
            .with_user(self.salesperson)
            .create({"partner_id": poor.id, "user_id": self.salesperson.id})
        )
        self.assertIn("no valid e-mail address", order.dunning_contact_warning)
        self.assertEqual(order.action_open_debtor()["res_id"], poor.id)
        order.sudo().state = "sale"
        self.assertFalse(order.dunning_contact_warning)
        order.sudo().state = "draft"
        poor.email = "now@debtor.example.com"
        self._complete(poor)
        self.assertFalse(order.dunning_contact_warning)

    def test_the_threshold_lies_where_the_company_says(self):
        self._complete(self.debtor)
        self.debtor.child_ids.active = False
        self.assertEqual(self.debtor.dunning_contact_score, 85)
        order = self.env["sale.order"].sudo().create({"partner_id": self.debtor.id})
        for threshold, warns in [(85, False), (86, True)]:
            self.company.sudo().dunning_contact_poor = threshold
            order.invalidate_recordset(["dunning_contact_warning"])
            self.assertEqual(bool(order.dunning_contact_warning), warns)

    def test_the_list_holds_the_customers_with_something_missing(self):
        self._create_overdue(3)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.res_partner_action_contact"
        )
        domain = fields.Domain(literal_eval(action["domain"]))
        Partner = self.env["res.partner"].with_user(self.collector)
        self.assertIn(self.debtor, Partner.search(domain))
        self._complete(self.debtor)
        self.assertNotIn(self.debtor, Partner.search(domain))
        self.assertNotIn(self.debtor.child_ids, Partner.search(domain))

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_who_neither_sells_nor_collects_does_not_verify(self):
        reader = self._create_user("reader", "base.group_user")
        with self.assertRaises(AccessError):
            self.debtor.with_user(reader).action_dunning_verify_contact()
