import { Component } from "@odoo/owl";

import { formatFigure } from "../format";

/** How many went from each row to each column. */
export class MatrixChart extends Component {
    static template = "credit_risk.MatrixChart";
    static props = ["chart", "currencyId", "onOpen"];

    get columns() {
        return this.props.chart.labels;
    }

    get rows() {
        const byPlace = {};
        for (const item of this.props.chart.items) {
            byPlace[`${item.row}/${item.column}`] = item;
        }
        const rows = this.columns.map((row) => ({
            label: row,
            cells: this.columns.map((column) => byPlace[`${row}/${column}`] || false),
        }));
        // A grade nobody had would be an empty row.
        return rows.filter((row) => row.cells.some(Boolean));
    }

    figure(item) {
        return formatFigure(item.value, this.props.chart.unit);
    }
}
