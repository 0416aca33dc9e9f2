import { registry } from "@web/core/registry";

const choose = [
    {
        content: "What is overdue is chosen already: one instalment and one invoice",
        trigger: ".o_debtor_count:contains('2')",
    },
    {
        content: "The total is theirs",
        trigger: ".o_debtor_total:contains('110.50')",
    },
    {
        content: "The whole debt can be chosen at once",
        trigger: ".o_debtor_select_all",
        run: "click",
    },
    {
        content: "The total follows",
        trigger: ".o_debtor_total:contains('160.50')",
    },
    {
        content: "And nothing at all",
        trigger: ".o_debtor_select_all",
        run: "click",
    },
    {
        content: "Nothing cannot be paid",
        trigger: "button[name='pay']:disabled",
    },
    {
        content: "Choose the oldest instalment with its label",
        trigger: "tbody[name='overdue'] tr.o_debtor_row:first label",
        run: "click",
    },
    {
        content: "One is chosen",
        trigger: ".o_debtor_total:contains('50.00')",
    },
    {
        content: "Pay it",
        trigger: "button[name='pay']:enabled",
        run: "click",
        expectUnloadPage: true,
    },
    {
        content: "The payment page asks for that instalment",
        trigger: "[name='debts_amount']:contains('50.00')",
    },
    {
        content: "And shows how to pay",
        trigger: "form#o_payment_form button[name='o_payment_submit_button']",
    },
];

registry.category("web_tour.tours").add("debtor_portal_login", {
    url: "/my",
    steps: () => [
        {
            content: "The home page says how much is owed",
            trigger: "a[href='/my/debts']:contains('160.50')",
            run: "click",
            expectUnloadPage: true,
        },
        ...choose,
    ],
});

registry.category("web_tour.tours").add("debtor_portal_link", {
    steps: () => [
        {
            content: "The link opened the account without login",
            trigger: "div[role='status']:contains('Personal access')",
        },
        ...choose,
    ],
});
