import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { formatFloat } from "@web/views/fields/formatters";

/** A score over time. It stands until the next assessment, hence the steps. */
export class ScoreLine extends Component {
    static template = "credit_risk.ScoreLine";
    // points: [{date, score, grade}], oldest first
    static props = { points: Array };

    get dots() {
        const days = this.props.points.map((point) => deserializeDate(point.date).toMillis());
        const span = days.at(-1) - days[0] || 1;
        return this.props.points.map((point, index) => ({
            // In percent of the picture, whose shape follows the screen's.
            x: (100 * (days[index] - days[0])) / span,
            y: 100 - point.score,
            grade: point.grade,
            title: `${this.day(point)}: ${this.figure(point)} (${point.grade})`,
        }));
    }

    get path() {
        return this.dots
            .map((dot, index) => (index ? `H${dot.x} V${dot.y}` : `M${dot.x} ${dot.y}`))
            .join(" ");
    }

    get guides() {
        return [100, 50, 0].map((score) => ({ score, y: 100 - score }));
    }

    get first() {
        return this.day(this.props.points[0]);
    }

    get last() {
        return this.day(this.props.points.at(-1));
    }

    get description() {
        return _t("Score over time. %(scores)s", {
            scores: this.dots.map((dot) => dot.title).join("; "),
        });
    }

    day(point) {
        return formatDate(deserializeDate(point.date));
    }

    figure(point) {
        return formatFloat(point.score, { digits: [16, 0] });
    }
}
