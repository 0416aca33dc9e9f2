"""Run in Odoo's shell: uninstall the add-ons named by the arguments, as the Apps page does."""
# ruff: noqa: F821 - the shell provides `env`
import sys

modules = env["ir.module.module"].search([("name", "in", sys.argv[1:])])
assert set(modules.mapped("state")) == {"installed"}, modules.mapped("state")
modules.button_immediate_uninstall()
