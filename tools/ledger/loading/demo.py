"""The steps that make a database the demo company, in their order."""

from odoo import fields

from tools.console import Failure, say, step

from .. import generator
from . import agreements, checks, collecting, company, documents, insurance, nightly, orders, people

QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_activity_quick_update": True,
    "no_reset_password": True,
}


def run(env, debtors=60, seed=1):
    """Build the demo company in an empty database; commits at the end of each stage."""
    env = env(context={**env.context, **QUIET, "lang": "en_US", "tz": "Europe/Madrid"})
    refuse_a_used_database(env)
    book = generator.build(fields.Date.context_today(env.user), debtors, seed)
    with step("Languages"):
        company.set_up_languages(env)
    with step("Company, chart of accounts, bank"):
        firm = company.set_up_company(env, book)
    env = env(context={**env.context, "allowed_company_ids": firm.ids})
    with step("Users, products, debtors"):
        cast = _create_cast(env, firm, book)
    loader = documents.Loader(env, firm, book, **cast)
    for name, stage in (
        ("Invoices", loader.load_invoices),
        ("Credit notes", loader.load_credit_notes),
        ("Payments", loader.load_payments),
        ("Settlements", loader.settle),
    ):
        with step(name):
            stage()
    with step("Checks against the plan"):
        checks.check_book(env, firm, book, cast["partners"], loader)
    with step("Insurance, orders, portal"):
        played = _play_suite(env, firm, book, cast)
    with step("One nightly cycle"):
        nightly.run_cycle(env)
    with step("Checks of the suite"):
        checks.check_suite(env, firm, book, cast["partners"], played)
    with step("Agreements with debtors"):
        agreed = agreements.load_agreements(env, firm, book.today)
    with step("Calls, letters, charges, files"):
        collecting.collect(env, firm, cast["users"], book.today, agreed)
        nightly.send_mail(env)
    env.cr.commit()
    say(f"     {checks.summarise(env, firm)}")


def refuse_a_used_database(env):
    """Raise unless nobody has worked here: the demo company is made once, from nothing."""
    if env["account.move"].search_count([], limit=1):
        raise Failure(
            f"The database {env.cr.dbname} already holds journal entries.",
            "Build the demo company on a fresh database: make run FRESH=1",
        )


def _create_cast(env, firm, book):
    terms = company.create_terms(env, firm)
    products = company.create_products(env, firm)
    users = people.create_users(env, firm)
    people.create_team(env, firm, users)
    partners = people.create_debtors(env, book, terms, users)
    return {"partners": partners, "terms": terms, "products": products, "users": users}


def _play_suite(env, firm, book, cast):
    """Bring the four add-ons to life; returns {state of the plan: orders}."""
    users, partners = cast["users"], cast["partners"]
    firm.write(
        {
            "credit_order_control": "hold",
            "credit_responsible_id": users["manager"].id,
            "dunning_user_id": users["accountant"].id,
        }
    )
    collecting.prepare(env, firm, users, book.today)
    company.publish_demo_provider(env, firm)
    insurance.load_covers(env, firm, book, partners)
    people.create_customer(env, firm, partners[_choose_customer(book).key])
    return orders.load_orders(env, firm, book, partners, cast["products"], users)


def _choose_customer(book):
    """Return the promise breaker who owes most overdue and can be written to."""
    candidates = [
        ledger
        for ledger in book.ledgers
        if ledger.debtor.character == "promise_breaker" and ledger.debtor.email
    ]
    return max(candidates, key=lambda ledger: ledger.overdue(book.today)).debtor
