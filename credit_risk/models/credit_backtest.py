from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.credit_risk.kernel import backtest, calibration, forecasts

SMALL = 50_000  # instalments that are told while the user waits


class CreditBacktest(models.Model):
    """Would the score have known? The company's own ledger, told again day by day.

    Every forecast is made with what was known the day before and meets its outcome later. What is
    found is kept as it was; a new question is a new back-test.
    """

    _name = "credit.backtest"
    _description = "Score back-test"
    _inherit = ["credit.backtest.ledger", "mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "date"
    _check_company_auto = True

    date = fields.Date(
        string="Made on", required=True, readonly=True, default=fields.Date.context_today
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    scorecard_id = fields.Many2one(
        "credit.scorecard",
        required=True,
        default=lambda self: self.env["credit.scorecard"]._get_active(),
        help="Which version to try.",
    )
    default_days = fields.Integer(
        string="Default after (days)",
        default=90,
        required=True,
        help="A material amount this long overdue is what the probability of default foretells.",
    )
    horizon = fields.Integer(
        string="Within (days)", default=180, required=True, help="How far the forecast looks."
    )
    state = fields.Selection(
        [("draft", "Draft"), ("queued", "Waiting for the server"), ("done", "Done")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    user_id = fields.Many2one("res.users", default=lambda self: self.env.user, readonly=True)
    invoice_count = fields.Integer(string="Invoices", readonly=True, copy=False)
    debtor_count = fields.Integer(string="Customers", readonly=True, copy=False)
    default_count = fields.Integer(
        string="Defaults", readonly=True, copy=False, help="Customer-months before a default."
    )
    summary = fields.Text(readonly=True, copy=False)
    result_ids = fields.One2many("credit.backtest.result", "backtest_id", readonly=True)
    band_ids = fields.One2many("credit.backtest.band", "backtest_id", readonly=True)
    grade_band_ids = fields.One2many(
        "credit.backtest.band", "backtest_id", domain=[("kind", "=", "grade")], readonly=True
    )
    late_band_ids = fields.One2many(
        "credit.backtest.band", "backtest_id", domain=[("kind", "=", "late")], readonly=True
    )
    default_band_ids = fields.One2many(
        "credit.backtest.band", "backtest_id", domain=[("kind", "=", "default")], readonly=True
    )
    chart = fields.Html(compute="_compute_chart", sanitize=False)
    weight_ids = fields.One2many("credit.backtest.weight", "backtest_id", readonly=True)
    proposal = fields.Selection(
        [
            ("thin", "Too few defaults to learn from"),
            ("worse", "Own weights do no better"),
            ("accepted", "Own weights do better"),
            ("adopted", "Adopted"),
            ("dismissed", "Dismissed"),
        ],
        string="Own weights",
        readonly=True,
        copy=False,
        tracking=True,
    )
    adopted_scorecard_id = fields.Many2one("credit.scorecard", readonly=True, copy=False)

    _days_positive = models.Constraint(
        "CHECK (default_days > 0 AND horizon > 0)",
        "“Default after” and “Within” are one day at least.",
    )

    @api.depends("date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            run.display_name = format_date(self.env, run.date)

    @api.depends("band_ids")
    @api.depends_context("lang")
    def _compute_chart(self):
        for test in self:
            test.chart = test._draw() if test.band_ids else False

    def write(self, vals):
        asked = {"scorecard_id", "default_days", "horizon", "company_id"} & set(vals)
        if asked and self.filtered(lambda test: test.state != "draft"):
            raise UserError(self.env._("What was found answers its own question: make another."))
        return super().write(vals)

    def action_run(self):
        """Tell the ledger now; a long one is left to the server."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "done":
            raise UserError(self.env._("What was found answers its own question: make another."))
        if self._count_instalments() <= SMALL:
            self._run()
            return True
        self.state = "queued"
        self.env.ref("credit_risk.ir_cron_backtest")._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("The ledger is long: the result will be here in minutes."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_adopt(self):
        """Put the learnt weights to use, as a new version of the scorecard."""
        self.ensure_one()
        self._check_credit_manager()
        if self.proposal not in ("accepted", "worse"):
            raise UserError(self.env._("There are no weights to adopt."))
        weights = calibration.Values(
            **{line.code: line.proposed for line in self.weight_ids if line.code}
        )
        draft = self.scorecard_id._make_version(self.company_id, weights)
        draft.note = self.env._("Weights learnt by the back-test of %(date)s.", date=self.date)
        draft.action_activate()
        self.write({"proposal": "adopted", "adopted_scorecard_id": draft.id})
        return draft._get_records_action(name=self.env._("Scorecard"))

    def action_dismiss(self):
        """Keep the weights in use."""
        self._check_credit_manager()
        self.filtered(lambda test: test.proposal in ("accepted", "worse")).proposal = "dismissed"
        return True

    @api.model
    def _cron_run(self):
        """Tell the ledgers that were too long to wait for, one after the other."""
        Cron = self.env["ir.cron"]
        queued = self.search([("state", "=", "queued")])
        Cron._commit_progress(remaining=len(queued))
        for test in queued:
            test._run()
            if not Cron._commit_progress(1):
                return

    def _run(self):
        """Measure the score on the ledger and write down what was found."""
        self.ensure_one()
        test = self.with_company(self.company_id)
        ledger = test._get_ledger()
        card = self.scorecard_id.with_company(self.company_id)._to_card()
        late = backtest.late_result(forecasts.late_cases(ledger, card))
        days = forecasts.month_ends(ledger, self.horizon)
        shots = forecasts.snapshots_of(ledger, days, self.horizon, self.default_days, card)
        found = backtest.default_result(shots, self.horizon, card)
        proposal = calibration.propose(shots, self.horizon, card)
        self.write(
            {
                "state": "done",
                "invoice_count": sum(map(len, ledger.values())),
                "debtor_count": len(ledger),
                "default_count": sum(shot.bad for shot in shots),
                "proposal": proposal.verdict,
                "summary": self._summarise(late, found),
                "result_ids": [
                    Command.create(vals) for vals in self._prepare_results(late, found, proposal)
                ],
                "band_ids": [Command.create(vals) for vals in self._prepare_bands(late, found)],
                "weight_ids": [
                    Command.create({"code": code, "current": current, "proposed": proposed})
                    for code, current, proposed in zip(
                        card.weights._fields, card.weights, proposal.weights, strict=True
                    )
                    if proposal.verdict != "thin"
                ],
            }
        )

    def _summarise(self, late, found):
        """Say in words what the figures mean."""
        if not late:
            return self.env._(
                "Too few invoices were decided to tell: fifty forecasts are needed at least."
            )
        sentences = [
            self.env._(
                "Of two invoices, one paid late and one on time, the forecast knew which in "
                "%(share)s %% of cases (the naive late ratio in %(naive)s %%).",
                share=round(100 * late.mean.auc),
                naive=round(100 * late.ratio.auc),
            )
        ]
        if found and found.mean.observed:
            sentences.append(
                self.env._(
                    "Of two customers, one of whom then defaulted, the score knew which in "
                    "%(share)s %% of cases (the payment index in %(index)s %%).",
                    share=round(100 * found.mean.auc),
                    index=round(100 * found.index_auc),
                )
            )
        else:
            sentences.append(self.env._("No default was observed, so none could be foretold."))
        return "\n".join(sentences)

    def _check_credit_manager(self):
        if not self.env.user.has_group("credit_risk.group_manager"):
            raise AccessError(self.env._("Only a credit manager decides on this."))
