import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";

import { formatFigure } from "../format";

/** Amounts side by side in one bar, with what limits them as a mark. */
export class AmountBar extends Component {
    static template = "credit_risk.AmountBar";
    static props = {
        // [{code, label, value}]
        parts: Array,
        currencyId: { type: Number, optional: true },
        // false: nothing limits them
        limit: { type: [Number, Boolean], optional: true },
        // what lowers the sum of the parts, e.g. payments not matched yet
        credits: { type: Number, optional: true },
        total: { type: Number, optional: true },
        // without the legend, where room is scarce
        compact: { type: Boolean, optional: true },
    };
    static defaultProps = { limit: false, credits: 0, compact: false };

    get hasLimit() {
        return this.props.limit !== false;
    }

    get sum() {
        return this.props.parts.reduce((sum, part) => sum + Math.max(part.value, 0), 0);
    }

    get scale() {
        // Room beyond the limit's mark, so that it does not stick to the edge.
        return Math.max(this.sum, this.hasLimit ? this.props.limit * 1.04 : 0) || 1;
    }

    get parts() {
        return this.props.parts.map((part) => ({
            ...part,
            width: (100 * Math.max(part.value, 0)) / this.scale,
            figure: this.format(part.value),
        }));
    }

    get mark() {
        return (100 * Math.max(this.props.limit, 0)) / this.scale;
    }

    get isOver() {
        return this.hasLimit && (this.props.total ?? this.sum) > this.props.limit;
    }

    get description() {
        const texts = this.parts.map((part) => `${part.label}: ${part.figure}`);
        if (this.props.credits) {
            texts.push(`${this.creditsLabel}: ${this.format(-this.props.credits)}`);
        }
        if (this.hasLimit) {
            texts.push(this.limitText);
        }
        return texts.join("; ");
    }

    get creditsLabel() {
        return _t("Unallocated credits");
    }

    get limitText() {
        return _t("Limit: %(amount)s", { amount: this.format(this.props.limit) });
    }

    format(amount) {
        return formatFigure(amount, "monetary", { currencyId: this.props.currencyId });
    }
}
