"""A dunning run over 4 000 due lines, and the same lines through OCA account_credit_control.

The rival is optional, and never a dependency: it is measured where somebody has installed its
wheel beside Odoo (`pip install --no-deps odoo-addon-account-credit-control`) and left out
elsewhere. Both sides turn the same open lines of the same debtors, in the same database and the
same run of the bench, into what will be sent: here the ledger read again, cases opened, and
consolidated notices with their lines; there credit control lines and communications grouped by
partner, level and currency. Neither side writes an e-mail. What is compared is the time a line
takes, as each side leaves out a few.

With 20 000 debtors on two cores: ours 4 001 lines in 0.520 s, the rival (19.0.1.0.0.13) 3 733
lines in 13.4 s, which is 28 times as long a line; with 2 000 debtors 0.427 s for 3 171 against
8.3 s for 2 963, 21 times. The rival asks the database once for each line and each group, and
looks for the lines of a group among all of the run.
"""

from datetime import timedelta

from odoo import SUPERUSER_ID, api
from odoo.fields import Command, Domain
from odoo.tools import split_every

from odoo.addons.dunning_automation.models import dunning_case_run

from tools.console import say

LINES = 4000
RIVAL = "account_credit_control"
#: The rival's levels, in days; ours are those of the shipped strategy.
LEVELS = (3, 15, 30)


def pick(env, today, wanted=LINES):
    """Return debtors whose planned notices claim `wanted` lines together, or all there are."""
    partners, lines = [], 0
    for planned in env["dunning.case"]._plan(today):
        if lines >= wanted:
            break
        partners.append(planned.partner_id)
        lines += len(planned.climbed)
    return env["res.partner"].browse(partners), lines


def claim(env, partners, today):
    """Read the ledger again and persist the notices of these debtors, as a run does."""
    Case = env["dunning.case"]
    notices = Case.browse()
    for ids in split_every(dunning_case_run.BATCH, partners.ids):
        notices = Case._persist(Case._plan(today, partners.browse(ids)), today)
    env.flush_all()
    return notices


def install(env):
    """Return an environment in which the rival is installed, or None where it is not at hand."""
    modules = env["ir.module.module"]
    modules.update_list()
    module = modules.search(Domain("name", "=", RIVAL))
    if not module:
        say(f"{RIVAL} is not at hand: our run is measured alone.")
        return None
    env.cr.commit()
    module.button_immediate_install()
    env.transaction.reset()
    return api.Environment(env.cr, SUPERUSER_ID, {})


def prepare(env, partners, today):
    """Let the rival chase these debtors at levels like ours; return its run."""
    receivable = env["account.account"].search(
        Domain("account_type", "=", "asset_receivable") & Domain("non_trade", "=", False)
    )
    template = env.ref(f"{RIVAL}.email_template_credit_control_base")
    policy = env["credit.control.policy"].create(
        {
            "name": "Bench",
            "account_ids": [Command.set(receivable.ids)],
            "level_ids": [
                Command.create(
                    {
                        "name": f"{days} days",
                        "level": level,
                        "computation_mode": "net_days",
                        "delay_days": days,
                        "channel": "email",
                        "email_template_id": template.id,
                        "custom_text": "Please pay",
                        "custom_mail_text": "Please pay",
                    }
                )
                for level, days in enumerate(LEVELS, start=1)
            ],
        }
    )
    # The registry is another one since the installation: so are the classes of its records.
    env["res.partner"].browse(partners.ids).credit_policy_id = policy
    env.flush_all()
    return env["credit.control.run"].create(
        {"date": today + timedelta(days=1), "policy_ids": [Command.set(policy.ids)]}
    )


def run(env, rival_run):
    """Generate the rival's lines and group them; return how many lines and groups there are."""
    rival_run._generate_credit_lines()
    rival_run.set_to_ready_lines()
    groups = env["credit.control.communication"]._generate_comm_from_credit_lines(
        rival_run.line_ids
    )
    env.flush_all()
    return len(rival_run.line_ids), len(groups)
