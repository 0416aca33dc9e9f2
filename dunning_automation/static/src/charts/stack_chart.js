import { Component } from "@odoo/owl";

import { formatFigure } from "@credit_risk/format";

/** Columns made of parts, one for each period: buttons, so that they take focus and are read aloud. */
export class StackChart extends Component {
    static template = "dunning_automation.StackChart";
    static props = ["chart", "currencyId", "onOpen"];

    get columns() {
        const { items } = this.props.chart;
        const highest = Math.max(...items.map((item) => this.span(item)), 0) || 1;
        return items.map((item) => ({
            ...item,
            segments: item.parts.map((part) => ({
                ...part,
                height: (100 * Math.max(part.value, 0)) / highest,
            })),
            figure: formatFigure(item.value, this.props.chart.unit, { short: true }),
            description: this.describe(item),
        }));
    }

    span(item) {
        return item.parts.reduce((sum, part) => sum + Math.max(part.value, 0), 0);
    }

    describe(item) {
        const parts = item.parts
            .filter((part) => part.value)
            .map((part) => `${part.label} ${this.figure(part.value)}`);
        return [`${item.label}: ${this.figure(item.value)}`, ...parts, item.note]
            .filter(Boolean)
            .join(", ");
    }

    figure(value) {
        return formatFigure(value, this.props.chart.unit, { currencyId: this.props.currencyId });
    }
}
