import { Component } from "@odoo/owl";

import { describe, formatFigure } from "../format";

/** Rows with a name, a bar made of parts, and a figure: a ranking. */
export class BarChart extends Component {
    static template = "credit_risk.BarChart";
    static props = ["chart", "currencyId", "onOpen"];

    get rows() {
        const { items, unit } = this.props.chart;
        const highest = Math.max(...items.map((item) => this.span(item)), 0) || 1;
        return items.map((item) => ({
            ...item,
            segments: item.parts.map((part) => ({
                code: part.code,
                width: (100 * Math.max(part.value, 0)) / highest,
            })),
            figure: formatFigure(item.value, unit, {
                currencyId: this.props.currencyId,
                short: true,
            }),
            description: describe(item, unit, this.props.currencyId),
        }));
    }

    span(item) {
        return item.parts.reduce((sum, part) => sum + Math.max(part.value, 0), 0);
    }
}
