from odoo import fields, models


class CreditExperienceImportHeader(models.AbstractModel):
    """One column of a file; `import_id` and `field` come with the model that inherits."""

    _name = "credit.experience.import.header"
    _description = "Column of a file"
    _order = "index, id"
    _rec_name = "header"

    index = fields.Integer(required=True)
    header = fields.Char(string="Column", readonly=True)
    sample = fields.Char(string="Example", readonly=True)
