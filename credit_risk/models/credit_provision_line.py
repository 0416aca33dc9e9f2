from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.credit_risk.kernel.provision import (
    ZERO,
    Cell,
    Vintage,
    expected_loss,
    expected_loss_net,
    forward_looking,
    rates_of,
    spread,
    total_of,
)


class CreditProvisionLine(models.Model):
    """One cell of the matrix: a bucket of a segment, or a debtor who is assessed by himself."""

    _name = "credit.provision.line"
    _description = "Credit loss provision line"
    _order = "provision_id, sequence, segment, bucket, id"
    _rec_name = "label"

    provision_id = fields.Many2one(
        "credit.provision", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="provision_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer()
    kind = fields.Selection(
        [
            ("collective", "Matrix"),
            ("individual", "Assessed individually"),
            ("credit", "Unallocated credits"),
        ],
        required=True,
        readonly=True,
    )
    segment = fields.Char(readonly=True, help="Debtors who pay alike.")
    bucket = fields.Integer(readonly=True, aggregator=None)
    label = fields.Char(string="Days overdue", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Debtor", readonly=True)

    exposure = fields.Monetary(readonly=True, help="Open receivables of the day.")
    insured = fields.Monetary(readonly=True, help="What an insurer would bear of them.")
    reached = fields.Monetary(
        readonly=True, help="Money of the window that got into this bucket."
    )
    roll_rate = fields.Float(
        readonly=True, digits=(8, 6), aggregator=None, help="Share of it that went on to the next."
    )
    computed_rate = fields.Float(
        string="Own loss rate", readonly=True, digits=(8, 6), aggregator=None
    )
    is_overridden = fields.Boolean(string="Set by hand")
    override_rate = fields.Float(string="Rate by hand", digits=(8, 6), aggregator=None)
    override_reason = fields.Char(string="Reason", help="Mandatory for a rate set by hand.")
    rate = fields.Float(
        string="Loss rate",
        compute="_compute_losses",
        store=True,
        digits=(8, 6),
        aggregator=None,
        help="With the forward-looking factor.",
    )
    loss_gross = fields.Monetary(string="Expected loss", compute="_compute_losses", store=True)
    loss_net = fields.Monetary(string="Net of cover", compute="_compute_losses", store=True)

    _rate_share = models.Constraint(
        "CHECK (override_rate BETWEEN 0 AND 1)", "A loss rate lies between 0 and 100 %."
    )

    @api.depends(
        "exposure", "insured", "kind", "computed_rate", "is_overridden", "override_rate",
        "provision_id.forward_factor", "provision_id.lgd", "provision_id.lgd_insured",
    )  # fmt: skip
    def _compute_losses(self):
        for line in self:
            rate = line._get_rate()
            cell = Cell(_exact(line.exposure), _exact(line.insured), rate)
            run = line.provision_id
            net = expected_loss_net(cell, _exact(run.lgd), _exact(run.lgd_insured))
            line.rate = float(rate)
            line.loss_gross = line.currency_id.round(float(expected_loss(cell)))
            line.loss_net = line.currency_id.round(float(net))

    def _get_rate(self):
        """Return the loss rate that counts; a rate set by hand is final."""
        self.ensure_one()
        if self.kind == "credit":
            return ZERO
        if self.is_overridden:
            return _exact(self.override_rate)
        if self.kind == "individual":
            return _exact(self.provision_id.lgd)
        return forward_looking(_exact(self.computed_rate), _exact(self.provision_id.forward_factor))

    @api.constrains("is_overridden", "override_reason")
    def _check_override_reason(self):
        for line in self:
            if line.is_overridden and not (line.override_reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "Reason: say why the rate of %(bucket)s is set by hand.",
                        bucket=line.label or "",
                    )
                )

    def write(self, vals):
        if any(line.provision_id.state != "draft" for line in self):
            raise UserError(
                self.env._("A confirmed provision is frozen: set it back to draft, or copy it.")
            )
        return super().write(vals)

    def action_view_instalments(self):
        """Open the receivable lines that make up this cell."""
        self.ensure_one()
        run = self.provision_id
        ledger = self.env["credit.provision.ledger"].with_company(run.company_id)
        bounds = run._get_bounds()
        line_ids = ledger._get_line_ids(
            run.date,
            bounds,
            None if self.kind == "credit" else self.bucket,
            self._get_debtor_ids(ledger, bounds),
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Instalments"),
            "res_model": "account.move.line",
            "views": [[False, "list"], [False, "form"]],
            "domain": [("id", "in", line_ids)],
            "context": {"create": False},
        }

    def _get_debtor_ids(self, ledger, bounds):
        """Return the debtors of this cell."""
        run = self.provision_id
        if self.kind == "individual":
            return self.partner_id.ids
        debts, credits = ledger._get_debts(run.date, bounds)
        if self.kind == "credit":
            return list(credits)
        traits = ledger._get_traits(run.date, debts)
        return [
            debtor_id
            for debtor_id in debts
            if traits[debtor_id][2] != "X"
            and self._get_segment(run.segment_by, traits[debtor_id]) == self.segment
        ]

    # -- matrix -------------------------------------------------------------------------------

    @api.model
    def _prepare_matrix(self, run):
        """Return the values of the lines of a run, in the active company."""
        bounds = run._get_bounds()
        ledger = self.env["credit.provision.ledger"]
        debts, credits = ledger._get_debts(run.date, bounds, run.exclude_tax)
        vintages = ledger._get_vintages(run.date, bounds, run.months)
        traits = ledger._get_traits(run.date, {*debts, *vintages})
        insured = self.env["credit.profile"]._get_insured_amounts(run.date, list(debts))
        doomed = {debtor_id for debtor_id in debts if traits[debtor_id][2] == "X"}
        cells = self._get_cells(run, bounds, debts, insured, traits, doomed)
        rates = self._get_rates(run, bounds, vintages, traits)
        return [
            *self._prepare_collective(bounds, cells, rates),
            *self._prepare_individual(debts, insured, doomed),
            *self._prepare_credits(credits),
        ]

    def _get_cells(self, run, bounds, debts, insured, traits, doomed):
        """Return ``{segment: [(exposure, insured) per bucket]}`` of the debtors judged together."""
        cells = {}
        for debtor_id, amounts in debts.items():
            if debtor_id in doomed:
                continue
            segment = self._get_segment(run.segment_by, traits[debtor_id])
            row = cells.setdefault(segment, [(ZERO, ZERO)] * (len(bounds) + 1))
            covered = spread(insured.get(debtor_id, ZERO), amounts)
            for index, (amount, share) in enumerate(zip(amounts, covered, strict=True)):
                row[index] = (row[index][0] + amount, row[index][1] + share)
        return cells

    def _get_rates(self, run, bounds, vintages, traits):
        """Return a function from a segment to its (Vintage, Rates)."""
        by_segment = {}
        for debtor_id, vintage in vintages.items():
            segment = self._get_segment(run.segment_by, traits[debtor_id])
            by_segment.setdefault(segment, []).append(vintage)
        nothing = Vintage((ZERO,) * (len(bounds) + 1))
        company = total_of([nothing, *vintages.values()])

        def find(segment):
            if run.segment_by == "none":
                return company, rates_of(company)
            own = total_of([nothing, *by_segment.get(segment, ())])
            return own, rates_of(own, company)

        return find

    def _get_segment(self, segment_by, traits):
        country_id, is_company, grade = traits
        if segment_by == "country":
            country = self.env["res.country"].browse(country_id or ())
            return country.name or self.env._("No country")
        if segment_by == "person":
            return self.env._("Companies") if is_company else self.env._("Natural persons")
        if segment_by == "grade":
            return grade or "NR"
        return self.env._("All debtors")

    def _prepare_collective(self, bounds, cells, get_rates):
        for segment in sorted(cells):
            vintage, rates = get_rates(segment)
            for bucket, (exposure, insured) in enumerate(cells[segment]):
                yield {
                    "kind": "collective",
                    "sequence": 10,
                    "segment": segment,
                    "bucket": bucket,
                    "label": self._get_bucket_label(bounds, bucket),
                    "exposure": float(exposure),
                    "insured": float(insured),
                    "reached": float(vintage.reached[bucket]),
                    "roll_rate": float(rates.rolls[bucket]),
                    "computed_rate": float(rates.losses[bucket]),
                }

    def _prepare_individual(self, debts, insured, doomed):
        """Debtors in default leave the matrix: what is not insured is lost at the full rate."""
        partners = self.env["res.partner"].browse(sorted(doomed))
        for partner in partners:
            for bucket, amount in enumerate(debts[partner.id]):
                if not amount:
                    continue
                covered = spread(insured.get(partner.id, ZERO), debts[partner.id])[bucket]
                yield {
                    "kind": "individual",
                    "sequence": 20,
                    "segment": partner.display_name,
                    "partner_id": partner.id,
                    "bucket": bucket,
                    "label": self.env._("In default"),
                    "exposure": float(amount),
                    "insured": float(covered),
                }

    def _prepare_credits(self, credits):
        total = sum(credits.values(), ZERO)
        if total:
            yield {
                "kind": "credit",
                "sequence": 30,
                "segment": self.env._("Unallocated credits"),
                "bucket": 0,
                "label": "",
                "exposure": float(total),
            }

    def _get_bucket_label(self, bounds, bucket):
        if not bucket:
            return self.env._("Not due")
        if bucket == len(bounds):
            return self.env._("Over %(days)s", days=bounds[-1])
        return f"{bounds[bucket - 1] + 1}–{bounds[bucket]}"


def _exact(amount):
    return Decimal(str(amount or 0.0))
