from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class DunningClause(models.Model):
    """A version of the clause on late payment that a company prints on its documents.

    The newest one valid on the day of a document is printed on it. A version that a customer
    has accepted never changes: a new one follows it.
    """

    _name = "dunning.clause"
    _description = "Late-payment clause"
    _inherit = ["mail.thread"]
    _order = "company_id, date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Version", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        string="Valid from", required=True, default=fields.Date.context_today, tracking=True
    )
    active = fields.Boolean(default=True)
    body = fields.Html(string="Text", translate=True, required=True)
    order_ids = fields.One2many("sale.order", "dunning_clause_id", string="Accepted in")
    order_count = fields.Integer(
        string="Times accepted", compute="_compute_order_count", compute_sudo=True
    )
    is_current = fields.Boolean(string="In force", compute="_compute_is_current")

    _day_uniq = models.UniqueIndex(
        "(company_id, date_from) WHERE active", "Two versions cannot begin on one day."
    )

    @api.depends("order_ids")
    def _compute_order_count(self):
        counts = dict(
            self.env["sale.order"]._read_group(
                Domain("dunning_clause_id", "in", self.ids), ["dunning_clause_id"], ["__count"]
            )
        )
        for clause in self:
            clause.order_count = counts.get(clause._origin, 0)

    @api.depends("date_from", "company_id", "active")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for clause in self:
            clause.is_current = clause._origin == self._get_current(clause.company_id, today)

    def write(self, vals):
        if {"body", "date_from", "company_id"} & set(vals):
            self._check_not_accepted()
        return super().write(vals)

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        # EXTENDS base: translating is writing too; a language without a text may still get one
        if field_name == "body" and any(
            self.with_context(lang=lang).body != self.body for lang in translations
        ):
            self._check_not_accepted()
        return super()._update_field_translations(field_name, translations, digest, source_lang)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_accepted(self):
        self._check_not_accepted()

    def action_new_version(self):
        """Open a copy of the text that will be valid from today."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        version = self.copy({"date_from": max(today, fields.Date.add(self.date_from, days=1))})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": version.id,
            "views": [(False, "form")],
        }

    def action_open_orders(self):
        """Show the orders whose customer accepted this version."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sale.action_orders")
        action["domain"] = [("dunning_clause_id", "=", self.id)]
        return action

    def action_write_from_law(self):
        """Write the text anew from the law in force, in every installed language."""
        self.ensure_one()
        for lang, _name in self.env["res.lang"].get_installed():
            clause = self.with_context(lang=lang)
            clause.body = clause._say_law()
        return True

    def _say_law(self):
        """Return a clause that says what the law of the company's country says."""
        country = self.company_id._get_dunning_country()
        today = fields.Date.context_today(self)
        rule = self.env["dunning.rate.rule"]._get_rule(country, today)
        if not rule:
            raise UserError(
                self.env._(
                    "No law on late payment is set up for %(country)s.", country=country.name or "–"
                )
            )
        return self.env["ir.qweb"]._render(
            "dunning_automation.clause_from_law",
            {
                "rule": rule.with_context(lang=self.env.lang),
                "margin": f"{rule.margin:g}",
                "reference": rule.reference_id.with_context(lang=self.env.lang).name,
                "bands": rule.band_ids,
                "company": self.company_id,
            },
        )

    @api.model
    def _get_current(self, company, day):
        """Return the version that `company` prints on documents of `day`; empty if none."""
        clauses_sudo = self.sudo()  # printed for all to read
        return clauses_sudo.search(
            Domain("company_id", "=", company.id) & Domain("date_from", "<=", day),
            limit=1,
        )

    def _check_not_accepted(self):
        accepted_sudo = self.sudo().filtered("order_ids")  # orders that the writer may not see
        if accepted_sudo:
            raise UserError(
                self.env._(
                    "«%(name)s» was accepted by a customer and stays as it is: make a new version.",
                    name=accepted_sudo[:1].name,
                )
            )
