from odoo import api, models


class DunningEvidenceMixin(models.AbstractModel):
    """Documents that are uploaded to a record belong to it: who may read it may read them."""

    _name = "dunning.evidence.mixin"
    _description = "Keeper of evidence"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._keep_evidence()
        return records

    def write(self, vals):
        done = super().write(vals)
        if self._get_evidence_fields() & set(vals):
            self._keep_evidence()
        return done

    @api.model
    def _get_evidence_fields(self):
        """Return the names of the fields that hold the documents."""
        return {
            name
            for name, field in self._fields.items()
            if field.type == "many2many" and field.comodel_name == "ir.attachment"
        }

    def _keep_evidence(self):
        """Give fresh uploads, which only their author can read, to the record."""
        for record in self:
            for name in self._get_evidence_fields():
                fresh_sudo = record[name].sudo().filtered(  # uploads by somebody else stay his
                    lambda file: not file.res_id and file.create_uid == self.env.user
                )
                fresh_sudo.write({"res_model": self._name, "res_id": record.id})
