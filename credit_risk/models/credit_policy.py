from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain

CHECKPOINTS = ("send", "confirm", "invoice", "delivery")


class CreditPolicy(models.Model):
    """When a sale on credit waits, is only warned about, or goes through.

    A policy without company holds for all. Of each kind of rule the narrowest that fits a debtor
    judges him: his own, his tags', his grade's, everybody's; a company's before a shared one.
    """

    _name = "credit.policy"
    _description = "Credit policy"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: holds in every company.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    mode = fields.Selection(
        [
            ("company", "As the company's settings say"),
            ("inform", "Inform: show the reasons, let it through"),
            ("hold", "Hold: it waits for a credit manager"),
        ],
        default="company",
        required=True,
        help="What happens when a rule of this policy is broken.",
    )
    check_send = fields.Boolean(string="Quotation is sent")
    check_confirm = fields.Boolean(string="Order is confirmed", default=True)
    check_invoice = fields.Boolean(
        string="Invoice is posted",
        default=True,
        help="What a confirmed order accounts for is not asked for again.",
    )
    check_delivery = fields.Boolean(
        string="Goods are delivered", default=True, help="Used by add-ons that deliver goods."
    )
    grace_days = fields.Integer(
        string="Grace after a release (days)",
        help="For so many days what was released is not stopped again at the next checkpoint; the"
        " company's own days of grace hold if they are more.",
    )
    # Rules that are switched off stay in sight, to be switched on.
    rule_ids = fields.One2many(
        "credit.policy.rule",
        "policy_id",
        string="Rules",
        copy=True,
        context={"active_test": False},
    )

    _grace_positive = models.Constraint(
        "CHECK (grace_days >= 0)", "The days of grace cannot be negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        self._forget()
        return policies

    def write(self, vals):
        done = super().write(vals)
        self._forget()
        return done

    def unlink(self):
        self._forget()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_default(self):
        default = self.env.ref("credit_risk.credit_policy_default", raise_if_not_found=False)
        if default and default in self:
            raise UserError(
                self.env._("The shipped policy cannot be deleted: archive it or change its rules.")
            )

    def action_test(self):
        """Open the dialog that tells which rule fires for a customer."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which rule fires?"),
            "res_model": "credit.policy.test",
            "views": [[False, "form"]],
            "target": "new",
        }

    # -- reading ------------------------------------------------------------------------------

    @api.model
    def _get_rules(self, checkpoint="confirm"):
        """Return the kernel Rules that judge in the active company at a checkpoint.

        Those that leave the mode to the company have it filled in. Costs no query once known.
        """
        mode = self.env.company.credit_order_control
        return tuple(
            rule._replace(mode=mode) if rule.mode == "company" else rule
            for rule in self._get_stored_rules(checkpoint)
        )

    @api.model
    def _holds(self, checkpoint="confirm"):
        """Tell whether anything can be stopped at a checkpoint in the active company."""
        return any(rule.mode == "hold" for rule in self._get_rules(checkpoint))

    @api.model
    def _get_grace_days(self):
        """Return for how many days a release covers later checkpoints in the active company."""
        return max(self._get_in_force().mapped("grace_days"), default=0)

    @api.model
    @tools.ormcache("self.env.company.id", "checkpoint")
    def _get_stored_rules(self, checkpoint):
        in_force = self._get_in_force().filtered(f"check_{checkpoint}")
        return tuple(rule._to_kernel() for rule in in_force.rule_ids.filtered("active"))

    def _get_in_force(self):
        # What the policy says is found out by selling; who may write it is another matter.
        policies_sudo = self.sudo()
        return policies_sudo.search(
            Domain("company_id", "in", [False, self.env.company.id]), order="sequence, id"
        )

    @api.model
    def _forget(self):
        self.env.registry.clear_cache()
