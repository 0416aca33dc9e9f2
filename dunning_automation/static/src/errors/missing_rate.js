import { WarningDialog, odooExceptionTitleMap } from "@web/core/errors/error_dialogs";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** Errors of our own say who can add what is missing: without a dialog they would be technical. */
for (const name of ["MissingRateError", "MissingRuleError"]) {
    const exception = `odoo.addons.dunning_automation.models.dunning_rate_rule.${name}`;
    registry.category("error_dialogs").add(exception, WarningDialog);
    odooExceptionTitleMap.set(exception, _t("A rate is missing"));
}
