import { registry } from "@web/core/registry";

// The customer's own page tells his standing; a contact shows that of his company.
registry.category("web_tour.tours").add("credit_risk_partner", {
    steps: () => [
        {
            trigger: ".o_form_view a[name=credit]",
            run: "click",
        },
        {
            content: "Score and exposure are drawn",
            trigger: ".o_credit_standing .o_credit_gauge",
        },
        {
            trigger: ".o_credit_standing .o_credit_amount_bar .o_credit_limit_mark",
        },
        {
            content: "On to the profile",
            trigger: ".o_credit_standing button:contains('Open the credit profile')",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=exposure_parts] .o_credit_amount_bar",
        },
    ],
});
