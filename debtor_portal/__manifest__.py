{
    "name": "Debtor Portal",
    "version": "19.0.1.0.0",
    "summary": "Customers see what they owe and pay it, with no help",
    "category": "Accounting/Accounting",
    "author": "Credit Suite contributors",
    "license": "LGPL-3",
    "depends": [
        "dunning_automation",
        "account_payment",
    ],
    "data": [
        "security/debtor_portal_groups.xml",
        "security/debtor_portal_security.xml",
        "security/ir.model.access.csv",
        "wizard/debtor_link_share_views.xml",
        "views/debtor_link_views.xml",
        "views/res_partner_views.xml",
        "views/res_config_settings_views.xml",
        "views/portal_breadcrumbs_templates.xml",
        "views/portal_home_templates.xml",
        "views/portal_debts_templates.xml",
        "views/portal_pay_templates.xml",
        "views/portal_plans_templates.xml",
        "views/debtor_portal_menus.xml",
    ],
    "demo": [
        "demo/debtor_portal_demo.xml",
    ],
    "assets": {
        "web.assets_frontend": [
            "debtor_portal/static/src/scss/debts.scss",
            "debtor_portal/static/src/interactions/debt_selection.js",
        ],
        "web.assets_tests": [
            "debtor_portal/static/tests/tours/*.js",
        ],
    },
    "application": True,
}
