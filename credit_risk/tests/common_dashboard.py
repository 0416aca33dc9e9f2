from .common import CreditRiskCommon


class CreditDashboardCommon(CreditRiskCommon):
    """One debtor over his limit, one within, one of somebody else's, one without limit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.over = cls._create_debtor("Over", limit=1000)
        cls.within = cls._create_debtor("Within", limit=1000)
        cls.theirs = cls._create_debtor("Theirs", limit=1000, user_id=cls.controller.id)
        cls.free = cls._create_debtor("Free")
        cls._invoice(cls.over, 300, due=-45)
        cls._invoice(cls.within, 200)
        cls._invoice(cls.theirs, 900)
        cls._invoice(cls.free, 50, due=-10)
        cls.book = cls.over | cls.within | cls.theirs | cls.free
        # Lowered once he owes more: an invoice over the limit would have been held.
        cls.over.credit_limit = 100
        cls.profiles._refresh()
        cls.dashboard = cls.env["credit.dashboard"]

    @classmethod
    def _portfolio(cls, user=None, mine=False):
        return cls.dashboard.with_user(user or cls.controller).get_portfolio(mine)

    @classmethod
    def _tile(cls, portfolio, code):
        return next(tile for tile in portfolio["tiles"] if tile["code"] == code)

    @classmethod
    def _charts(cls, portfolio):
        return {chart["code"]: chart for chart in portfolio["charts"]}

    def _behind(self, item, user=None):
        """The records that a click on a figure lists."""
        action = item["action"]
        Model = self.env[action["res_model"]].with_user(user or self.controller)
        if action.get("res_id"):
            return Model.browse(action["res_id"])
        return Model.search(action["domain"])
