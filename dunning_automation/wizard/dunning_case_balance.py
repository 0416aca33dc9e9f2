from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain

from odoo.addons.dunning_automation.kernel.assignment import Load, balance


class DunningCaseBalance(models.TransientModel):
    """Proposes which cases to pass on so that the load is even; applied only when confirmed."""

    _name = "dunning.case.balance"
    _description = "Balance the load"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    collector_ids = fields.Many2many(
        "res.users",
        string="Among",
        required=True,
        default=lambda self: self._default_collector_ids(),
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    is_taking_in = fields.Boolean(
        string="Share out cases of others too",
        help="Also the cases of people who are not in the list, or of nobody.",
    )
    is_moving_assigned = fields.Boolean(string="Move cases assigned by hand too")
    is_proposed = fields.Boolean(readonly=True)
    line_ids = fields.One2many("dunning.case.balance.line", "balance_id", string="Moves")
    summary = fields.Html(compute="_compute_summary")

    @api.model
    def _default_collector_ids(self):
        """Return who has open cases in the company."""
        groups = self.env["dunning.case"]._read_group(
            [("company_id", "=", self.env.company.id), ("state", "=", "open")], ["user_id"]
        )
        return self.env["res.users"].union(*(user for (user,) in groups))

    @api.depends("collector_ids", "line_ids")
    def _compute_summary(self):
        for wizard in self:
            wizard.summary = self.env["ir.qweb"]._render(
                "dunning_automation.balance_summary", {"rows": wizard._get_loads_shown()}
            )

    def _get_loads_shown(self):
        """Return `(name, open cases now, open cases afterwards)` of each collector."""
        now = dict(
            self.env["dunning.case"]._read_group(self._get_domain(), ["user_id"], ["__count"])
        )
        rows = []
        for user in self.collector_ids:
            user = user._origin
            less = len(self.line_ids.filtered(lambda line, user=user: line.user_from_id == user))
            more = len(self.line_ids.filtered(lambda line, user=user: line.user_to_id == user))
            count = now.get(user, 0)
            rows.append((user.name, count, count - less + more))
        return rows

    def action_propose(self):
        """Work out the moves and show them."""
        self.ensure_one()
        self._check_manager()
        self.is_proposed = True
        moves = balance(self._get_loads(), self.collector_ids.sorted("id").ids)
        self.line_ids = [
            Command.clear(),
            *(
                Command.create(
                    {"case_id": move.id, "user_from_id": move.from_id, "user_to_id": move.to_id}
                )
                for move in moves
            ),
        ]
        return self.env["ir.actions.act_window"]._for_xml_id(
            "dunning_automation.dunning_case_balance_action"
        ) | {"res_id": self.id}

    def action_apply(self):
        """Pass the cases on as proposed; what changed hands since is left alone."""
        self.ensure_one()
        self._check_manager()
        for user, lines in self.line_ids.grouped("user_to_id").items():
            still = lines.filtered(lambda line: line.case_id.user_id == line.user_from_id)
            still.case_id._assign(user, "balance", self.env._("To balance the load"))
        return {"type": "ir.actions.act_window_close"}

    def _check_manager(self):
        if not self.env.user.has_group("dunning_automation.group_manager"):
            raise AccessError(self.env._("Only a collections manager balances the load."))

    def _get_domain(self):
        return Domain("company_id", "=", self.company_id.id) & Domain("state", "=", "open")

    def _get_loads(self):
        domain = self._get_domain()
        if not self.is_taking_in:
            domain &= Domain("user_id", "in", self.collector_ids.ids)
        return [
            Load(
                case.id,
                case.user_id.id,
                movable=self.is_moving_assigned or not case.is_assigned,
            )
            # The least urgent change hands first: nobody loses the case he is just at.
            for case in self.env["dunning.case"].search(domain, order="priority, id")
        ]


class DunningCaseBalanceLine(models.TransientModel):
    """A case that would change hands."""

    _name = "dunning.case.balance.line"
    _description = "Case that would change hands"

    balance_id = fields.Many2one("dunning.case.balance", required=True, ondelete="cascade")
    case_id = fields.Many2one("dunning.case", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="case_id.currency_id")
    amount_overdue = fields.Monetary(related="case_id.amount_overdue")
    priority_level = fields.Selection(related="case_id.priority_level")
    user_from_id = fields.Many2one("res.users", string="From", readonly=True)
    user_to_id = fields.Many2one("res.users", string="To", required=True)
