import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dunning_automation_plan", {
    url: "/odoo/collections",
    steps: () => [
        {
            trigger: "button[data-menu-xmlid='dunning_automation.menu_dunning']",
            run: "click",
        },
        {
            trigger: "a[data-menu-xmlid='dunning_automation.menu_dunning_case_plan']",
            run: "click",
        },
        {
            content: "The debtor would be written to, and why",
            trigger: ".o_data_row:contains('Olivares'):contains('begins on day 3')",
        },
        {
            trigger: "button[name='action_run']",
            run: "click",
        },
        {
            trigger: ".o_notification:contains('The reminders are going out')",
        },
    ],
});
