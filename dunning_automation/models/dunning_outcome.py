from odoo import api, fields, models
from odoo.exceptions import UserError


class DunningOutcome(models.Model):
    """What came of a call, and what follows from it.

    Those shipped are used by their code: they may be renamed, tuned and archived, not deleted.
    """

    _name = "dunning.outcome"
    _description = "Outcome of a call"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False, help="By which it is known, in lower case.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_contact = fields.Boolean(
        string="Counts as contact", help="The debtor, or who answers for him, was reached."
    )
    next_action = fields.Selection(
        [
            ("none", "Nothing by itself"),
            ("call", "Call again"),
            ("bank", "Check the bank"),
            ("mend", "Mend the contact data"),
        ],
        default="none",
        required=True,
    )
    days_next = fields.Integer(
        string="Days until then", help="Of the next action; 0: the same day."
    )
    sla_days = fields.Integer(
        string="To be done within",
        help="Days after its date until the next action passes to the next person."
        " 0: as the company says.",
    )
    dialog = fields.Selection(
        [
            ("promise", "Promise"),
            ("plan", "Payment plan"),
            ("dispute", "Dispute"),
            ("concession", "Concession"),
        ],
        string="Opens",
        help="What is filled in as soon as the call has been logged.",
    )
    is_escalated = fields.Boolean(
        string="Goes to the manager", help="Whoever leads the collections decides what to do."
    )
    pause_days = fields.Integer(
        string="Reminders wait", help="Days without reminders, so that the answer can come true."
    )
    tries = fields.Integer(
        string="In a row until another channel",
        help="After so many calls in a row with this outcome the debtor is approached"
        " otherwise. 0: never.",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "An outcome with this code exists already.")
    _days_positive = models.Constraint(
        "CHECK(days_next >= 0 AND sla_days >= 0 AND pause_days >= 0 AND tries >= 0)",
        "Days and numbers of calls cannot be negative.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        if any(self._get_external_ids().values()):
            raise UserError(
                self.env._("This outcome is used by its code: archive it instead of deleting it.")
            )

    @api.model
    def _get(self, code):
        """Return the outcome of that code, even an archived one."""
        return self.with_context(active_test=False).search([("code", "=", code)], limit=1)
