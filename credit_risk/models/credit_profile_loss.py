from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.credit_risk.kernel.provision import ZERO, loss_of_debtor


class CreditProfile(models.Model):
    """What is expected to be lost on a debtor within a year: PD × LGD × exposure."""

    _inherit = "credit.profile"

    expected_loss = fields.Monetary(
        readonly=True, help="Probability of default × loss given default × exposure."
    )
    expected_loss_net = fields.Monetary(
        string="Expected loss net of cover",
        readonly=True,
        help="The same, where an insurer bears his part.",
    )

    @api.model
    def _get_insured_amounts(self, as_of, partner_ids):
        """Return ``{partner id: Decimal}``: what an insurer would bear of their debts that day.

        In the currency of the active company. Nothing here; an add-on that knows cover extends it.
        """
        return {}

    @api.model
    def _get_figures(self, partners=None, as_of=None):
        # EXTENDS credit_risk
        figures, scores = super()._get_figures(partners, as_of)
        day = as_of or fields.Date.context_today(self)
        insured = self._get_insured_amounts(day, list(figures))
        economics = self.env.company._get_credit_economics()
        lgds = economics.lgd, economics.lgd_insured
        for debtor_id, values in figures.items():
            values.update(self._prepare_loss_vals(values, insured.get(debtor_id, ZERO), lgds))
        return figures, scores

    def _prepare_loss_vals(self, values, insured, lgds):
        """Return the figures of one debtor that follow from his exposure and what is insured."""
        # Who is in default already is not likely to default, he has.
        pd = Decimal(1) if values["grade"] == "X" else Decimal(str(values["pd"]))
        if not pd or values["exposure"] <= 0:
            return {"expected_loss": ZERO, "expected_loss_net": ZERO}
        gross, net = loss_of_debtor(pd, values["exposure"], insured, *lgds)
        return {"expected_loss": round(gross, 2), "expected_loss_net": round(net, 2)}
