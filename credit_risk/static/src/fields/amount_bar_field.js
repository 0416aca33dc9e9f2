import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { AmountBar } from "../charts/amount_bar";

/** Parts of an amount, as the server names them: {parts, total, limit, credits}. */
export class AmountBarField extends Component {
    static template = "credit_risk.AmountBarField";
    static components = { AmountBar };
    static props = { ...standardFieldProps, compact: { type: Boolean, optional: true } };

    get bar() {
        const bar = this.props.record.data[this.props.name];
        return bar && bar.parts.length
            ? {
                  ...bar,
                  compact: Boolean(this.props.compact),
                  currencyId: this.props.record.data.currency_id?.id,
              }
            : null;
    }
}

registry.category("fields").add("credit_amount_bar", {
    component: AmountBarField,
    displayName: _t("Amounts in a bar"),
    supportedTypes: ["json"],
    supportedOptions: [{ label: _t("Without legend"), name: "compact", type: "boolean" }],
    extractProps: ({ options }) => ({ compact: Boolean(options.compact) }),
    fieldDependencies: [{ name: "currency_id", type: "many2one", relation: "res.currency" }],
});
