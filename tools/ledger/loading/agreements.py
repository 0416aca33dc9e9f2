"""What some debtors agreed to: a promise, a plan, a dispute, an extension, and calls about them."""

from dateutil.relativedelta import relativedelta

from odoo.fields import Command, Domain


def load_agreements(env, company, today):
    """Let the five who owe most overdue agree to something; returns their cases."""
    cases = env["dunning.case"].search(
        Domain("company_id", "=", company.id) & Domain("state", "=", "open")
    )
    chosen = cases.sorted("amount_overdue", reverse=True)[:5]
    makers = (_promise, _plan, _dispute, _extend, _call)
    for case, make in zip(chosen, makers, strict=False):
        # In the name of whose case it is, and with the rights of the loader.
        own = case.with_user(case.user_id).with_context(lang=case.user_id.lang).sudo()
        make(own, _get_overdue(own, today), today)
    return chosen


def _get_overdue(case, today):
    lines = case.open_line_ids.filtered(
        lambda line: line.amount_residual > 0 and line.date_maturity < today
    )
    oldest = lines.sorted("date_maturity")[:1]
    return lines.filtered(lambda line: line.currency_id == oldest.currency_id)


def _prepare(case, lines):
    return {
        "partner_id": case.partner_id.id,
        "company_id": case.company_id.id,
        "line_ids": [Command.set(lines.ids)],
        "user_id": case.user_id.id,
    }


def _promise(case, lines, today):
    case.env["dunning.promise"].create(
        {
            **_prepare(case, lines),
            "date": today + relativedelta(days=6),
            "given_by": "Administración",
            "channel": "phone",
        }
    )


def _plan(case, lines, today):
    plan = case.env["dunning.plan"].create(
        {**_prepare(case, lines), "date_down": today + relativedelta(days=3),
         "instalment_count": 6}
    )  # fmt: skip
    plan.action_propose()
    _obtain_consent(plan, today)
    plan._accept("Marta Lumbreras", "document")


def _obtain_consent(agreement, today):
    """Record the insurer's consent where the agreement does not come into force without it."""
    if agreement.activation_warning:
        agreement.write({"insurer_consent_date": today, "insurer_consent_ref": "EXP-2026/117"})


def _dispute(case, lines, _today):
    line = lines[:1]
    case.env["dunning.dispute"].create(
        {
            **_prepare(case, line),
            "amount": line.currency_id.round(line.amount_residual_currency / 4),
            "reason_id": case.env.ref("dunning_automation.dunning_dispute_reason_missing").id,
            "customer_ref": "RC-0117",
        }
    )


def _extend(case, lines, today):
    concession = case.env["dunning.concession"].create(
        {
            **_prepare(case, lines),
            "kind": "extension",
            "reason_code": "goodwill",
            "date_new": today + relativedelta(days=15),
        }
    )
    _obtain_consent(concession, today)
    concession.action_grant()


def _call(case, _lines, _today):
    case.env["dunning.call"].create(
        {
            "case_id": case.id,
            "user_id": case.user_id.id,
            "outcome_id": case.env["dunning.outcome"]._get("no_answer").id,
        }
    )
