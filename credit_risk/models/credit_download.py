from odoo import fields, models


class CreditDownload(models.TransientModel):
    """What somebody is about to download: too many records for an address."""

    _name = "credit.download"
    _description = "Download of credit figures"

    model = fields.Char(required=True)
    record_ids = fields.Json(required=True)

    def _is_downloadable(self):
        """Tell whether these records are of a kind that can be taken away."""
        self.ensure_one()
        return hasattr(self.env.get(self.model), "_get_sheets")

    def _get_records(self):
        """Return the records as their reader sees them.

        :raise AccessError: when he may not read them
        """
        self.ensure_one()
        records = self.env[self.model].browse(self.record_ids).exists()
        records.check_access("read")
        return records.with_company(records[:1].company_id)
