"""What the people who collect did: their portfolio, calls, letters, charges and files."""

from dateutil.relativedelta import relativedelta

from odoo.fields import Command, Domain

#: From here on a debt is the collector's to work; below it the salesperson's.
LARGE = 3000.0
#: What came of calls, in the order in which they are made.
CALLS = (
    ("other", "Pide copia de las dos últimas facturas; se le envían por correo."),
    ("says_paid", "Dice que salió la transferencia ayer."),
    ("no_answer", False),
    ("refuses", "No pagará hasta hablar con su comercial."),
)


def prepare(env, company, users, today):
    """Say who collects what and under which terms the firm sells, before anything is sold."""
    company.dunning_manager_id = users["manager"]
    env["dunning.portfolio"].create(
        {
            "name": f"Deudas desde {LARGE:.0f} €",
            "company_id": company.id,
            "collector_ids": [Command.set(users["accountant"].ids)],
            "amount_min": LARGE,
        }
    )
    clause = env["dunning.clause"].create(
        {
            "name": f"Condiciones {today.year}",
            "company_id": company.id,
            "date_from": today.replace(month=1, day=1),
            "body": "<p/>",
        }
    )
    clause.action_write_from_law()


def collect(env, company, users, today, spared):
    """Work the cases that nobody agreed anything about, as the people whose work it is."""
    accountant, manager = users["accountant"], users["manager"]
    cases = env["dunning.case"].search(
        Domain("company_id", "=", company.id)
        & Domain("state", "=", "open")
        & Domain("id", "not in", spared.ids),
        order="priority desc, id",
    )
    _approve_letters(env, manager)
    for case, (code, note) in zip(cases[2:], CALLS, strict=False):
        _call(_as(accountant, case), code, note)
    _answer(cases.filtered(lambda case: case._get_recipient().email)[:1])
    _enter_rate(env, today)
    oldest = cases.sorted("days_overdue", reverse=True)
    _as(accountant, oldest[:3])._work_out_charges(today)
    _hand_over(_as(accountant, oldest[0]), "court")
    _hand_over(_as(accountant, oldest[1]), "agency")


def _as(user, records):
    """Return the records as a user sees them: with his rights, in his language."""
    return records.with_user(user).with_context(lang=user.lang)


def _approve_letters(env, manager):
    """Let most of the letters go to the printer; the rest still waits for a decision."""
    waiting = env["dunning.notice"].search(Domain("state", "=", "to_approve"), order="id")
    _as(manager, waiting[: len(waiting) * 2 // 3]).action_approve()


def _call(case, code, note):
    outcome = case.env["dunning.outcome"]._get(code)
    case.env["dunning.call"].create({"case_id": case.id, "outcome_id": outcome.id, "note": note})


def _answer(case):
    """Let the debtor answer the reminder, as the mail gateway would post it."""
    contact = case._get_recipient()
    case.message_post(
        body="Buenos días: la factura está aprobada y entra en la remesa del próximo viernes.",
        author_id=contact.id,
        message_type="email",
        subtype_xmlid="mail.mt_comment",
    )


def _enter_rate(env, today):
    """Enter the half-year that runs, were it not published yet: a figure for a demo only."""
    reference = env.ref("dunning_automation.dunning_rate_reference_ecb")
    while reference._get_next_missing() <= today:
        env["dunning.rate.add"].create(
            {
                "reference_id": reference.id,
                "rate": reference.rate_ids.sorted("date_from")[-1:].rate,
                "source": "Demo: como el semestre anterior, a la espera del BOE",
            }
        ).action_add()


def _hand_over(case, kind):
    """Draft the file of a case; a court wants proof that somebody tried to agree before."""
    vals = {"case_id": case.id, "kind": kind}
    if kind == "agency":
        vals["recipient_id"] = _create_agency(case).id
    file = case.env["dunning.handover"].create(vals)
    if kind == "court":
        file.negotiation_date = file.date - relativedelta(days=20)
    file.action_check()
    return file


def _create_agency(case):
    return case.env["res.partner"].sudo().create(
        {"name": "Recobros Levante, S.L.", "is_company": True, "city": "Valencia",
         "country_id": case.env.ref("base.es").id, "company_id": case.company_id.id}
    )  # fmt: skip
