from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

OPEN_ITEMS = 15
LATEST = 6
# A picture on paper: wide and low.
WIDTH, HEIGHT, MARGIN = 880, 110, 6
COLOURS = {
    "A": "#28a745", "B": "#7ea82a", "C": "#ffac00", "D": "#ee7022", "E": "#dc3545",
    "X": "#212529", "NR": "#adb5bd",
    "overdue": "#dc3545", "not_due": "#28a745", "orders": "#17a2b8", "draft": "#adb5bd",
    "collection": "#ffac00",
    "age_not_due": "#28a745", "age_late_1": "#a9aa1a", "age_late_2": "#ffac00",
    "age_late_3": "#f17d16", "age_late_4": "#e5522f", "age_late_5": "#a42836",
}  # fmt: skip


class CreditFile(models.AbstractModel):
    """The credit file: all that is known of a debtor, on paper, as the reader may see it.

    For inside use. Read with the rights of who prints it; what he may not read is left out.
    """

    _name = "report.credit_risk.report_credit_file"
    _description = "Credit file"

    @api.model
    def _get_report_values(self, docids, data=None):
        profiles = self.env["credit.profile"].browse(docids)
        profiles.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": "credit.profile",
            "docs": profiles,
            "files": {profile.id: self._get_file(profile) for profile in profiles},
            "colours": COLOURS,
            "today": fields.Date.context_today(self),
        }

    def _get_file(self, profile):
        """Return what the page shows beside the fields of the profile."""
        profile = profile.with_company(profile.company_id)
        return {
            "partner": profile.partner_id,
            "author": self._say_author(),
            "oldest": self.env._("%(count)s days", count=profile.oldest_days),
            "footnote": self._say_footnote(profile),
            "gauge": self._get_arc(profile),
            "history": self._get_line(profile.score_history),
            "exposure": self._get_bar(profile, profile.exposure_parts),
            "ageing": self._get_bar(profile, profile.ageing_parts),
            "factors": profile.assessment_line_ids.filtered("points"),
            "items": self._get_open_items(profile),
            "blocks": [block for block in self._get_blocks(profile) if block["rows"]],
            "is_person": not profile.partner_id.is_company,
        }

    # -- words --------------------------------------------------------------------------------

    def _say_author(self):
        return self.env._(
            "%(date)s · prepared by %(name)s",
            date=format_date(self.env, fields.Date.context_today(self)),
            name=self.env.user.name,
        )

    def _say_footnote(self, profile):
        if not profile.assessment_id:
            return ""
        return self.env._(
            "Points against the typical debtor of the company (%(score)s), as of %(date)s.",
            score=f"{profile.reference_score:.0f}",
            date=format_date(self.env, profile.assessment_id.date),
        )

    # -- pictures -----------------------------------------------------------------------------

    def _get_arc(self, profile):
        """Return how much of the gauge's half circle (radius 50) is drawn, in its own units."""
        share = 0 if profile.grade == "NR" else min(max(profile.score, 0), 100) / 100
        return f"{share * 157.08:.1f} 400"

    def _get_line(self, points):
        """Return path, dots and ends of the score over time; None for less than two points."""
        if not points or len(points) < 2:
            return None
        days = [fields.Date.to_date(point["date"]) for point in points]
        span = (days[-1] - days[0]).days or 1
        dots = [
            {
                "x": round(MARGIN + (day - days[0]).days / span * (WIDTH - 2 * MARGIN), 1),
                "y": round(HEIGHT - MARGIN - point["score"] / 100 * (HEIGHT - 2 * MARGIN), 1),
                "colour": COLOURS[point["grade"]],
            }
            for day, point in zip(days, points, strict=True)
        ]
        steps = (f"H{dot['x']} V{dot['y']}" for dot in dots[1:])
        path = " ".join([f"M{dots[0]['x']} {dots[0]['y']}", *steps])
        return {
            "path": path,
            "dots": dots,
            "from": format_date(self.env, days[0]),
            "to": format_date(self.env, days[-1]),
        }

    def _get_bar(self, profile, bar):
        """Return the parts with their width in percent, and where the limit stands."""
        limit = bar.get("limit", False)
        parts = [part for part in bar["parts"] if part["value"] > 0]
        scale = max(sum(part["value"] for part in parts), 1.04 * (limit or 0)) or 1
        return {
            "parts": [
                {
                    **part,
                    "width": 100 * part["value"] / scale,
                    "amount": self._say_amount(profile, part["value"]),
                }
                for part in parts
            ],
            "mark": False if limit is False else round(100 * limit / scale, 1),
            "credits": bar["credits"] and self._say_amount(profile, -bar["credits"]),
        }

    def _say_amount(self, profile, amount):
        return formatLang(self.env, amount, currency_obj=profile.currency_id)

    # -- what is open -------------------------------------------------------------------------

    def _get_open_items(self, profile):
        """Return the open instalments, oldest first, as far as the reader sees the ledger."""
        Line = self.env["account.move.line"]
        if not Line.has_access("read"):
            return {"lines": Line, "more": ""}
        domain = (
            self.env["credit.dashboard"]
            .with_company(profile.company_id)
            ._get_open_items_domain()
            & Domain("partner_id.commercial_partner_id", "=", profile.partner_id.id)
        )
        lines = Line.search(domain, order="date_maturity, id", limit=OPEN_ITEMS + 1)
        more = ""
        if len(lines) > OPEN_ITEMS:
            rest = Line.search_count(domain) - OPEN_ITEMS
            more = self.env._("and %(count)s more", count=rest)
        return {"lines": lines[:OPEN_ITEMS], "more": more}

    # -- what happened ------------------------------------------------------------------------

    def _get_blocks(self, profile):
        """Return the tables of dated facts: title, and rows (date, what, words, amount)."""
        return [
            self._block(self.env._("Alerts"), self._get_alert_rows(profile)),
            self._block(self.env._("Events"), self._get_event_rows(profile)),
            self._block(self.env._("External reports"), self._get_report_rows(profile)),
            self._block(self.env._("Limits granted"), self._get_limit_rows(profile)),
            self._block(self.env._("Credit decisions"), self._get_decision_rows(profile)),
        ]

    def _block(self, title, rows):
        return {"title": title, "rows": rows}

    def _label(self, record, name):
        """Return the words for the value of a selection."""
        return dict(record._fields[name]._description_selection(self.env)).get(record[name], "")

    def _get_alert_rows(self, profile):
        return [
            (format_date(self.env, alert.date), self._label(alert, "severity"), alert.sentence, "")
            for alert in profile.alert_ids[:LATEST]
        ]

    def _get_event_rows(self, profile):
        return [
            (
                format_date(self.env, event.date),
                self._label(event, "kind"),
                event.note or "",
                self._say_own(event.amount, event.currency_id),
            )
            for event in profile.event_ids[:LATEST]
        ]

    def _get_report_rows(self, profile):
        return [
            (
                format_date(self.env, report.date),
                self._label(report, "kind"),
                " · ".join(filter(None, [report.source, report.rating])),
                self._label(report, "status") if report.status else "",
            )
            for report in profile.report_ids[:LATEST]
        ]

    def _get_limit_rows(self, profile):
        return [
            (
                format_date(self.env, limit.date_from),
                self._label(limit, "kind"),
                limit.reason,
                self._say_own(limit.amount, limit.currency_id)
                or self._label(limit, "limit_state"),
            )
            for limit in profile.limit_ids[:LATEST]
        ]

    def _get_decision_rows(self, profile):
        return [
            (
                format_date(self.env, fields.Datetime.context_timestamp(self, decision.date)),
                self._label(decision, "verdict"),
                self._say_reasons(decision),
                self._say_own(decision.amount, decision.currency_id),
            )
            for decision in profile.decision_ids[:LATEST]
        ]

    def _say_reasons(self, decision):
        """Return what stood against it and what it was bound to, each thing once."""
        words = [*decision.reason_ids.mapped("message"), *decision.condition_ids.mapped("message")]
        return " · ".join(Counter(words))

    def _say_own(self, amount, currency):
        return formatLang(self.env, amount, currency_obj=currency) if amount else ""
