import { Component, onWillStart, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { BarChart } from "../charts/bar_chart";
import { ColumnChart } from "../charts/column_chart";
import { LineChart } from "../charts/line_chart";
import { MatrixChart } from "../charts/matrix_chart";
import { ShareChart } from "../charts/share_chart";
import { formatFigure } from "../format";

const KINDS = {
    bars: BarChart,
    columns: ColumnChart,
    lines: LineChart,
    matrix: MatrixChart,
    share: ShareChart,
};

/** The customer portfolio at a glance; every figure leads to the records behind it. */
export class CreditDashboard extends Component {
    static template = "credit_risk.CreditDashboard";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.keepLast = new KeepLast();
        this.state = useState({ mine: this.props.state?.mine || false, data: null });
        // Coming back from a list, the same customers are shown.
        useSetupAction({ getLocalState: () => ({ mine: this.state.mine }) });
        onWillStart(() => this.load());
    }

    get data() {
        return this.state.data;
    }

    async load() {
        this.state.data = await this.keepLast.add(
            this.orm.call("credit.dashboard", "get_portfolio", [], { mine: this.state.mine })
        );
    }

    async setMine(mine) {
        this.state.mine = mine;
        await this.load();
    }

    /** Show another month in a picture that has several. */
    async choose(chart, month) {
        const fresh = await this.keepLast.add(
            this.orm.call("credit.dashboard", `get_${chart.code}`, [], {
                mine: this.state.mine,
                month,
            })
        );
        Object.assign(chart, fresh);
    }

    async refresh() {
        await this.orm.call("credit.dashboard", "request_refresh", []);
        this.notification.add(
            _t("The figures are being computed. Open the portfolio again in a minute."),
            { type: "info" }
        );
    }

    open(action) {
        return action && this.action.doAction(action);
    }

    component(chart) {
        return KINDS[chart.kind];
    }

    figure(tile, short = false) {
        return formatFigure(tile.value, tile.unit, { currencyId: this.data.currency_id, short });
    }

    describe(tile) {
        return `${tile.label}: ${this.figure(tile)}, ${tile.note}`;
    }

    width(tile) {
        return Math.round(100 * Math.min(Math.max(tile.share, 0), 1));
    }
}

registry.category("actions").add("credit_risk.dashboard", CreditDashboard);
