from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import formatLang

from odoo.addons.credit_risk.kernel.recommendation import DEFAULT_RULES as RULES


class CreditProfile(models.Model):
    """A recommended limit in words: every bound with its arithmetic, and which one counts."""

    _inherit = "credit.profile"

    recommendation_html = fields.Html(
        string="How it was worked out", compute="_compute_recommendation_html", sanitize=False
    )
    recommendation_binding = fields.Char(
        string="What bounds it", compute="_compute_recommendation_html"
    )

    @api.depends("recommendation", "recommended_limit", "limit_supplement")
    @api.depends_context("lang")
    def _compute_recommendation_html(self):
        for profile in self:
            known = profile.recommendation
            profile.recommendation_html = profile._to_arithmetic() if known else False
            profile.recommendation_binding = profile._say_binding() if known else False

    def _to_arithmetic(self):
        """Return a table with one row for each bound, the one that counts in bold."""
        facts = self.recommendation
        rows = Markup("").join(
            Markup("<tr%s><td>%s<div class='text-muted small'>%s</div></td>"
                   "<td class='text-end text-nowrap'>%s</td></tr>")
            % (
                Markup(" class='fw-bold'") if code == facts["binding"] else "",
                self._get_term_names()[code],
                self._say_term(code),
                self.currency_id.format(amount),
            )
            for code, amount in facts["terms"]
        )
        notes = Markup("").join(Markup("<li>%s</li>") % note for note in self._say_notes())
        return Markup(
            "<table class='table table-sm mb-2'><tbody>%s</tbody></table><ul class='mb-0'>%s</ul>"
        ) % (rows, notes)

    def _get_term_names(self):
        _ = self.env._
        return {
            "need": _("What the trade needs"),
            "starter": _("Limit to start with"),
            "net_worth": _("Share of the net worth"),
            "capital": _("Share of the working capital"),
            "bureau": _("Limit recommended by a bureau"),
            "concentration": _("Share of one customer"),
            "expected_loss": _("Expected loss against margin"),
        }

    def _say_binding(self):
        """Name the bound that counts, in a few words."""
        self.ensure_one()
        return self._get_term_names().get((self.recommendation or {}).get("binding"), "")

    def _say_term(self, code):
        """Return the arithmetic of one bound."""
        say = {
            "need": self._say_need,
            "starter": self._say_starter,
            "net_worth": self._say_net_worth,
            "capital": self._say_capital,
            "bureau": self._say_bureau,
            "concentration": self._say_concentration,
            "expected_loss": self._say_expected_loss,
        }
        return say[code]()

    def _say_need(self):
        trade = self.recommendation["trade"]
        return self.env._(
            "%(billed)s billed in %(tenure)s days, made a year ÷ 365 × (%(terms)s days of payment"
            " terms + %(late)s days late) × %(peak)s at the peak × %(factor)s for grade %(grade)s",
            billed=self.currency_id.format(trade["billed"]),
            tenure=trade["tenure_days"],
            terms=trade["term_days"],
            late=min(max(trade["late_days"], 0), RULES.late_cap),
            peak=self._say_number(RULES.peak),
            factor=self._say_number(trade["factor"]),
            grade=trade["grade"],
        )

    def _say_starter(self):
        average = self.recommendation["trade"]["average_order"]
        if average <= 0:
            return self.env._("The company's limit for customers without a history")
        return self.env._(
            "The company's limit for customers without a history, or one average invoice"
            " (%(average)s) if that is less",
            average=self.currency_id.format(average),
        )

    def _say_net_worth(self):
        outside = self.recommendation["outside"]
        amount = self.currency_id.format(outside["net_worth"])
        if outside.get("distress"):
            return self.env._(
                "5 %% of the net worth of %s: its statements show distress", amount
            )
        return self.env._("10 %% of the net worth of %s", amount)

    def _say_capital(self):
        amount = self.recommendation["outside"]["working_capital"]
        return self.env._("20 %% of the working capital of %s", self.currency_id.format(amount))

    def _say_bureau(self):
        return self.env._("From a report of the last six months")

    def _say_concentration(self):
        facts = self.recommendation
        amount = dict(facts["terms"])["concentration"]
        return self.env._(
            "%(share)s %% of %(base)s, all receivables or the company's own funds",
            share=self._say_number(100 * amount / facts["base"] if facts["base"] else 0, digits=1),
            base=self.currency_id.format(facts["base"]),
        )

    def _say_expected_loss(self):
        return self.env._(
            "A tenth of the margin of a year's sales ÷ (probability of default %(pd)s %% × %(lgd)s"
            " %% lost in default)",
            pd=self._say_number(100 * self.recommendation["trade"]["pd"]),
            lgd=round(100 * self.recommendation.get("lgd", RULES.lgd)),
        )

    def _say_number(self, number, digits=2):
        """Return a number as the reader writes it, in percent or as a factor."""
        return formatLang(self.env, float(number), digits=digits)

    def _say_notes(self):
        """Return what lies between the least bound and the recommended limit."""
        target = self.currency_id.format(self.recommendation["target"])
        notes = {
            "overdue": self.env._(
                "%s would be allowed: no rise while something is more than 30 days overdue.", target
            ),
            "pace": self.env._(
                "%s would be allowed: a limit rises step by step, month by month.", target
            ),
            "unknown": self.env._(
                "Nothing is known yet that speaks for another limit: the present one stays."
            ),
        }
        found = [self.env._("The least counts, rounded down to two digits.")]
        if held_back := self.recommendation["held_back"]:
            found.append(notes[held_back])
        if self.limit_supplement:
            found.append(
                self.env._(
                    "Cover of %s stands beside it and comes on top.",
                    self.currency_id.format(self.limit_supplement),
                )
            )
        return found
