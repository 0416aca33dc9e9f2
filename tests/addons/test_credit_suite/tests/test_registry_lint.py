"""Odoo's own checks of a loaded registry, confined to these add-ons.

Odoo ships them as tests of test_lint, which judge core too. Each check is called as it is, on
a registry or module list in which only our share is visible.
"""
import logging
from unittest.mock import patch

from odoo.modules.registry import Registry
from odoo.tests import TransactionCase, tagged

from odoo.addons.test_lint.tests import (
    test_index,
    test_naming,
    test_override_signatures,
    test_pofile,
    test_routes,
)

SUITE = ("credit_risk", "dunning_automation", "credit_insurance", "debtor_portal")


def is_ours(model_class):
    """Tell whether one of our add-ons defines or extends the model."""
    return any(getattr(base, "_module", None) in SUITE for base in model_class.mro())


@tagged("post_install", "-at_install")
class TestRegistryLint(TransactionCase):

    def _run_check(self, case_class, method):
        """Run a test of test_lint as if it were a step of the calling test."""
        case = case_class(method)
        case.env = self.env
        case._outcome = self._outcome
        getattr(case, method)()

    def _our_registry(self, _database):
        return {name: model for name, model in self.env.registry.items() if is_ours(model)}

    def test_public_methods_can_be_called_remotely(self):
        with patch.object(test_naming, "Registry", self._our_registry):
            self._run_check(test_naming.TestNaming, "test_parameter_rpc_compatible")

    def test_overrides_keep_the_signature_they_override(self):
        with patch.object(test_override_signatures, "Registry", self._our_registry):
            self._run_check(
                test_override_signatures.TestLintOverrideSignatures, "test_lint_override_signature")

    def test_fields_behind_a_list_are_indexed(self):
        # Core does not keep its own rule everywhere: certificate.certificate.company_id.
        others = self.env.registry.models.keys() - self._our_registry(None).keys()
        with patch.object(test_index, "BTREE_INDEX_IGNORE_MODELS", others):
            self._run_check(test_index.TestIndex, "test_enforce_index_on_one2many_inverse")

    def test_inherited_routes_state_only_what_they_change(self):
        with self.assertNoLogs(test_routes._logger, logging.WARNING):
            self._run_check(test_routes.RoutesLinter, "test_routes_definition")

    def test_translation_templates_have_no_duplicates(self):
        with patch.object(test_pofile, "get_modules", lambda: SUITE):
            self._run_check(test_pofile.PotLinter, "test_pot_duplicate_entries")

    def test_the_registry_is_the_one_that_was_checked(self):
        self.assertIs(Registry(self.env.cr.dbname), self.env.registry)
        self.assertIn("credit.profile", self._our_registry(None))
