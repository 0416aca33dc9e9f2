"""Run in Odoo's shell: write what the database says of the reminders as JSON.

Argument: the file.
"""
# ruff: noqa: F821 - the shell provides `env`
import json
import sys
from pathlib import Path

[target] = sys.argv[1:]
notices = env["dunning.notice"].search([])
mend = env.ref("dunning_automation.mail_activity_data_mend")
Path(target).write_text(json.dumps({
    "states": {notice.email_to: notice.state for notice in notices},
    "notices": len(notices),
    "debtors": len(notices.partner_id),
    "cases": env["dunning.case"].search_count([]),
    "tasks": env["mail.activity"].search_count([("activity_type_id", "=", mend.id)]),
    "waiting": env["mail.mail"].search_count([("state", "=", "outgoing")]),
}), encoding="utf-8")
