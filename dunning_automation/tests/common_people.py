from odoo.tests import new_test_user

from .common import DunningCommon


class PeopleCommon(DunningCommon):
    """A debtor with an open case, a team that collects, and calls logged by intention."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._create_user("boss", "account.group_account_invoice")
        cls.clerk = cls._create_user("clerk", "account.group_account_invoice")
        cls.company.dunning_manager_id = cls.boss
        cls.company.dunning_user_id = cls.clerk

    @classmethod
    def _create_user(cls, name, groups="sales_team.group_sale_salesman_all_leads", **values):
        return new_test_user(
            cls.env,
            login=f"dunning_{name}",
            name=name.title(),
            email=f"{name}@seller.example.com",
            groups=groups,
            company_id=cls.company.id,
            **values,
        )

    @classmethod
    def _create_case(cls, debtor=None, **values):
        debtor = debtor or cls.debtor
        return cls.Case.with_context(mail_auto_subscribe_no_notify=True).create(
            {"partner_id": debtor.id, "user_id": cls.salesperson.id, **values}
        )

    @classmethod
    def _get_outcome(cls, code):
        return cls.env.ref(f"dunning_automation.dunning_outcome_{code}")

    def _log_call(self, case, code, user=None, **values):
        """Log a call through the dialog, as `user`; return the call and what the dialog returns."""
        log = (
            self.env["dunning.call.log"]
            .with_user(user or self.salesperson)
            .create({"case_id": case.id, "outcome_id": self._get_outcome(code).id, **values})
        )
        with self.mock_mail_gateway():
            action = log.action_log()
        case.invalidate_recordset()
        return case.call_ids[:1], action

    def _get_tasks(self, case, kind):
        """Return the open activities of that kind: collect, mend, bank, channel, escalate."""
        kind = self.env.ref(f"dunning_automation.mail_activity_data_{kind}")
        return case.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)
