import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dunning_automation_worklist", {
    url: "/odoo/my-worklist",
    steps: () => [
        {
            content: "The debtor is in the worklist",
            trigger: ".o_data_row td[name='partner_id']:contains('Olivares')",
            run: "click",
        },
        {
            content: "Everything that happened is told",
            trigger: ".o_notebook a[name='timeline']",
            run: "click",
        },
        {
            content: "His invoice is there",
            trigger: ".o_dunning_entry[data-kind='invoice']:contains('1,234.00')",
        },
        {
            content: "Only the reminders",
            trigger: ".o_dunning_timeline button[data-kind='notice']",
            run: "click",
        },
        {
            trigger:
                ".o_dunning_timeline:not(:has(.o_dunning_entry[data-kind='invoice'])) .o_dunning_entry[data-kind='notice']",
        },
        {
            trigger: ".o_dunning_timeline button:contains('Everything')",
            run: "click",
        },
        {
            content: "The brief is in the agenda",
            trigger: ".o-mail-Activity-note:contains('You may concede')",
        },
        {
            content: "A call done is a call logged",
            trigger: ".o-mail-Activity-markDone",
            run: "click",
        },
        {
            trigger: ".modal .o_selection_badge:contains('Says it is paid')",
            run: "click",
        },
        {
            content: "What follows is told beforehand",
            trigger: ".modal .alert:contains('Check the bank')",
        },
        {
            trigger: ".modal div[name='note'] textarea",
            run: "edit Transfer of Monday",
        },
        {
            trigger: ".modal button[name='action_log']",
            run: "click",
        },
        {
            content: "The call is in the timeline at once",
            trigger: ".o_dunning_entry[data-kind='call']:contains('Transfer of Monday')",
        },
    ],
});

registry.category("web_tour.tours").add("dunning_automation_board", {
    url: "/odoo/collections-board",
    steps: () => [
        {
            content: "Somebody has an open case",
            trigger: ".o_dunning_board tr:contains('Sara Sales') td[data-column='cases'] button:contains('1')",
            run: "click",
        },
        {
            content: "The figure leads to it",
            trigger: ".o_data_row td[name='partner_id']:contains('Olivares')",
        },
    ],
});
