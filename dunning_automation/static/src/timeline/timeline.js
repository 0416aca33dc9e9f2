import { Component, useState } from "@odoo/owl";

import { formatFigure } from "@credit_risk/format";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const PAGE = 25;

/** Everything that happened with a debtor, the latest first; each kind can be left out. */
export class DunningTimeline extends Component {
    static template = "dunning_automation.Timeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ kinds: [], entries: [], kind: "", shown: PAGE, loaded: false });
        // Read again whenever the case has been: something may have been added.
        useRecordObserver(async (record) => {
            Object.values(record.data);
            await this.load(record.resId);
        });
    }

    async load(resId) {
        if (resId) {
            const data = await this.orm.call("dunning.case", "get_timeline", [[resId]]);
            Object.assign(this.state, data, { loaded: true });
        }
    }

    get chosen() {
        const { entries, kind } = this.state;
        return kind ? entries.filter((entry) => entry.kind === kind) : entries;
    }

    get rows() {
        const icons = Object.fromEntries(this.state.kinds.map((kind) => [kind.code, kind]));
        return this.chosen.slice(0, this.state.shown).map((entry, index) => ({
            ...entry,
            key: index,
            icon: icons[entry.kind]?.icon,
            label: icons[entry.kind]?.label,
            day: formatDate(deserializeDate(entry.date)),
            figure: entry.amount === null ? "" : this.format(entry.amount),
        }));
    }

    count(kind) {
        return this.state.entries.filter((entry) => entry.kind === kind.code).length;
    }

    format(amount) {
        return formatFigure(amount, "monetary", { currencyId: this.state.currency_id });
    }

    choose(kind) {
        Object.assign(this.state, { kind, shown: PAGE });
    }

    showMore() {
        this.state.shown += PAGE;
    }

    open(entry) {
        if (entry.res_model === "ir.attachment") {
            return this.action.doAction({
                type: "ir.actions.act_url",
                url: `/web/content/${entry.res_id}?download=true`,
            });
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: entry.res_model,
            res_id: entry.res_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("dunning_timeline", { component: DunningTimeline });
