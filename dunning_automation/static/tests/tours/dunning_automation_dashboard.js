import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dunning_automation_dashboard", {
    url: "/odoo/collections-dashboard",
    steps: () => [
        {
            content: "What is overdue today is there",
            trigger: ".o_credit_tile[data-code='overdue_today']:contains('1 customers')",
        },
        {
            content: "So are the months, by age",
            trigger: ".o_credit_chart[data-code='overdue_months'] .o_dunning_stack_column:last-child",
            run: "click",
        },
        {
            content: "The month leads to its open items",
            trigger: ".o_list_view .o_group_header:contains('Olivares'), .o_list_view .o_data_row:contains('Olivares')",
        },
        {
            content: "Go back",
            trigger: ".o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "Look at a week of the forecast",
            trigger: ".o_credit_chart[data-code='forecast'] .o_dunning_stack_column:first-child",
            run: "click",
        },
        {
            content: "It leads to the instalments",
            trigger: ".o_list_view .o_data_row:contains('Olivares')",
        },
    ],
});
