from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

MONTHS = 12
#: Grades before anybody was scored are no migration.
UNKNOWN = "NR"


class CreditDashboard(models.AbstractModel):
    """How grades moved from one month end to the next, and from the last one until today."""

    _inherit = "credit.dashboard"

    @api.model
    @api.readonly
    def get_migration(self, mine=False, month=None):
        """Return the picture of one month: by its last day, or of the month that goes on."""
        self.env["credit.profile"].check_access("read")
        return self._chart_migration(self._get_domain(mine), month)

    def _chart_migration(self, domain, month=None):
        ends = self._get_month_ends()
        after = next((day for day in ends[1:] if fields.Date.to_string(day) == month), None)
        before = ends[0] if after is None else after.replace(day=1) - relativedelta(days=1)
        counts = self._count_moves(domain, before, after)
        if not counts and len(ends) < 2:
            return None
        return self._chart(
            "migration", "matrix", self.env._("Migration between grades"),
            self._get_migration_items(domain, counts, before, after), unit="count",
            labels=[code for code, _label in self._get_grades()],
            hint=self._get_migration_hint(before, after),
            choices=self._get_month_choices(ends),
            choice=fields.Date.to_string(after) if after else "",
        )  # fmt: skip

    def _get_month_ends(self):
        """Return past month ends, newest first, of which the one before has grades too.

        The last one is always there: from it, grades move until today.
        """
        last = fields.Date.context_today(self).replace(day=1) - relativedelta(days=1)
        [(first,)] = self.env.execute_query(
            SQL(
                "SELECT MIN(date) FROM credit_assessment WHERE company_id = %s",
                self.env.company.id,
            )
        )
        ends = [last]
        for back in range(MONTHS):
            end = last.replace(day=1) - relativedelta(months=back, days=1)
            if not first or first > end:
                break
            ends.append(end + relativedelta(day=1, months=2, days=-1))
        return ends

    def _get_month_choices(self, ends):
        """Return ``[{code, label}]``: the month that goes on, and those that ended."""
        months = [
            {
                "code": fields.Date.to_string(end),
                "label": format_date(self.env, end, date_format="MMMM y"),
            }
            for end in ends[1:]
        ]
        return [{"code": "", "label": self.env._("This month")}, *months] if months else []

    def _get_migration_hint(self, before, after):
        if after is None:
            return self.env._("Rows: grade at the end of last month. Columns: grade today.")
        return self.env._(
            "Rows: grade on %(before)s. Columns: grade on %(after)s.",
            before=format_date(self.env, before),
            after=format_date(self.env, after),
        )

    def _count_moves(self, domain, before, after):
        """Return ``{(grade then, grade later): debtors}``; later is today without ``after``."""
        Profile = self.env["credit.profile"]
        Profile.flush_model(["grade"])
        profile = SQL.identifier("credit_profile")
        rows = self.env.execute_query(
            SQL(
                "SELECT %s, %s, COUNT(*) FROM credit_profile WHERE id IN %s GROUP BY 1, 2",
                Profile._grade_on_sql(profile, before),
                Profile._grade_on_sql(profile, after) if after else SQL("grade"),
                Profile._search(domain).subselect(),
            )
        )
        return {(old, new): count for old, new, count in rows if old != UNKNOWN}

    def _get_migration_items(self, domain, counts, before, after):
        labels = dict(self._get_grades())
        order = list(labels)
        items = []
        for (old, new), count in sorted(counts.items()):
            name = self.env._("From %(old)s to %(new)s", old=labels[old], new=labels[new])
            step = order.index(new) - order.index(old)
            items.append(
                self._item(
                    f"{old}{new}", name, count,
                    row=old, column=new, tone="worse" if step > 0 else "better" if step else "",
                    action=self._open(name, domain & self._get_move(old, new, before, after)),
                )
            )  # fmt: skip
        return items

    def _get_move(self, old, new, before, after):
        """Return the domain of those who went from one grade to the other."""
        if after is None:
            return Domain("previous_grade", "=", old) & Domain("grade", "=", new)
        return Domain("grade_move", "=", f"{before}/{after}/{old}/{new}")
