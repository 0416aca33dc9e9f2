import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dunning_automation_case", {
    url: "/odoo/collections",
    steps: () => [
        {
            content: "The debtor is in the list",
            trigger: ".o_data_row td[name='partner_id']:contains('Olivares')",
            run: "click",
        },
        {
            content: "What he owes is there",
            trigger: ".o_form_view div[name='open_line_ids'] .o_data_row:contains('1,234.00')",
        },
        {
            content: "Look at what he was told",
            trigger: ".o_notebook a[name='notices']",
            run: "click",
        },
        {
            content: "His reminder was sent",
            trigger: "div[name='notice_ids'] .o_data_row:contains('Second reminder'):contains('Sent')",
        },
        {
            content: "Note what he said",
            trigger: "button.o-mail-Chatter-logNote",
            run: "click",
        },
        {
            trigger: ".o-mail-Composer-input",
            run: "edit Promised to pay on Friday",
        },
        {
            trigger: ".o-mail-Composer-send:enabled",
            run: "click",
        },
        {
            trigger: ".o-mail-Message:contains('Promised to pay on Friday')",
        },
    ],
});
