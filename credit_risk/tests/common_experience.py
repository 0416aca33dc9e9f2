import csv
import io
import os
from base64 import b64encode
from pathlib import Path
from unittest import SkipTest

from odoo import Command

from .common import CreditRiskCommon

HEADER = ("Customer", "Invoice", "Invoice date", "Due date", "Amount", "Payment date")
PLACES = (
    "settled_count",
    "open_count",
    "completed_count",
    "invoice_count",
    "left_open_count",
    "known_count",
    "repeated_count",
    "refused_count",
)


def read_public_ledger(name):
    """Return the bytes of a public ledger that lies beside the project, not in it."""
    for folder in Path(__file__).resolve().parents:
        path = folder / "shared" / "data" / name
        if path.exists():
            return path.read_bytes()
    if os.environ.get("CI") == "true":
        raise AssertionError(f"shared/data/{name} is missing")
    raise SkipTest(f"shared/data/{name} is not on this machine")


class ExperienceImportCommon(CreditRiskCommon):
    """Files by intention and an importer who is no administrator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.importer = cls._create_user("importer", "credit_risk.group_manager")
        cls.importer.group_ids += cls.env.ref("base.group_partner_manager")
        cls.importer.group_ids += cls.env.ref("account.group_account_invoice")
        cls.journal = cls.company_data["default_journal_sale"]

    @classmethod
    def _make_csv(cls, *rows, header=HEADER, delimiter=",", encoding="utf-8"):
        target = io.StringIO()
        csv.writer(target, delimiter=delimiter).writerows([header, *rows])
        return target.getvalue().encode(encoding)

    @classmethod
    def _start(cls, content, user=None, **values):
        """Return an import after its first screen."""
        wizard = cls.env["credit.experience.import"].with_user(user or cls.importer)
        wizard = wizard.create(
            {"file": b64encode(content), "file_name": "history.csv", **values}
        )
        wizard.action_read()
        return wizard

    @classmethod
    def _import(cls, content, **values):
        wizard = cls._start(content, **values)
        wizard.action_preview()
        wizard.action_import()
        return wizard

    @classmethod
    def _experiences(cls, wizard):
        experiences = wizard.env["credit.experience"]
        return experiences.search([("partner_id", "in", wizard.partner_ids.ids)])

    def assertPlaces(self, wizard, **expected):
        """Each row read is in one place only, and the places not named are empty."""
        found = {place: wizard[place] for place in PLACES if wizard[place]}
        self.assertEqual(found, {f"{name}_count": count for name, count in expected.items()})
        self.assertEqual(sum(found.values()), wizard.row_count)

    @classmethod
    def _create_other_company(cls):
        company = cls.env["res.company"].create({"name": "Other company"})
        cls.importer.company_ids = [Command.link(company.id)]
        return company
