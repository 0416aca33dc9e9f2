import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";

const RADIUS = 50;
const LENGTH = Math.PI * RADIUS;

/** A score from 0 to 100 on a half circle, with its grade and where it comes from. */
export class ScoreGauge extends Component {
    static template = "credit_risk.ScoreGauge";
    static props = {
        score: Number,
        grade: String,
        gradeLabel: { type: String, optional: true },
        // [{days, value}]: by how much the score rose or fell in that time
        changes: { type: Array, optional: true },
    };
    static defaultProps = { changes: [] };

    get isRated() {
        return this.props.grade !== "NR";
    }

    get score() {
        return formatFloat(this.props.score, { digits: [16, 0] });
    }

    get arc() {
        const share = this.isRated ? Math.min(Math.max(this.props.score, 0), 100) / 100 : 0;
        return `${share * LENGTH} ${2 * LENGTH}`;
    }

    get description() {
        return this.isRated
            ? _t("Score %(score)s of 100, grade %(grade)s", {
                  score: this.score,
                  grade: this.props.gradeLabel || this.props.grade,
              })
            : _t("Not rated");
    }

    get moves() {
        return this.props.changes
            .filter((change) => this.isRated && Math.abs(change.value) >= 0.5)
            .map((change) => ({ ...change, ...this.describeMove(change) }));
    }

    describeMove({ days, value }) {
        const points = formatFloat(Math.abs(value), { digits: [16, 0] });
        return value > 0
            ? { icon: "fa-arrow-up text-success", text: _t("%(points)s in %(days)s days", { points, days }), sign: "+" }
            : { icon: "fa-arrow-down text-danger", text: _t("%(points)s in %(days)s days", { points, days }), sign: "−" };
    }
}
