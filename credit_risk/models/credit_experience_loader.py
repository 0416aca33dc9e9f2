from itertools import chain

from odoo import Command, api, models
from odoo.fields import Domain
from odoo.tools import split_every

from ..kernel.history import to_amount
from ..kernel.history_plan import Directory, instalment_key, key_of, ledger_key, vat_aliases
from ..kernel.history_values import plain

BATCH_SIZE = 1000
INVOICE_BATCH_SIZE = 200


class CreditExperienceLoader(models.AbstractModel):
    """What an import of payment history reads from the database and writes into it.

    Reading takes a handful of queries and writing goes in batches, whatever the number of rows.
    Everything happens in `env.company` and with the rights of the user, but where said.
    """

    _name = "credit.experience.loader"
    _description = "Loader of payment history"

    # === Reading === #

    @api.model
    def _get_directory(self):
        """Return the kernel's Directory of the customers that the company may use."""
        domain = Domain("company_id", "in", [False, self.env.company.id])
        directory, codes = {"vat": {}, "code": {}, "name": {}}, {}
        # Active ones first: an archived customer only counts where no active one answers.
        for active in (True, False):
            found = self._read_customers(domain & Domain("active", "=", active))
            self._add_to_directory(directory, codes, found)
        return Directory(**directory, codes=codes)

    def _read_customers(self, domain):
        """Return (id, commercial id, name, code, VAT) of customers, without their records."""
        fields = ("id", "commercial_partner_id", "name", "ref", "vat")
        return self._select(self.env["res.partner"].with_context(active_test=False), domain, fields)

    def _select(self, model, domain, fields):
        """Return the rows of a domain as tuples: records of 100 000 partners cost seconds."""
        query = model._search(domain)
        columns = [model._field_to_sql(query.table, field, query) for field in fields]
        return self.env.execute_query(query.select(*columns))

    @staticmethod
    def _add_to_directory(directory, codes, customers):
        known = {field: set(keys) for field, keys in directory.items()}

        def add(field, key, partner_id):
            if key and key not in known[field]:
                directory[field].setdefault(key, set()).add(partner_id)

        for partner_id, commercial_id, name, code, vat in customers:
            add("code", key_of(code or ""), commercial_id)
            for key in vat_aliases(vat or ""):
                add("vat", key, commercial_id)
            if partner_id == commercial_id:
                add("name", key_of(name or ""), partner_id)
                codes[partner_id] = code or ""

    @api.model
    def _get_known_experiences(self, partner_ids):
        """Return {(partner id, instalment key): (id, is paid)} of experiences already there."""
        domain = Domain("company_id", "=", self.env.company.id)
        rows = self._select(
            self.env["credit.experience"],
            domain & Domain("partner_id", "in", partner_ids),
            ("id", "partner_id", "payment_date", *self._get_key_fields("credit.experience")),
        )
        return {
            (partner_id, self._make_key(instalment_key, *figures)): (experience_id, bool(paid))
            for experience_id, partner_id, paid, *figures in rows
        }

    @api.model
    def _get_ledger_keys(self, partner_ids):
        """Return {(partner id, ledger key)} of the customer invoices in the ledger."""
        # Only keys leave: an import must see invoices that its user may not open.
        moves_sudo = self.env["account.move"].sudo()
        domain = Domain(
            [
                ("company_id", "=", self.env.company.id),
                ("move_type", "=", "out_invoice"),
                ("state", "!=", "cancel"),
                ("commercial_partner_id", "in", partner_ids),
            ]
        )
        fields = ("commercial_partner_id", "name", *self._get_key_fields("account.move"))
        rows = self._select(moves_sudo, domain, fields)
        return set(chain.from_iterable(map(self._make_ledger_keys, rows)))

    def _make_ledger_keys(self, row):
        """Return the keys of an invoice: its own number, the reference, else its figures."""
        partner_id, name, ref, *figures = row
        keys = [self._make_key(ledger_key, ref, *figures)]
        if name:
            keys.append(self._make_key(ledger_key, name, *figures))
        return [(partner_id, key) for key in keys]

    @staticmethod
    def _get_key_fields(model_name):
        """Return the fields of reference, dates, amount and currency."""
        if model_name == "account.move":
            return ("ref", "invoice_date", "invoice_date_due", "amount_total", "currency_id")
        return ("ref", "invoice_date", "due_date", "amount", "currency_id")

    def _make_key(self, key, ref, invoice_date, due_date, amount, currency_id):
        currency = self.env["res.currency"].browse(currency_id)
        amount = to_amount(amount or 0, currency.rounding)
        return key(ref or "", invoice_date, due_date, amount, currency.name)

    # === Writing === #

    @api.model
    def _create_customers(self, newcomers):
        """Create a customer for each {key: row}; return {key: id}."""
        countries = self._get_countries()
        vals_list = [self._prepare_customer_vals(row, countries) for row in newcomers.values()]
        # A history arrives as it is: its VAT numbers are checked when somebody edits the customer.
        partners = self.env["res.partner"].with_context(
            tracking_disable=True, mail_create_nosubscribe=True, no_vat_validation=True
        )
        for batch in split_every(BATCH_SIZE, vals_list):
            partners |= partners.create(batch)
        return dict(zip(newcomers, partners.ids, strict=True))

    def _prepare_customer_vals(self, row, countries):
        category = self.env.ref("credit_risk.partner_category_imported", raise_if_not_found=False)
        return {
            "name": row.name or row.code or row.vat,
            "ref": row.code or False,
            "vat": row.vat or False,
            "country_id": countries.get(plain(row.country)),
            "is_company": True,
            "customer_rank": 1,
            "category_id": [Command.link(category.id)] if category else [],
        }

    @api.model
    def _get_countries(self):
        """Return {code or name as plain words: id} of the countries, in the user's language."""
        countries = self.env["res.country"].search_fetch([], ["code", "name"])
        return {
            plain(word): country.id
            for country in countries
            for word in (country.name, country.code)
            if word
        }

    @api.model
    def _create_experiences(self, entries):
        """Create an experience for each (partner id, row)."""
        currencies = self._get_currencies()
        experiences = self.env["credit.experience"]
        for batch in split_every(BATCH_SIZE, entries):
            experiences |= experiences.create(
                [self._prepare_experience_vals(*entry, currencies) for entry in batch]
            )
        return experiences

    def _prepare_experience_vals(self, partner_id, row, currencies):
        return {
            "partner_id": partner_id,
            "company_id": self.env.company.id,
            "ref": row.ref,
            "invoice_date": row.invoice_date,
            "due_date": row.due_date,
            "payment_date": row.payment_date,
            "amount": float(row.amount),
            "currency_id": currencies[row.currency].id,
            "disputed": row.disputed,
        }

    @api.model
    def _complete_experiences(self, entries):
        """Give each (experience id, row) the payment that its file now knows."""
        experiences = self.env["credit.experience"].browse([entry[0] for entry in entries])
        for experience, (_id, row) in zip(experiences, entries, strict=True):
            experience.payment_date = row.payment_date
            experience.amount = float(row.amount)
            experience.disputed = row.disputed
        return experiences

    @api.model
    def _post_invoices(self, journal, entries):
        """Post a customer invoice of one line, without taxes, for each (partner id, row)."""
        currencies = self._get_currencies()
        moves = self.env["account.move"].with_context(
            tracking_disable=True, mail_create_nosubscribe=True
        )
        for batch in split_every(INVOICE_BATCH_SIZE, entries):
            new_moves = moves.create(
                [self._prepare_invoice_vals(journal, *entry, currencies) for entry in batch]
            )
            new_moves._post(soft=False)
            moves |= new_moves
        return moves

    def _prepare_invoice_vals(self, journal, partner_id, row, currencies):
        """Return an invoice with the dates of its time, whatever terms the customer has today."""
        return {
            "move_type": "out_invoice",
            "journal_id": journal.id,
            "partner_id": partner_id,
            "ref": row.ref or False,
            "payment_reference": row.ref or False,
            "invoice_date": row.invoice_date,
            "invoice_payment_term_id": False,
            "invoice_date_due": row.due_date,
            "currency_id": currencies[row.currency].id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": self.env._("Open invoice %(ref)s", ref=row.ref).strip(),
                        "account_id": journal.default_account_id.id,
                        "price_unit": float(row.amount),
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        }

    @api.model
    def _get_currencies(self):
        """Return {code: currency} of the active currencies: the others have no rates to trust."""
        return {currency.name: currency for currency in self.env["res.currency"].search([])}
