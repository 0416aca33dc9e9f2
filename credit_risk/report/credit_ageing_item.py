from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.credit_risk.kernel.ageing import BUCKETS, CREDITS, LATE, NOT_DUE


class CreditAgeingItem(models.Model):
    """The open items of an evening, each with its age: what stands behind every ageing figure.

    The context tells which evening (``credit_as_of``, today without it) and which date counts
    (``credit_by``: "due" or "issue").
    """

    _name = "credit.ageing.item"
    _description = "Aged receivable"
    _auto = False
    _order = "days desc, id"
    _rec_name = "move_id"
    _depends = {
        "res.partner": ["commercial_partner_id", "user_id"],
        "res.company": ["credit_ageing_1", "credit_ageing_2", "credit_ageing_3", "credit_ageing_4"],
        "account.account": ["account_type", "non_trade"],
        "account.move": ["invoice_date", "journal_id", "state"],
        "account.move.line": [
            "account_id", "amount_residual", "company_id", "date", "date_maturity",
            "matching_number", "move_id", "parent_state", "partner_id", "reconciled",
        ],
        "account.partial.reconcile": ["amount", "credit_move_id", "debit_move_id", "max_date"],
        "credit.profile": ["company_id", "grade", "partner_id"],
    }  # fmt: skip

    partner_id = fields.Many2one("res.partner", string="Debtor", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    grade = fields.Selection(
        selection=lambda self: self.env["credit.profile"]._selection_grade(), readonly=True
    )
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    line_id = fields.Many2one("account.move.line", string="Journal item", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date_issue = fields.Date(string="Issued on", readonly=True)
    date_due = fields.Date(string="Due on", readonly=True)
    days = fields.Integer(readonly=True, aggregator="max", help="Days past the date that counts.")
    bucket = fields.Selection(selection="_selection_bucket", readonly=True)
    not_due = fields.Monetary(readonly=True)
    late_1 = fields.Monetary(string="First bucket", readonly=True)
    late_2 = fields.Monetary(string="Second bucket", readonly=True)
    late_3 = fields.Monetary(string="Third bucket", readonly=True)
    late_4 = fields.Monetary(string="Fourth bucket", readonly=True)
    late_5 = fields.Monetary(string="Last bucket", readonly=True)
    credits = fields.Monetary(
        string="Unallocated credits",
        readonly=True,
        help="Credit notes and payments that settle nothing yet, below zero.",
    )
    amount = fields.Monetary(
        string="Total", readonly=True, help="The receivable balance of the general ledger."
    )

    @property
    def _table_query(self):
        as_of = fields.Date.to_date(self.env.context.get("credit_as_of"))
        return self._ageing_query(as_of or fields.Date.context_today(self), self._get_by())

    @api.model
    def _selection_bucket(self):
        return list(self.env["credit.ageing"]._get_labels(self._get_by()).items())

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Call each bucket by its days, as the active company has set them."""
        found = super().fields_get(allfields, attributes)
        labels = self.env["credit.ageing"]._get_labels(self._get_by())
        for name in LATE:
            if "string" in found.get(name, ()):
                found[name]["string"] = labels[name]
        return found

    def _get_by(self):
        return "issue" if self.env.context.get("credit_by") == "issue" else "due"

    def _ageing_query(self, as_of, by):
        # Groups cannot be cut down from outside: only lines of these companies are put together.
        condition = SQL("l.company_id = ANY(%s)", self.env.companies.ids)
        return SQL(
            """
            SELECT item.line_id AS id, item.line_id, line.move_id, p.commercial_partner_id
                   AS partner_id, entity.user_id, COALESCE(profile.grade, 'NR') AS grade,
                   item.company_id, company.currency_id, item.issued AS date_issue,
                   item.due AS date_due, item.days, (%(names)s)[item.bucket + 1] AS bucket,
                   item.amount, %(columns)s
              FROM (%(items)s) item
              JOIN account_move_line line ON line.id = item.line_id
              JOIN res_partner p ON p.id = item.partner_id
              JOIN res_partner entity ON entity.id = p.commercial_partner_id
              JOIN res_company company ON company.id = item.company_id
              LEFT JOIN credit_profile profile
                ON profile.partner_id = entity.id AND profile.company_id = item.company_id
            """,
            names=SQL("ARRAY[%s]", SQL(", ").join(SQL("%s", name) for name in BUCKETS)),
            columns=SQL(", ").join(
                SQL(
                    "CASE WHEN item.bucket = %s THEN item.amount ELSE 0 END AS %s",
                    place,
                    SQL.identifier(name),
                )
                for place, name in enumerate((NOT_DUE, *LATE, CREDITS))
            ),
            items=self.env["credit.ageing"]._items_sql(as_of, by, condition),
        )

    def action_open_document(self):
        """Open the invoice or payment behind this item."""
        self.ensure_one()
        return self.move_id.get_formview_action()

    @api.model
    def _get_ageing_action(self, day, by="due"):
        """Return the action that shows the open items of an evening, debtor by debtor."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "credit_risk.credit_ageing_item_action"
        )
        said = format_date(self.env, day)
        names = {
            "due": self.env._("Aged receivables on %(day)s, by due date", day=said),
            "issue": self.env._("Aged receivables on %(day)s, by issue date", day=said),
        }
        return action | {
            "name": names[by],
            "context": {
                "search_default_group_by_partner": 1,
                "credit_as_of": fields.Date.to_string(day),
                "credit_by": by,
            },
        }
