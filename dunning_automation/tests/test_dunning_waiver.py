from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common_law import LawCommon


@freeze_time("2025-02-10 10:00:00")
@tagged("post_install", "-at_install")
class TestDunningWaiver(LawCommon):
    """What is given up, in part, of 845.52 euros of interest and 40 of compensation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls._create_late()
        cls.case = cls._open_case()
        charges = cls.case.with_user(cls.collector)._work_out_charges(cls.today)
        cls.interest = charges.filtered(lambda charge: charge.kind == "interest")
        cls.compensation = charges - cls.interest

    def _waive(self, scope="interest", user=None, moves=None, **values):
        moves = moves or self.move
        return (
            self.env["dunning.concession"]
            .with_user(user or self.manager)
            .create(
                {
                    "kind": "waiver",
                    "partner_id": moves.commercial_partner_id.id,
                    "line_ids": [Command.set(self._get_instalments(moves).ids)],
                    "waiver_scope": scope,
                    **values,
                }
            )
        )

    def _assert_parts(self, charge, waived, left, state="proposed"):
        self.assertRecordValues(
            charge, [{"amount_waived": waived, "amount_left": left, "state": state}]
        )
        self.assertEqual(charge.currency_id.compare_amounts(waived + left, charge.amount), 0)
        self.assertEqual(
            charge.amount_waived_company + charge.amount_left_company, charge.amount_company
        )

    def test_a_share_is_given_up_to_the_cent_and_all_that_is_claimed_follows(self):
        before = self.case.amount_charges
        waiver = self._waive(percent=10.0)
        self.assertRecordValues(
            waiver, [{"waiver_extent": "share", "amount_base": 845.52, "amount": 84.55}]
        )
        waiver.action_grant()
        self.assertRecordValues(waiver, [{"state": "applied", "amount": 84.55}])
        self._assert_parts(self.interest, 84.55, 760.97)
        self._assert_parts(self.compensation, 0.0, 40.0)
        self.assertEqual(self.case.amount_charges, before - 2 * 84.55)
        self.assertEqual(self.move.dunning_charge_total, self.case.amount_charges)
        notice = self.env["dunning.notice"].new({"case_id": self.case.id})
        told = notice._get_charges()
        self.assertEqual(told["interest"], 2 * 760.97)
        line = next(line for line in told["lines"] if line["kind"] == "interest")
        self.assertEqual((line["amount"], line["waived"]), (760.97, 84.55))
        self.assertIn("84.55", line["name"])
        self.interest.action_invoice()
        self.assertEqual(self.interest.invoice_line_id.price_unit, 760.97)

    def test_taking_it_back_restores_the_charge_exactly(self):
        for values in ({"percent": 33.33}, {"amount": 0.01}, {}):
            with self.subTest(values=values):
                waiver = self._waive("all", **values)
                waiver.action_grant()
                self.assertTrue(self.interest.amount_waived)
                waiver.action_reverse()
                self._assert_parts(self.interest, 0.0, 845.52)
                self._assert_parts(self.compensation, 0.0, 40.0)
                self.assertFalse(waiver.waiver_ids)
                self.assertFalse(self.interest.waive_user_id)

    def test_an_amount_gives_up_the_oldest_charge_first(self):
        other = self._create_late(10000.0, due=self._day(-30))
        newer = self._get(self._work_out(), "compensation").filtered(
            lambda charge: charge.move_id == other
        )
        waiver = self._waive("compensation", moves=self.move | other, amount=55.0)
        self.assertEqual(waiver.amount_base, 80.0)
        waiver.action_grant()
        self._assert_parts(self.compensation, 40.0, 0.0, "waived")
        self._assert_parts(newer, 15.0, 25.0)

    def test_what_is_waived_whole_is_approved_by_its_amount_too(self):
        waiver = self._waive(user=self.collector)
        self.assertEqual((waiver.waiver_extent, waiver.amount), ("all", 845.52))
        waiver.action_grant()
        self.assertEqual(waiver.state, "to_approve")
        self._assert_parts(self.interest, 0.0, 845.52)
        waiver.with_user(self.manager).action_approve()
        self._assert_parts(self.interest, 845.52, 0.0, "waived")

    def test_a_collector_gives_up_a_part_within_his_amount(self):
        waiver = self._waive("compensation", user=self.collector, amount=15.0)
        waiver.action_grant()
        self._assert_parts(self.compensation, 15.0, 25.0)
        self.assertEqual(self.compensation.waiver_ids.approver_id, self.collector)
        with self.assertRaises(AccessError):
            self.compensation.with_user(self.collector).waiver_ids.amount = 40.0

    def test_two_concessions_share_a_charge_and_one_is_taken_back(self):
        first = self._waive("compensation", amount=15.0)
        first.action_grant()
        rest = self._waive("compensation")
        self.assertEqual(rest.amount, 25.0)
        rest.action_grant()
        self._assert_parts(self.compensation, 40.0, 0.0, "waived")
        first.action_reverse()
        self._assert_parts(self.compensation, 25.0, 15.0)
        rest.action_reverse()
        self._assert_parts(self.compensation, 0.0, 40.0)

    def test_what_a_manager_waived_by_hand_is_not_claimed_again_by_a_reversal(self):
        part = self._waive("compensation", amount=15.0)
        part.action_grant()
        self.compensation.with_user(self.manager)._waive("Enough")
        part.action_reverse()
        self._assert_parts(self.compensation, 40.0, 0.0, "waived")

    def test_interest_that_runs_on_is_claimed_and_what_was_given_up_stays_given_up(self):
        self._waive(percent=50.0).action_grant()
        self._assert_parts(self.interest, 422.76, 422.76)
        self._work_out(until=self._day(30))
        self.assertEqual(self.interest.amount_waived, 422.76)
        self.assertGreater(self.interest.amount, 845.52)

    def test_interest_that_shrinks_is_never_claimed_below_zero(self):
        self._waive(percent=90.0).action_grant()
        self._pay_on(self.move, self.due + timedelta(days=10))
        self.interest.action_refresh()
        self.assertLess(self.interest.amount, 760.97)
        self._assert_parts(self.interest, self.interest.amount, 0.0)

    def test_interest_since_the_waiver_joins_the_interest_that_is_claimed_again(self):
        waiver = self._waive()
        waiver.action_grant()
        later = self._get(self._work_out(until=self._day(30)), "interest")
        self.assertNotEqual(later, self.interest)
        self._waive("interest", amount=1.0).action_grant()
        self._assert_parts(later, 1.0, later.amount - 1.0)
        with freeze_time(self._day(30)):
            waiver.action_reverse()
        self.assertFalse(later.exists())
        self.assertEqual(self.interest.date_to, self._day(30))
        self._assert_parts(self.interest, 1.0, self.interest.amount - 1.0)

    def test_interest_claimed_again_keeps_its_days_when_later_ones_are_invoiced(self):
        waiver = self._waive()
        waiver.action_grant()
        later = self._get(self._work_out(until=self._day(30)), "interest")
        later.action_invoice()
        with freeze_time(self._day(31)):
            waiver.action_reverse()
        self._assert_parts(self.interest, 0.0, 845.52)
        self.assertEqual(self.interest.date_to, self.today)

    def test_what_was_left_and_invoiced_stops_the_way_back(self):
        waiver = self._waive(percent=10.0)
        waiver.action_grant()
        self.interest.action_invoice()
        with self.assertRaises(UserError):
            waiver.action_reverse()
        self.interest.invoice_id.button_cancel()
        waiver.action_reverse()
        self._assert_parts(self.interest, 0.0, 845.52)

    def test_an_amount_in_another_currency_than_the_charge(self):
        dollars = self._create_late(100.0, due=self._day(-40), currency=self.company.currency_id)
        self._work_out()
        both = self.move | dollars
        waiver = self._waive("interest", moves=both, amount=100.0)
        self.assertEqual(waiver.currency_id, self.company.currency_id)
        waiver.action_grant()
        self._assert_parts(self.interest, 50.0, 795.52)
        self.assertEqual(waiver.amount, 100.0)

    def test_from_the_charge_the_dialogue_is_about_that_charge(self):
        action = self.compensation.with_user(self.collector).action_waive_part()
        form = Form(
            self.env["dunning.concession"]
            .with_user(self.collector)
            .with_context(**action["context"]),
            view="dunning_automation.dunning_concession_view_form_quick",
        )
        self.assertEqual((form.kind, form.amount_base, form.amount), ("waiver", 40.0, 40.0))
        form.waiver_extent = "share"
        form.percent = 25.0
        self.assertEqual(form.amount, 10.0)
        form.save().action_grant()
        self._assert_parts(self.compensation, 10.0, 30.0)

    def test_nothing_more_than_the_charges_and_not_nothing_is_given_up(self):
        for values in ({"amount": 40.01}, {"percent": 0.0, "waiver_extent": "share"}):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._waive("compensation", **values)
        unpaid = self._create_late(10.0, due=self._day(1))
        with self.assertRaises(ValidationError):
            self._waive(moves=unpaid)

    def test_the_timeline_and_the_interest_sheet_tell_of_the_part(self):
        waiver = self._waive(percent=10.0)
        waiver.action_grant()
        entries = self.case.with_user(self.collector).get_timeline()["entries"]
        entry = next(entry for entry in entries if entry["res_model"] == waiver._name)
        self.assertEqual(entry["amount"], 2 * 84.55)
        self.assertIn("845.52", entry["text"])
        report = self.env["ir.actions.report"]._render_qweb_html(
            "dunning_automation.report_interest_case", self.case.ids
        )
        self.assertIn("800.97", str(report[0]), "what is left of both")
        self.assertIn("84.55", str(report[0]))

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_companies_do_not_see_each_others_waivers(self):
        self._waive(percent=10.0).action_grant()
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            login="waiver_stranger",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
            groups="account.group_account_invoice,dunning_automation.group_manager",
        )
        self.assertFalse(self.env["dunning.charge.waiver"].with_user(stranger).search([]))
