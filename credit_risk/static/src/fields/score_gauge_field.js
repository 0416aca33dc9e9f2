import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { ScoreGauge } from "../charts/score_gauge";

/** The score of a credit profile as a gauge, with grade and trend. */
export class ScoreGaugeField extends Component {
    static template = "credit_risk.ScoreGaugeField";
    static components = { ScoreGauge };
    static props = { ...standardFieldProps };

    get gauge() {
        const { data, fields } = this.props.record;
        const grade = data.grade || "NR";
        const labels = Object.fromEntries(fields.grade.selection);
        return {
            score: data[this.props.name] || 0,
            grade,
            gradeLabel: labels[grade] || grade,
            changes: [
                { days: 30, value: data.score_change_30 || 0 },
                { days: 90, value: data.score_change_90 || 0 },
            ],
        };
    }
}

registry.category("fields").add("credit_score_gauge", {
    component: ScoreGaugeField,
    displayName: _t("Score gauge"),
    supportedTypes: ["float"],
    fieldDependencies: [
        { name: "grade", type: "selection" },
        { name: "score_change_30", type: "float" },
        { name: "score_change_90", type: "float" },
    ],
});
