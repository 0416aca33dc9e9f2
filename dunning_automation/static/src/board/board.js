import { Component, onWillStart, useState } from "@odoo/owl";

import { BarChart } from "@credit_risk/charts/bar_chart";
import { formatFigure } from "@credit_risk/format";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** What each collector has, does and brings in; every figure leads to the records behind it. */
export class DunningBoard extends Component {
    static template = "dunning_automation.Board";
    static components = { BarChart, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ days: this.props.state?.days || 30, data: null });
        useSetupAction({ getLocalState: () => ({ days: this.state.days }) });
        onWillStart(() => this.load());
    }

    get data() {
        return this.state.data;
    }

    async load() {
        this.state.data = await this.keepLast.add(
            this.orm.call("dunning.board", "get_board", [], { days: this.state.days })
        );
    }

    async setDays(days) {
        this.state.days = days;
        await this.load();
    }

    open(action) {
        return action && this.action.doAction(action, { onClose: () => this.load() });
    }

    figure(value, unit) {
        return value
            ? formatFigure(value, unit, { currencyId: this.data.currency_id })
            : "–";
    }

    describe(row, column) {
        const figure = this.figure(row.values[column.code], column.unit);
        return `${row.name}, ${column.label}: ${figure}`;
    }

    isBad(row, column) {
        return column.code === "late" && row.values.late > 0;
    }
}

registry.category("actions").add("dunning_automation.board", DunningBoard);
