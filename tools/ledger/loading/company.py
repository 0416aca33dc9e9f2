"""The demo company: a Spanish trading firm, its chart, languages, terms, products and rates."""

from odoo import Command
from odoo.fields import Domain

from ..catalogue import CATALOGUE, TERMS
from ..identity import company_vat
from . import spanish
from .logo import draw_logo

NAME = "Comercial Ibérica de Suministros, S.L."
LANGUAGES = ("en_US", "es_ES")
TERM_NAMES = {
    "30": ("30 days from invoice", "30 días fecha factura"),
    "60": ("60 days from invoice", "60 días fecha factura"),
    "30/60": ("Two instalments, 30 and 60 days", "Dos plazos, 30 y 60 días"),
}
ENGLISH_CATALOGUE = (
    "A4 paper 80 gsm (box of 5 reams)",
    "Metal shelving, 5 shelves",
    "Nitrile gloves (box of 100)",
    "Hand stretch film (roll)",
    "Hand pallet truck 2,500 kg",
    "Folding aluminium hand truck",
    "Packing tape (pack of 36)",
    "Cardboard box 60x40x40 (pallet of 240)",
    "Stackable container, 60 l",
    "Workbench, 150 cm",
)


def set_up_languages(env):
    """Load Spanish beside English, with the translations of everything installed."""
    language = env["res.lang"].with_context(active_test=False).search(Domain("code", "=", "es_ES"))
    env["base.language.install"].create(
        {"lang_ids": [Command.set(language.ids)], "overwrite": False}
    ).lang_install()
    env["ir.default"].set("res.partner", "lang", language.code)


def set_up_company(env, book):
    """Turn the database's only company into the demo company and return it."""
    company = env.ref("base.main_company")
    _identify(company)
    env["account.chart.template"].try_loading("es_pymes", company, install_demo=False)
    company.write(
        {
            "account_use_credit_limit": True,
            # The past is posted as it happened; what waits is today's alone.
            "credit_order_control": "inform",
            "tax_calculation_rounding_method": "round_globally",
            "quotation_validity_days": 30,
        }
    )
    get_journal(env, company, "sale").code = "FAC"
    _enable_currencies(env)
    _convert_demo_data(env, company)
    _set_up_bank(env, company)
    set_up_rates(env, company, book.rates)
    return company


def _identify(company):
    company.write(
        {
            "name": NAME,
            "logo": draw_logo(),
            "street": "Polígono Industrial Las Mercedes, calle Campezo 14",
            "zip": "28022",
            "city": "Madrid",
            "state_id": company.env.ref("base.state_es_m").id,
            "country_id": company.env.ref("base.es").id,
            "currency_id": company.env.ref("base.EUR").id,
            "vat": company_vat("B", 2_871_354),
            "phone": "+34 910 555 210",
            "email": "administracion@comercial-iberica.example",
        }
    )
    company.partner_id.write({"lang": "es_ES", "tz": "Europe/Madrid"})


def _convert_demo_data(env, company):
    """Follow the company into euros, and into Spanish, with what demo data made before."""
    spanish.translate(env)
    env["sale.order"].search([])._compute_currency_id()
    env["credit.insurance.policy"].search([]).currency_id = company.currency_id


def _enable_currencies(env):
    """Show the currency of each document."""
    env.ref("base.group_user").write(
        {"implied_ids": [Command.link(env.ref("base.group_multi_currency").id)]}
    )


def _set_up_bank(env, company):
    """Give the bank journal the account to which the debtors pay (a test IBAN, valid digits)."""
    bank = env["res.bank"].create(
        {"name": "Banco Ficticio", "bic": "FICTESMM", "country": env.ref("base.es").id}
    )
    account = env["res.partner.bank"].create(
        {
            "acc_number": "ES91 2100 0418 4502 0005 1332",
            "partner_id": company.partner_id.id,
            "bank_id": bank.id,
            "company_id": company.id,
            "allow_out_payment": True,
        }
    )
    get_journal(env, company, "bank").bank_account_id = account


def get_journal(env, company, kind):
    """Return the company's first journal of a type: sale, bank…"""
    domain = Domain("company_id", "=", company.id) & Domain("type", "=", kind)
    return env["account.journal"].search(domain, limit=1)


def set_up_rates(env, company, rates):
    """Activate the dollar and give it the book's monthly rates."""
    dollar = env.ref("base.USD")
    dollar.active = True
    dollar.rate_ids.unlink()
    env["res.currency.rate"].create(
        [
            {
                "currency_id": dollar.id,
                "company_id": company.id,
                "name": day,
                "company_rate": float(rate),
            }
            for day, rate in rates.items()
        ]
    )


def create_terms(env, company):
    """Return {term code of the book: payment term}."""
    terms = env["account.payment.term"].create(
        [_prepare_term_vals(code, company) for code in TERMS]
    )
    for term, code in zip(terms, TERMS, strict=True):
        translate(term, TERM_NAMES[code][1])
    return dict(zip(TERMS, terms, strict=True))


def _prepare_term_vals(code, company):
    delays = TERMS[code]
    line = {"value": "percent", "value_amount": 100 / len(delays), "delay_type": "days_after"}
    return {
        "name": TERM_NAMES[code][0],
        "company_id": company.id,
        "line_ids": [Command.create({**line, "nb_days": days}) for days in delays],
    }


def create_products(env, company):
    """Return the catalogue as products, in the book's order, taxed at the general rate."""
    products = env["product.product"].create(
        [
            {
                "name": english,
                "default_code": f"CIS-{place:03d}",
                "type": "consu",
                "invoice_policy": "order",
                "list_price": cents / 100,
                "taxes_id": [Command.set(company.account_sale_tax_id.ids)],
                "company_id": company.id,
            }
            for place, (english, (_spanish, cents)) in enumerate(
                zip(ENGLISH_CATALOGUE, CATALOGUE, strict=True), 1
            )
        ]
    )
    for product, (name, _cents) in zip(products, CATALOGUE, strict=True):
        translate(product.product_tmpl_id, name)
    return products


def translate(record, spanish):
    """Give a record's name in Spanish beside the English one."""
    record.update_field_translations("name", {"es_ES": spanish})


def publish_demo_provider(env, company):
    """Let debtors pay online with the demo provider, into the bank journal."""
    provider = env.ref("payment.payment_provider_demo")
    provider.write({"company_id": company.id, "state": "test", "is_published": True})
    provider.journal_id = get_journal(env, company, "bank")
    provider.payment_method_ids.active = True
