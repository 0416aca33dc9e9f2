import { Component } from "@odoo/owl";

import { describe, formatFigure } from "../format";

/** One bar for the whole, cut into its largest parts; the list below names them. */
export class ShareChart extends Component {
    static template = "credit_risk.ShareChart";
    static props = ["chart", "currencyId", "onOpen"];

    get parts() {
        const { items, unit } = this.props.chart;
        return items.map((item, index) => ({
            ...item,
            // The shades fade from the largest to the smallest.
            opacity: 1 - (0.75 * index) / items.length,
            width: 100 * item.value,
            figure: formatFigure(item.value, unit),
            description: describe(item, unit, this.props.currencyId),
        }));
    }
}
