import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { SeriesChart } from "../charts/series_chart";
import { StackChart } from "../charts/stack_chart";

const KINDS = { series: SeriesChart, stack: StackChart };

/** A chart as the server draws it for a dashboard, in a form. */
export class ChartField extends Component {
    static template = "dunning_automation.ChartField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get chart() {
        return this.props.record.data[this.props.name];
    }

    get component() {
        return KINDS[this.chart.kind];
    }

    open(action) {
        return action && this.action.doAction(action);
    }
}

registry.category("fields").add("dunning_chart", {
    component: ChartField,
    displayName: _t("Chart"),
    supportedTypes: ["json"],
});
