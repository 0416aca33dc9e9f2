from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache


class DunningInterruption(models.Model):
    """A fact that starts the limitation of a claim anew, with what proves it."""

    _name = "dunning.interruption"
    _description = "Interruption of the limitation"
    _inherit = ["dunning.evidence.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    deadline_id = fields.Many2one(
        "dunning.deadline", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="deadline_id.company_id", store=True)  # for the rule
    date = fields.Date(required=True, default=fields.Date.context_today)
    kind = fields.Selection(
        [
            ("claim", "Claim by the creditor"),
            ("acknowledgement", "Acknowledgement by the debtor"),
            ("court", "Court action"),
        ],
        required=True,
        default="claim",
    )
    name = fields.Char(string="What happened", required=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence")
    source = fields.Reference(selection="_selection_source", string="Recorded in", readonly=True)
    is_automatic = fields.Boolean(readonly=True)
    key = fields.Char(
        readonly=True,
        copy=False,
        help="Of what the books tell: what kind of fact, and of which record.",
    )

    _once = models.UniqueIndex(
        "(deadline_id, key) WHERE key IS NOT NULL", "This fact is recorded already."
    )

    @api.model
    @ormcache("self.env.lang")  # asked for each value that is written or shown
    def _selection_source(self):
        # The names of models only: an interruption may be told by an add-on above this one.
        models_sudo = self.env["ir.model"].sudo().search([("transient", "=", False)])
        return [(model.model, model.name) for model in models_sudo]

    @api.model_create_multi
    def create(self, vals_list):
        facts = super().create(vals_list)
        facts.deadline_id._count_interruptions()
        return facts

    def write(self, vals):
        done = super().write(vals)
        self.deadline_id._count_interruptions()
        return done

    def unlink(self):
        clocks = self.deadline_id
        done = super().unlink()
        clocks.exists()._count_interruptions()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_automatic(self):
        if any(fact.is_automatic for fact in self) and not self.env.su:
            raise UserError(self.env._("What the books tell is not deleted by hand."))
