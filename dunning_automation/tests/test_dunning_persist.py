from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.tests import tagged

from .common import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningPersist(DunningCommon):
    """A run writes its notices set-based: what it writes is what the ORM would have written."""

    def _persist(self):
        """Claim what is due and leave it waiting; return the notice."""
        with patch.object(type(self.Case), "_carry_out", lambda case, notice: False):
            self._run()
        self.env.invalidate_all()
        return self._get_case().notice_ids

    def test_stored_figures_are_those_that_the_orm_computes(self):
        self._create_overdue(3, amount=120.0)
        self._create_overdue(20, amount=80.5)
        notice = self._persist()
        self.assertEqual(notice.amount, 200.5)
        for records in (notice, notice.line_ids):
            computed = [it for it in records._fields.values() if it.store and it.compute]
            names = [field.name for field in computed]
            before = records.read(names)
            for field in computed:
                self.env.add_to_compute(field, records)
            self.assertEqual(records.read(names), before)

    def test_notices_know_who_wrote_them_and_lines_what_they_claim(self):
        move = self._create_overdue(20)
        notice = self._persist()
        line = notice.line_ids
        self.assertEqual(notice.create_uid.id, SUPERUSER_ID)
        self.assertTrue(notice.create_date)
        self.assertEqual(line.move_line_id, self._get_instalments(move))
        self.assertEqual(line.step_id, self.second)
        self.assertFalse(line.part)
        self.assertFalse(line.drop_code)

    def test_an_instalment_knows_the_step_it_reached_at_once(self):
        instalment = self._get_instalments(self._create_overdue(20))
        self.assertFalse(instalment.dunning_step_id)
        with patch.object(type(self.Case), "_carry_out", lambda case, notice: False):
            self._run()
        self.assertEqual(instalment.dunning_step_id, self.second)
