import { Component } from "@odoo/owl";

import { formatFigure } from "@credit_risk/format";

/** Several lines on one scale from zero; each period is a button over its points. */
export class SeriesChart extends Component {
    static template = "dunning_automation.SeriesChart";
    static props = ["chart", "currencyId", "onOpen"];

    get highest() {
        return Math.max(...this.props.chart.series.flatMap((line) => line.values), 0) || 1;
    }

    get lines() {
        return this.props.chart.series.map((line) => ({
            ...line,
            last: this.figure(line.values.at(-1)),
            path: line.values
                .map((value, index) => `${index ? "L" : "M"}${this.x(index)} ${this.y(value)}`)
                .join(" "),
        }));
    }

    get periods() {
        const { items, series } = this.props.chart;
        return items.map((item, index) => ({
            ...item,
            dots: series.map((line) => ({ code: line.code, top: this.y(line.values[index]) })),
            description: [
                item.label,
                ...series.map((line) => `${line.label} ${this.figure(line.values[index])}`),
            ].join(", "),
        }));
    }

    x(index) {
        return (100 * (index + 0.5)) / this.props.chart.items.length;
    }

    y(value) {
        return 100 - (100 * Math.max(value, 0)) / this.highest;
    }

    figure(value) {
        const { currencyId, chart } = this.props;
        return formatFigure(value, chart.unit, { currencyId, short: true });
    }
}
