"""The book's documents as posted invoices, credit notes and payments, settled as the plan says."""

from odoo import Command
from odoo.tools import split_every

from ..book import CreditNote
from .company import get_journal
from .people import SALESPEOPLE

BATCH = 250


class Loader:
    """Creates, posts and settles the documents of a book, in batches, oldest first.

    :param partners: {debtor key: commercial partner}
    :param terms: {term code: payment term}
    :param products: the catalogue, in the book's order
    :param users: {login: user}
    """

    def __init__(self, env, company, book, partners, terms, products, users):
        self.env = env
        self.company = company
        self.ledgers = book.ledgers
        self.partners = partners
        self.terms = terms
        self.products = products
        self.users = users
        self.currencies = {name: env.ref(f"base.{name}") for name in ("EUR", "USD")}
        #: Created moves by (debtor key, invoice number); credits by (debtor key, place in credits).
        self.invoices = {}
        self.credits = {}

    def load_invoices(self):
        planned = [
            (ledger.debtor, invoice) for ledger in self.ledgers for invoice in ledger.invoices
        ]
        planned.sort(key=lambda pair: pair[1].date)
        for batch in split_every(BATCH, planned, list):
            moves = self.env["account.move"].create(
                [self._prepare_invoice_vals(*pair) for pair in batch]
            )
            moves.action_post()
            for (debtor, invoice), move in zip(batch, moves, strict=True):
                self.invoices[debtor.key, invoice.number] = move

    def _prepare_invoice_vals(self, debtor, invoice):
        return {
            **self._prepare_move_vals(debtor, invoice),
            "move_type": "out_invoice",
            "invoice_payment_term_id": self.terms[debtor.term].id,
            "invoice_line_ids": [
                Command.create(self._prepare_line_vals(*line)) for line in invoice.lines
            ],
        }

    def _prepare_move_vals(self, debtor, document):
        return {
            "partner_id": self.partners[debtor.key].id,
            "invoice_date": document.date,
            "date": document.date,
            "currency_id": self.currencies[document.currency].id,
            "invoice_user_id": self.users[SALESPEOPLE[debtor.salesperson]].id,
        }

    def _prepare_line_vals(self, product, quantity, price):
        return {
            "product_id": self.products[product].id,
            "quantity": quantity,
            "price_unit": float(price),
        }

    def load_credit_notes(self):
        planned = self._planned_credits(lambda credit: isinstance(credit, CreditNote))
        moves = self.env["account.move"].create(
            [self._prepare_refund_vals(*row) for row in planned]
        )
        moves.action_post()
        # Named afterwards: posting a note of a posted invoice settles the two, against the plan.
        for move, (debtor, _place, refund) in zip(moves, planned, strict=True):
            move.reversed_entry_id = self.invoices[debtor.key, refund.invoice]
        self._keep_credits(planned, moves)

    def _prepare_refund_vals(self, debtor, _place, refund):
        origin = self.invoices[debtor.key, refund.invoice]
        product = origin.invoice_line_ids[0].product_id
        line = {"product_id": product.id, "quantity": 1, "price_unit": float(refund.net)}
        return {
            **self._prepare_move_vals(debtor, refund),
            "move_type": "out_refund",
            "ref": origin.name,
            "invoice_line_ids": [Command.create(line)],
        }

    def load_payments(self):
        planned = self._planned_credits(lambda credit: not isinstance(credit, CreditNote))
        journal = get_journal(self.env, self.company, "bank")
        for batch in split_every(BATCH, planned, list):
            payments = self.env["account.payment"].create(
                [self._prepare_payment_vals(journal, *row) for row in batch]
            )
            self._post_payments(payments)
            self._keep_credits(batch, payments.move_id)

    def _post_payments(self, payments):
        """Post payments with their entries, as `action_post` does one by one: five times faster."""
        entries = [payment._generate_move_vals() for payment in payments]
        self.env["account.move"].create(entries).action_post()
        payments.flush_recordset()
        self.env.cr.execute(
            "UPDATE account_payment payment SET move_id = entry.id FROM account_move entry"
            " WHERE entry.origin_payment_id = payment.id AND payment.id = ANY(%s)",
            [payments.ids],
        )
        payments.invalidate_recordset(["move_id"])
        payments.modified(["move_id"])
        payments.state = "in_process"

    def _prepare_payment_vals(self, journal, debtor, _place, payment):
        paid = [self.invoices[debtor.key, share.invoice].name for share in payment.shares]
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": self.partners[debtor.key].id,
            "amount": float(payment.amount),
            "currency_id": self.currencies[payment.currency].id,
            "date": payment.date,
            "journal_id": journal.id,
            "memo": ", ".join(paid) or "A cuenta",
        }

    def _planned_credits(self, wanted):
        """Return (debtor, place among his credits, credit) of the wanted kind, oldest first."""
        planned = [
            (ledger.debtor, place, credit)
            for ledger in self.ledgers
            for place, credit in enumerate(ledger.credits)
            if wanted(credit)
        ]
        return sorted(planned, key=lambda row: row[2].date)

    def _keep_credits(self, planned, moves):
        for (debtor, place, _credit), move in zip(planned, moves, strict=True):
            self.credits[debtor.key, place] = move

    def settle(self):
        """Reconcile each credit with the instalments that it pays, in the order of the plan."""
        plan = [
            self._settled_lines(ledger.debtor, place, credit)
            for ledger in self.ledgers
            for place, credit in enumerate(ledger.credits)
            if credit.shares
        ]
        for batch in split_every(BATCH, plan, list):
            self.env["account.move.line"]._reconcile_plan(batch)

    def _settled_lines(self, debtor, place, credit):
        lines = receivable_lines(self.credits[debtor.key, place])
        for share in credit.shares:
            lines += receivable_lines(self.invoices[debtor.key, share.invoice])[share.instalment]
        return lines


def receivable_lines(move):
    """Return the receivable lines of a posted move, by due date: one for each instalment."""
    lines = move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
    return lines.sorted(lambda line: (line.date_maturity, line.id))
