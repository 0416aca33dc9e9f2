import json
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_risk.kernel.pg_array import literal_of
from odoo.addons.credit_risk.kernel.recommendation import (
    Outside,
    Present,
    Trade,
    is_new,
    recommend,
)

NOTHING = Outside()


def _exact(amount):
    """The database's numbers come as floats of few digits."""
    return None if amount is None else Decimal(str(amount))


class CreditProfile(models.Model):
    """The limit we recommend for a debtor, and what a credit manager does about it.

    Computed with the figures, in sets; never applied by itself: a named person accepts, changes or
    refuses it. Cover beside the own limit comes on top and is no part of it.
    """

    _inherit = "credit.profile"

    recommended_limit = fields.Monetary(
        readonly=True, help="What the trade asks for and the risk allows, without insurance."
    )
    recommended_change = fields.Monetary(
        readonly=True, help="Against the standing limit; zero when there is none."
    )
    recommendation = fields.Json(readonly=True, help="The arithmetic behind the recommended limit.")
    limit_proposed = fields.Boolean(
        string="Limit to decide on", readonly=True, index="btree_not_null"
    )
    refused_limit = fields.Monetary(
        string="Refused limit",
        readonly=True,
        help="This recommendation was refused. It comes back when it differs by more than 10 %.",
    )
    has_refused_limit = fields.Boolean(readonly=True)
    recommendation_basis = fields.Char(
        readonly=True, copy=False, help="Fingerprint of what the recommendation rests on."
    )

    # -- refresh ------------------------------------------------------------------------------

    def _react(self, partner_ids):
        # EXTENDS credit_risk
        result = super()._react(partner_ids)
        self._recommend(list(partner_ids))
        return result

    @api.model
    def _recommend(self, partner_ids):
        """Work out anew the recommended limits of these debtors that rest on other facts now.

        What external reports say is no part of the fingerprint: who has any is always worked out.
        """
        day = fields.Date.context_today(self)
        rules = self.env.company._get_limit_rules()
        factors = {
            code: rule.limit_factor for code, rule in self.env["credit.grade"]._get_rules().items()
        }
        outside = self._get_outside_terms(partner_ids, day)
        common = f"{rules} {sorted(factors.items())}"
        results = []
        for row in self.env.execute_query_dict(
            self._changed_trade_query(partner_ids, day, common, list(outside))
        ):
            trade = self._to_trade(row, factors)
            present = Present(_exact(row["present"]), _exact(row["month_ago"]))
            terms = outside.get(row["debtor_id"], NOTHING)
            found = recommend(trade, terms, rules, present)
            refused = _exact(row["refused_limit"]) if row["has_refused_limit"] else None
            proposed = (
                found.proposed
                and not row["is_chosen"]
                and (present.amount is not None or trade.billed > 0 or row["is_exposed"])
                and is_new(found.amount, refused, rules)
            )
            facts = self._prepare_recommendation(trade, terms, rules, found)
            basis = None if row["debtor_id"] in outside else row["basis"]
            results.append((row["id"], found.amount, found.change, proposed, facts, basis))
        self._store_recommendations(results)

    @api.model
    def _get_outside_terms(self, partner_ids, as_of):
        """Return ``{partner id: Outside}``: what others say about debtors, in company currency.

        Nothing here; external reports extend it.
        """
        return {}

    def _to_trade(self, row, factors):
        return Trade(
            row["grade"],
            factors.get(row["grade"], Decimal(0)),
            row["pd"] or 0.0,
            _exact(row["billed"]) or Decimal(0),
            row["tenure"] or 0,
            round(row["terms"] or 0),
            round(row["late"] or 0),
            _exact(row["average"]) or Decimal(0),
            row["oldest_days"] or 0,
        )

    def _prepare_recommendation(self, trade, outside, rules, found):
        """Return what the explanation needs, as plain values."""
        return {
            "terms": [[term.code, round(float(term.amount), 2)] for term in found.terms],
            "binding": found.binding,
            "held_back": found.held_back,
            "target": float(found.target),
            "trade": {
                "grade": trade.grade,
                "factor": float(trade.factor),
                "pd": trade.pd,
                "billed": float(trade.billed),
                "tenure_days": trade.tenure_days,
                "term_days": trade.term_days,
                "late_days": trade.late_days,
                "average_order": round(float(trade.average_order), 2),
            },
            "outside": {
                name: value if isinstance(value, bool) else float(value)
                for name, value in outside._asdict().items()
                if value is not None
            },
            "base": round(float(rules.base), 2),
            "lgd": float(rules.lgd),
        }

    def _store_recommendations(self, results):
        if not results:
            return
        ids, amounts, changes, proposed, facts, bases = map(list, zip(*results, strict=True))
        self.env.cr.execute(
            SQL(
                """
                UPDATE credit_profile p
                   SET recommended_limit = v.amount, recommended_change = v.change,
                       limit_proposed = v.proposed, recommendation = v.facts,
                       recommendation_basis = v.basis
                  FROM unnest(%s::int[], %s::numeric[], %s::numeric[], %s::bool[], %s::jsonb[],
                              %s::varchar[]) AS v (id, amount, change, proposed, facts, basis)
                 WHERE p.id = v.id
                   AND (p.recommended_limit, p.recommended_change, p.limit_proposed,
                        p.recommendation, p.recommendation_basis)
                       IS DISTINCT FROM (v.amount, v.change, v.proposed, v.facts, v.basis)
                """,
                literal_of(ids),
                literal_of(amounts),
                literal_of(changes),
                literal_of(proposed),
                literal_of(json.dumps(fact) for fact in facts),
                literal_of(bases),
            )
        )
        self.invalidate_model(
            ["recommended_limit", "recommended_change", "limit_proposed", "recommendation"]
        )
