from datetime import date

from odoo.fields import Command
from odoo.tests import new_test_user

from .common import DunningCommon

#: The evenings that the figures are of, and the day they are asked for: see `freeze_time`.
NOW = date(2026, 9, 15)
AUGUST = date(2026, 8, 31)
JULY = date(2026, 7, 31)


class FiguresCommon(DunningCommon):
    """A book whose figures are computed by hand; tests freeze the clock at `NOW`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshots = cls.env["credit.snapshot"].sudo()
        cls.company.account_use_credit_limit = False
        cls.helper = new_test_user(
            cls.env,
            login="dunning_helper",
            groups="account.group_account_invoice",
            company_id=cls.company.id,
        )

    @classmethod
    def _bill(cls, amount, issued, due, debtor=None, **values):
        """An invoice by the dates of its issue and of its end; below zero: a credit note."""
        move = cls._env_quiet["account.move"].create(
            {
                "move_type": "out_invoice" if amount > 0 else "out_refund",
                "partner_id": (debtor or cls.debtor).id,
                "invoice_date": issued,
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Goods", "quantity": 1, "price_unit": abs(amount), "tax_ids": []}
                    )
                ],
                **values,
            }
        )
        move.action_post()
        return move

    @classmethod
    def _settle(cls, move, on, amount=None):
        return cls._register_payment(
            move, payment_date=on, **({"amount": amount} if amount else {})
        )

    @classmethod
    def _remind(cls, move, on, step=None, state="sent", user=None):
        """Write the reminder that claimed an invoice on a day: what a run would have left."""
        Case = cls.env["dunning.case"].sudo()
        debtor = move.commercial_partner_id
        case = Case.search([("partner_id", "=", debtor.id), ("company_id", "=", move.company_id.id),
                            ("state", "=", "open")]) or Case.create(
            {"partner_id": debtor.id, "company_id": move.company_id.id}
        )  # fmt: skip
        line = cls._get_instalments(move)[:1]
        step = step or cls.friendly
        notice = cls.env["dunning.notice"].sudo().create(
            {
                "case_id": case.id,
                "date": on,
                "step_id": step.id,
                "channel": "email",
                "user_id": (user or cls.collector).id,
                "line_ids": [
                    Command.create(
                        {
                            "move_line_id": line.id,
                            "step_id": step.id,
                            "cycle": 1,
                            "date_due": line.date_maturity,
                            "days_overdue": (on - line.date_maturity).days,
                            "currency_id": line.currency_id.id,
                            "amount": line.amount_currency,
                            "amount_company": line.balance,
                        }
                    )
                ],
            }
        )  # fmt: skip
        cls.env.flush_all()
        # What was sent long ago has no notification left: the state is all that remains.
        cls.env.cr.execute("UPDATE dunning_notice SET state = %s WHERE id = %s", [state, notice.id])
        notice.invalidate_recordset()
        return notice

    def _take(self, day=AUGUST):
        return self.snapshots._take(day)

    def _behind(self, action):
        """The records that an action lists, as the collector sees them."""
        self.env.invalidate_all()  # each evening of a report is a table of its own
        Model = self.env[action["res_model"]].with_user(self.collector)
        return Model.with_context(**action.get("context", {})).search(action["domain"])
