from odoo import fields, models


class CreditDownload(models.TransientModel):
    """What somebody is about to download: too many records for an address."""

    _name = "credit.download"
    _description = "Download of credit figures"

    model = fields.Char(required=True)
    record_ids = fields.Json(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    def _is_downloadable(self):
        """Tell whether these records are of a kind that can be taken away."""
        self.ensure_one()
        return hasattr(self.env.get(self.model), "_get_sheets")

    def _get_records(self):
        """Return the records as their reader sees them, in the company he was in.

        :raise AccessError: when he may not read them
        """
        self.ensure_one()
        records = self.env[self.model].with_company(self.company_id).browse(self.record_ids)
        records = records.exists()
        records.check_access("read")
        return records
