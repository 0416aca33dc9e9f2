import { expect, test } from "@odoo/hoot";
import { queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";

import { AmountBar } from "@credit_risk/charts/amount_bar";
import { ColumnChart } from "@credit_risk/charts/column_chart";
import { MatrixChart } from "@credit_risk/charts/matrix_chart";
import { ScoreGauge } from "@credit_risk/charts/score_gauge";
import { ScoreLine } from "@credit_risk/charts/score_line";

// The services around the charts ask for them.
defineMailModels();

test("a gauge shows score, grade and where they come from", async () => {
    await mountWithCleanup(ScoreGauge, {
        props: {
            score: 71.6,
            grade: "C",
            changes: [
                { days: 30, value: -4 },
                { days: 90, value: 0.2 },
            ],
        },
    });
    expect(queryAllTexts(".o_credit_gauge text")).toEqual(["C", "72 / 100"]);
    expect(".o_credit_gauge i.fa-arrow-down").toHaveCount(1);
    expect(".o_credit_gauge i.fa-arrow-up").toHaveCount(0);
    expect("svg[role=img]").toHaveAttribute("aria-label", "Score 72 of 100, grade C");
});

test("a debtor who is not rated has no score", async () => {
    await mountWithCleanup(ScoreGauge, { props: { score: 0, grade: "NR" } });
    expect(queryAllTexts(".o_credit_gauge text")).toEqual(["–", "Not rated"]);
});

test("the parts of a bar fill it, the limit is a mark on it", async () => {
    await mountWithCleanup(AmountBar, {
        props: {
            parts: [
                { code: "overdue", label: "Overdue", value: 150 },
                { code: "not_due", label: "Not due", value: 50 },
            ],
            limit: 100,
            total: 200,
        },
    });
    expect(queryFirst(".o_credit_bar .o_credit_tone_overdue").style.width).toBe("75%");
    expect(queryFirst(".o_credit_limit_mark").style.left).toBe("50%");
    expect(".text-danger").toHaveText(/Limit/);
});

test("without a limit there is no mark, and a limit of zero is one", async () => {
    const parts = [{ code: "overdue", label: "Overdue", value: 150 }];
    await mountWithCleanup(AmountBar, { props: { parts, limit: false } });
    expect(".o_credit_limit_mark").toHaveCount(0);
    await mountWithCleanup(AmountBar, { props: { parts, limit: 0 } });
    expect(".o_credit_limit_mark").toHaveCount(1);
});

test("columns are buttons that say their figure and open what is behind it", async () => {
    const opened = [];
    await mountWithCleanup(ColumnChart, {
        props: {
            chart: {
                unit: "count",
                items: [
                    { code: "a", label: "A", value: 4, note: "200", action: { name: "a" } },
                    { code: "b", label: "B", value: 2, note: "", action: { name: "b" } },
                ],
            },
            currencyId: 1,
            onOpen: (action) => opened.push(action.name),
        },
    });
    expect("button[data-code=a]").toHaveAttribute("aria-label", "A: 4, 200");
    expect(queryFirst("button[data-code=b] .o_credit_column_bar").style.height).toBe("50%");
    queryFirst("button[data-code=b]").click();
    expect(opened).toEqual(["b"]);
});

test("columns of nothing are flat", async () => {
    const items = [{ code: "a", label: "A", value: 0, action: false }];
    await mountWithCleanup(ColumnChart, {
        props: { chart: { unit: "count", items }, currencyId: 1, onOpen: () => {} },
    });
    expect(queryFirst(".o_credit_column_bar").style.height).toBe("0%");
});

test("a matrix leaves out the rows of grades that nobody had", async () => {
    await mountWithCleanup(MatrixChart, {
        props: {
            chart: {
                unit: "count",
                labels: ["A", "B"],
                items: [{ code: "AB", label: "From A to B", row: "A", column: "B", value: 3 }],
            },
            currencyId: 1,
            onOpen: () => {},
        },
    });
    expect(queryAllTexts("tbody th")).toEqual(["A"]);
    expect("tbody button").toHaveText("3");
});

test("a score stands until the next one", async () => {
    await mountWithCleanup(ScoreLine, {
        props: {
            points: [
                { date: "2026-01-01", score: 80, grade: "B" },
                { date: "2026-01-11", score: 60, grade: "C" },
            ],
        },
    });
    expect("path").toHaveAttribute("d", "M0 20 H100 V40");
});
