"""The firm's credit insurance: one policy, and a cover for each debtor that the book insures."""

from dateutil.relativedelta import relativedelta


def load_covers(env, company, book, partners):
    """Create the policy in force and grant its covers; returns them."""
    policy = _create_policy(env, company, book.today)
    insured = [ledger.debtor for ledger in book.ledgers if ledger.debtor.cover]
    covers = env["credit.insurance.cover"].create(
        [
            {
                "policy_id": policy.id,
                "partner_id": partners[debtor.key].id,
                "amount_requested": float(debtor.cover),
                "amount": float(debtor.cover),
                "date_from": policy.date_from,
                "date_to": policy.date_to,
            }
            for debtor in insured
        ]
    )
    covers.action_request()
    covers.action_grant()
    return covers


def _create_policy(env, company, today):
    start = (today - relativedelta(months=7)).replace(day=1)
    insurer = env["res.partner"].create(
        {
            "name": "Meridiana Crédito y Caución, S.A.",
            "is_company": True,
            "email": "clasificacion@meridiana-credito.example",
            "city": "Madrid",
            "country_id": env.ref("base.es").id,
            "lang": "es_ES",
        }
    )
    policy = env["credit.insurance.policy"].create(
        {
            "name": f"MC-{start:%Y}-20417",
            "insurer_id": insurer.id,
            "company_id": company.id,
            "currency_id": company.currency_id.id,
            "cover_percent": 90,
            "max_extension_days": 60,
            "notification_days": 90,
            "date_from": start,
            "date_to": start + relativedelta(years=1, days=-1),
        }
    )
    policy.action_activate()
    return policy
