import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { ScoreLine } from "../charts/score_line";

/** Dated scores as a line: [{date, score, grade}], oldest first. */
export class ScoreLineField extends Component {
    static template = "credit_risk.ScoreLineField";
    static components = { ScoreLine };
    static props = { ...standardFieldProps };

    get points() {
        return this.props.record.data[this.props.name] || [];
    }
}

registry.category("fields").add("credit_score_line", {
    component: ScoreLineField,
    displayName: _t("Score over time"),
    supportedTypes: ["json"],
});
