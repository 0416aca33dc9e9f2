import { Component } from "@odoo/owl";

import { describe, formatFigure } from "../format";

/** Columns of one figure. Plain buttons rather than a canvas: they take focus and are read aloud. */
export class ColumnChart extends Component {
    static template = "credit_risk.ColumnChart";
    static props = ["chart", "currencyId", "onOpen"];

    get columns() {
        const { items, unit } = this.props.chart;
        const highest = Math.max(...items.map((item) => item.value), 0);
        return items.map((item) => ({
            ...item,
            height: highest > 0 ? Math.max((100 * item.value) / highest, 0) : 0,
            // Columns are narrow: the tiles above name the currency.
            figure: formatFigure(item.value, unit, { short: true }),
            description: describe(item, unit, this.props.currencyId),
        }));
    }
}
