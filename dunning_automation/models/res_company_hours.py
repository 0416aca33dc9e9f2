"""When a company writes to its debtors, how often, and where it does so for a test."""

from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.dunning_automation.kernel.business_days import (
    next_business_day,
    next_opening,
)

HORIZON = timedelta(days=62)


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_business_days = fields.Boolean(
        string="Only on working days",
        help="By the working hours below and the public holidays; what falls due meanwhile goes "
        "out on the next working day.",
    )
    dunning_business_hours = fields.Boolean(
        string="Only during working hours",
        help="The nightly run waits for the working day to begin.",
    )
    dunning_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working hours for reminders",
        check_company=True,
        help="Empty: the company's own.",
    )
    dunning_contact_max = fields.Integer(
        string="Contacts at most",
        default=7,
        help="With one debtor within the days beside: messages sent, and calls in which "
        "somebody was spoken with; zero: no ceiling.",
    )
    dunning_contact_days = fields.Integer(string="Within days", default=7)
    dunning_test_phone = fields.Char(
        string="Send every text message to",
        help="Test mode: without it, text messages go to the test e-mail address.",
    )

    _dunning_contact_positive = models.Constraint(
        "CHECK(dunning_contact_max >= 0 AND dunning_contact_days >= 1)",
        "The ceiling of contacts needs at least one day.",
    )

    def _get_dunning_business_day(self, day):
        """Return `day`, or the first day after it on which this company writes to debtors."""
        self.ensure_one()
        if not self.dunning_business_days:
            return day
        calendar = self._get_dunning_calendar()
        weekdays = {int(attendance.dayofweek) for attendance in calendar.attendance_ids}
        return next_business_day(day, weekdays, self._get_public_holidays(day, day + HORIZON))

    def _get_dunning_opening(self, moment):
        """Return the moment, naive UTC, from which reminders may go out; `moment` if they may."""
        self.ensure_one()
        if not self.dunning_business_hours:
            return moment
        zone = pytz.timezone(self._get_dunning_tz())
        local = pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None)
        holidays = self._get_public_holidays(local.date(), local.date() + HORIZON)
        opening = next_opening(local, self._get_dunning_hours(), holidays)
        if opening is None or opening == local:
            return moment
        return zone.localize(opening).astimezone(pytz.utc).replace(tzinfo=None)

    def _get_dunning_hours(self):
        hours = defaultdict(list)
        for attendance in self._get_dunning_calendar().attendance_ids:
            if attendance.day_period != "lunch":
                span = (attendance.hour_from, attendance.hour_to)
                hours[int(attendance.dayofweek)].append(span)
        return hours

    def _get_dunning_calendar(self):
        return self.dunning_calendar_id or self.resource_calendar_id

    def _get_dunning_tz(self):
        calendar = self._get_dunning_calendar()
        return self.partner_id.tz or calendar.tz or "UTC"

    def _get_public_holidays(self, date_from, date_to):
        """Return the days off for everybody, those of the company's calendar and of all."""
        zone = pytz.timezone(self._get_dunning_tz())
        start, end = (
            zone.localize(datetime.combine(day, time())).astimezone(pytz.utc).replace(tzinfo=None)
            for day in (date_from, date_to + timedelta(days=1))
        )
        leaves_sudo = self.env["resource.calendar.leaves"].sudo()  # holidays are no secret
        leaves = leaves_sudo.search(
            Domain("resource_id", "=", False)
            & Domain("company_id", "in", [self.id, False])
            & Domain("calendar_id", "in", [self._get_dunning_calendar().id, False])
            & Domain("date_from", "<", end)
            & Domain("date_to", ">", start)
        )
        return {day for leave in leaves for day in _get_whole_days(leave, zone)}


def _get_whole_days(leave, zone):
    """Yield the local days that the leave covers, from its first to its last moment."""
    first, last = (
        pytz.utc.localize(moment).astimezone(zone)
        for moment in (leave.date_from, leave.date_to - timedelta(seconds=1))
    )
    for ahead in range((last.date() - first.date()).days + 1):
        yield first.date() + timedelta(days=ahead)
