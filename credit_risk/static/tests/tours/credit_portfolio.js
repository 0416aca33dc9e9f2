import { registry } from "@web/core/registry";

// A salesperson sees that a customer of his is over the limit, looks why, and comes back.
registry.category("web_tour.tours").add("credit_risk_portfolio", {
    url: "/odoo/credit-portfolio",
    steps: () => [
        {
            content: "Every tile says its figure aloud",
            trigger: ".o_credit_tile[data-code=exposure][aria-label^=Exposure]",
        },
        {
            content: "The charts are drawn",
            trigger: ".o_credit_chart[data-code=ageing] .o_credit_column[data-code=late_2]",
        },
        {
            content: "Somebody is over the limit: who?",
            trigger: ".o_credit_tile[data-code=limit]",
            run: "click",
        },
        {
            content: "Look at him",
            trigger: ".o_list_view .o_data_row .o_data_cell:contains('Over')",
            run: "click",
        },
        {
            content: "His score is drawn",
            trigger: ".o_form_view .o_credit_gauge svg[role=img]",
        },
        {
            content: "What he owes is drawn, with the limit as a mark",
            trigger: ".o_form_view .o_credit_amount_bar .o_credit_limit_mark",
        },
        {
            content: "Back to the portfolio",
            trigger: ".o_breadcrumb .breadcrumb-item:first-child a",
            run: "click",
        },
        {
            content: "The largest risk leads to the same page",
            trigger: ".o_credit_chart[data-code=top] .o_credit_bar_row:contains('Over')",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_credit_gauge",
        },
    ],
});
