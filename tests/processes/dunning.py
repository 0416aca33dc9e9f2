"""Run in Odoo's shell: the nightly reminders, or the mail queue, as a cron worker does them.

Arguments: what to do ("run", "queue" or both in that order), a file to touch when it begins.
"""
# ruff: noqa: F821 - the shell provides `env`
import sys
from pathlib import Path

from odoo import fields

*deeds, begun = sys.argv[1:]
today = fields.Date.context_today(env.user)
Path(begun).touch()
for deed in deeds:
    if deed == "run":
        env["dunning.case"]._run(today)
    else:
        env["mail.mail"].process_email_queue()
    env.cr.commit()
