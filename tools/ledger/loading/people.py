"""Who uses the demo and who owes: users with their roles, debtors with their contacts."""

from typing import NamedTuple

from odoo import Command
from odoo.fields import Domain


class Role(NamedTuple):
    """A demo user: his password is his login; `groups` outside the suite come first."""

    login: str
    name: str
    groups: tuple[str, ...]
    title: str


CONTACTS = "base.group_partner_manager"
SALES = ("sales_team.group_sale_salesman", CONTACTS)
ACCOUNTING = ("account.group_account_invoice", CONTACTS)
#: He decides on credit in all four add-ons, administers invoicing and sees every order.
CREDIT = (
    "account.group_account_manager",
    "sales_team.group_sale_salesman_all_leads",
    CONTACTS,
    "credit_risk.group_manager",
    "dunning_automation.group_manager",
    "credit_insurance.group_manager",
    "debtor_portal.group_manager",
)
ROLES = (
    Role("accountant", "Ana Requena", ACCOUNTING, "Contable"),
    Role("manager", "Miguel Aldana", CREDIT, "Responsable de créditos y cobros"),
    Role("salesperson", "Carmen Ortega", SALES, "Comercial"),
    Role("salesperson2", "Luis Ferrer", SALES, "Comercial"),
    Role("salesperson3", "Teresa Blanco", SALES, "Comercial"),
)
#: The three who have customers of their own, in the order of the book's `salesperson`.
SALESPEOPLE = ("salesperson", "salesperson2", "salesperson3")


def create_users(env, company):
    """Return {login: user} of the office; admin keeps English, the others read Spanish."""
    users = env["res.users"].create([_prepare_user_vals(env, company, role) for role in ROLES])
    env.ref("base.user_admin").write({"lang": "en_US", "tz": "Europe/Madrid"})
    return dict(zip((role.login for role in ROLES), users, strict=True))


def _prepare_user_vals(env, company, role):
    groups = (env.ref(name, raise_if_not_found=False) for name in ("base.group_user", *role.groups))
    return {
        "login": role.login,
        "password": role.login,
        "name": role.name,
        "email": f"{role.login}@comercial-iberica.example",
        "function": role.title,
        "lang": "es_ES",
        "tz": "Europe/Madrid",
        "company_id": company.id,
        "company_ids": [Command.set(company.ids)],
        "group_ids": [Command.set([group.id for group in groups if group])],
    }


def create_team(env, company, users):
    """Put the salespeople in one sales team."""
    members = [users[login].id for login in SALESPEOPLE]
    team = env["crm.team"].create(
        {
            "name": "Ventas Península",
            "company_id": company.id,
            "user_id": users["manager"].id,
            "member_ids": [Command.set(members)],
        }
    )
    env["crm.team"].search(
        Domain("id", "!=", team.id) & Domain("company_id", "in", (company.id, False))
    ).action_archive()
    return team


def create_debtors(env, book, terms, users):
    """Return {debtor key: commercial partner}, each with the contact who receives his invoices."""
    states = _states_by_code(env)
    debtors = [ledger.debtor for ledger in book.ledgers]
    # What their limits say is written down in the language of the office.
    partners = env["res.partner"].with_context(lang="es_ES").create(
        [_prepare_debtor_vals(debtor, states, terms, users) for debtor in debtors]
    )
    by_key = {debtor.key: partner for debtor, partner in zip(debtors, partners, strict=True)}
    env["res.partner"].create(
        [_prepare_contact_vals(debtor, by_key[debtor.key]) for debtor in debtors]
    )
    for debtor in debtors:
        if debtor.parent is not None:
            by_key[debtor.key].parent_id = by_key[debtor.parent]
    return by_key


def _states_by_code(env):
    states = env["res.country.state"].search(Domain("country_id.code", "in", ("ES", "US")))
    return {(state.country_id.code, state.code): state for state in states}


def _prepare_debtor_vals(debtor, states, terms, users):
    state = states[debtor.country, debtor.province]
    return {
        "name": debtor.name,
        "is_company": True,
        "vat": debtor.vat,
        "ref": f"C{debtor.key + 1:04d}",
        "street": debtor.street,
        "zip": debtor.postcode,
        "city": debtor.city,
        "state_id": state.id,
        "country_id": state.country_id.id,
        "phone": debtor.phone,
        "email": debtor.email and f"info@{debtor.email.partition('@')[2]}",
        "lang": debtor.language,
        "user_id": users[SALESPEOPLE[debtor.salesperson]].id,
        "customer_rank": 1,
        "property_payment_term_id": terms[debtor.term].id,
        "credit_limit": float(debtor.limit or 0),
    }


def _prepare_contact_vals(debtor, partner):
    return {
        "name": debtor.contact,
        "parent_id": partner.id,
        "type": "invoice",
        "function": "Accounts payable" if debtor.language == "en_US" else "Administración",
        "email": debtor.email,
        "phone": debtor.phone,
        "lang": debtor.language,
    }


def create_customer(env, company, partner):
    """Let the debtor's contact into the portal as customer / customer."""
    contact = partner.child_ids.filtered(lambda child: child.type == "invoice")
    return env["res.users"].create(
        {
            "login": "customer",
            "password": "customer",
            "partner_id": contact.id,
            "lang": "es_ES",
            "tz": "Europe/Madrid",
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [Command.set(env.ref("base.group_portal").ids)],
        }
    )
