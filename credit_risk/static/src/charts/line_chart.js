import { Component } from "@odoo/owl";

import { formatFigure } from "../format";

const WIDTH = 300;
const HEIGHT = 80;
const MARGIN = 6;

/** Series over time, one panel each: figures of different units share no scale. */
export class LineChart extends Component {
    static template = "credit_risk.LineChart";
    static props = ["chart", "currencyId", "onOpen"];

    get viewBox() {
        return `0 0 ${WIDTH} ${HEIGHT}`;
    }

    get panels() {
        return this.props.chart.items.map((series) => this.draw(series));
    }

    draw(series) {
        const values = series.points.map((point) => point.value);
        const [low, high] = [Math.min(...values), Math.max(...values)];
        const step = (WIDTH - 2 * MARGIN) / Math.max(values.length - 1, 1);
        const dots = series.points.map((point, index) => ({
            x: MARGIN + index * step,
            y: HEIGHT - MARGIN - ((point.value - low) / (high - low || 1)) * (HEIGHT - 2 * MARGIN),
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
