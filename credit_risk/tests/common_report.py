from .common import CreditRiskCommon

FIGURES = {
    "total_assets": 1000, "current_assets": 500, "current_liabilities": 300, "equity": 400,
    "retained_earnings": 150, "ebit": 100, "sales": 1200, "net_income": 60, "pretax_income": 90,
}  # fmt: skip


class ReportCommon(CreditRiskCommon):
    """Reports by intention; amounts in the company's currency, days from today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("credit_risk.group_manager")
        cls.letters = cls.env.ref("credit_risk.credit_rating_scale_letters")
        cls.points = cls.env.ref("credit_risk.credit_rating_scale_points")
        cls.debtor = cls._create_debtor()
        cls.reports = cls.env["credit.report"].with_user(cls.controller)

    @classmethod
    def _report(cls, kind="pd", on=0, debtor=None, user=None, **values):
        if kind == "pd":
            values.setdefault("pd", 0.10)
        reports = cls.env["credit.report"].with_user(user or cls.controller)
        partner = debtor or cls.debtor
        return reports.create(
            {"kind": kind, "partner_id": partner.id, "date": cls._day(on), "source": "Bureau",
             **values}
        )  # fmt: skip

    @classmethod
    def _statement(cls, on=0, ended=-180, **values):
        fixed = {"source": "Accounts", "period_end": cls._day(ended)}
        return cls._report("statement", on, **{**FIGURES, **fixed, **values})

    @classmethod
    def _evidence(cls, on=0, debtor=None):
        partner_id = (debtor or cls.debtor).id
        found = cls.env["credit.scoring"]._get_evidence(cls._day(on), [partner_id])
        return found.get(partner_id, ())
