import { Component } from "@odoo/owl";

import { formatFigure } from "../format";

/** Series over time, one panel each: figures of different units share no scale. */
export class LineChart extends Component {
    static template = "credit_risk.LineChart";
    static props = ["chart", "currencyId", "onOpen"];

    get panels() {
        return this.props.chart.items.map((series) => this.draw(series));
    }

    draw(series) {
        const values = series.points.map((point) => point.value);
        const [low, high] = [Math.min(...values), Math.max(...values)];
        const step = 100 / Math.max(values.length - 1, 1);
        // In percent of the panel, whose shape follows the screen's.
        const dots = series.points.map((point, index) => ({
            x: index * step,
            y: 100 - (100 * (point.value - low)) / (high - low || 1),
            title: `${point.label}: ${this.figure(point.value, series)}`,
        }));
        return {
            ...series,
            dots,
            path: dots.map((dot, index) => `${index ? "L" : "M"}${dot.x} ${dot.y}`).join(" "),
            last: this.figure(values.at(-1), series),
            first: series.points[0].label,
            end: series.points.at(-1).label,
            description: `${series.label}. ${dots.map((dot) => dot.title).join("; ")}`,
        };
    }

    figure(value, series) {
        return formatFigure(value, series.unit, { currencyId: this.props.currencyId, short: true });
    }
}
