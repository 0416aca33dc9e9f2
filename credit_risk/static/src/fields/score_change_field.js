import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** By how much a score rose or fell, as an arrow; nothing for less than half a point. */
export class ScoreChangeField extends Component {
    static template = "credit_risk.ScoreChangeField";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name] || 0;
    }

    get isRise() {
        return this.value > 0;
    }

    get isVisible() {
        return Math.abs(this.value) >= 0.5;
    }

    get points() {
        return formatFloat(Math.abs(this.value), { digits: [16, 0] });
    }

    get description() {
        return this.isRise
            ? _t("Up by %(points)s", { points: this.points })
            : _t("Down by %(points)s", { points: this.points });
    }
}

registry.category("fields").add("credit_score_change", {
    component: ScoreChangeField,
    displayName: _t("Score change"),
    supportedTypes: ["float"],
});
