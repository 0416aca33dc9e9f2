from odoo import api, fields, models


class CreditInsuranceCoverChange(models.Model):
    """What a cover in force was worth before and after a decision of the insurer.

    Written by the cover alone; it is what makes the insured share of a past day exact.
    """

    _name = "credit.insurance.cover.change"
    _description = "Change of a credit insurance cover"
    _order = "date desc, id desc"

    cover_id = fields.Many2one(
        "credit.insurance.cover", required=True, index=True, readonly=True, ondelete="cascade"
    )
    # Stored for the company rule.
    company_id = fields.Many2one(related="cover_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="cover_id.currency_id")
    amount_before = fields.Monetary(string="Before", readonly=True)
    amount_after = fields.Monetary(string="After", readonly=True)
    date = fields.Date(string="In effect from", required=True, readonly=True)
    reason = fields.Char(readonly=True)

    @api.model
    def _log(self, before, date=None):
        """Record what a decision changed; the first grant of a cover has no before.

        :param before: ``{cover: amount in force until now}``
        :param date: the day from which the decision is in effect (default: today)
        """
        vals_list = [
            {
                "cover_id": cover.id,
                "amount_before": amount,
                "amount_after": cover._get_current_amount(),
                "date": date or fields.Date.context_today(self),
                "reason": cover.decision_reason,
            }
            for cover, amount in before.items()
            if (amount or cover.change_ids) and amount != cover._get_current_amount()
        ]
        # sudo: the history of a cover is written by its cover alone, never by a user.
        self.sudo().create(vals_list)

    def _get_first_after(self, date):
        """Return the earliest change in effect after a day, if any."""
        later = self.filtered(lambda change: change.date > date)
        return later.sorted(lambda change: (change.date, change.id))[:1]
