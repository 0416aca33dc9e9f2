import { registry } from "@web/core/registry";

import { CreditDashboard } from "@credit_risk/dashboard/credit_dashboard";

import { SeriesChart } from "../charts/series_chart";
import { StackChart } from "../charts/stack_chart";

const KINDS = { series: SeriesChart, stack: StackChart };

/** Collections at a glance: how the portfolio's dashboard looks, other figures. */
export class DunningDashboard extends CreditDashboard {
    static template = "dunning_automation.DunningDashboard";

    async load() {
        this.state.data = await this.keepLast.add(
            this.orm.call("dunning.dashboard", "get_collections", [])
        );
    }

    async take(kind) {
        this.open(await this.orm.call("dunning.dashboard", "open_figures", [kind]));
    }

    component(chart) {
        return KINDS[chart.kind] || super.component(chart);
    }

    describe(tile) {
        return [super.describe(tile), tile.trend?.text].filter(Boolean).join(", ");
    }
}

registry.category("actions").add("dunning_automation.dashboard", DunningDashboard);
