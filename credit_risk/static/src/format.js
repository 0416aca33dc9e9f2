import { formatFloat, formatMonetary, formatPercentage } from "@web/views/fields/formatters";

/**
 * Write a figure as the user reads it.
 *
 * @param {number} value shares are between 0 and 1
 * @param {"monetary"|"percent"|"count"|"days"} unit
 * @param {{currencyId?: number, short?: boolean}} options short: "1.2M" where room is scarce
 */
export function formatFigure(value, unit, { currencyId, short } = {}) {
    switch (unit) {
        case "monetary":
            return short
                ? formatMonetary(value, { currencyId, humanReadable: true, digits: [16, 1] })
                : formatMonetary(value, { currencyId });
        case "percent":
            return formatPercentage(value, { digits: [16, value && value < 0.1 ? 1 : 0] });
        default:
            return formatFloat(value, { digits: [16, 0] });
    }
}

/** What a screen reader says, and what hovering shows: everything known of an item. */
export function describe(item, unit, currencyId) {
    const figure = formatFigure(item.value, unit, { currencyId });
    return [`${item.label}: ${figure}`, item.note].filter(Boolean).join(", ");
}
