"""One night of the suite: its scheduled actions run as the scheduler would, then the mail queue."""

CYCLE = (
    "credit_insurance.ir_cron_expire",
    "credit_risk.ir_cron_refresh",
    "credit_risk.ir_cron_snapshot",
    "dunning_automation.ir_cron_run",
    "mail.ir_cron_mail_scheduler_action",
)


class NightError(Exception):
    """A scheduled action failed; its traceback is in the log."""


def run_cycle(env):
    """Run each scheduled action in its own transaction; raises NightError when one fails."""
    env.cr.commit()
    for name in CYCLE:
        if env.ref(name).method_direct_trigger() is not True:
            raise NightError(f"The scheduled action {name} failed: see the log above.")
    # Leaves this transaction's old snapshot: what the night wrote can be read.
    env.cr.commit()
    env.invalidate_all()
