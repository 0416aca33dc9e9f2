{
    "name": "Dunning Automation",
    "version": "19.0.1.0.0",
    "summary": "The right reminder, to the right person, once",
    "category": "Accounting/Accounting",
    "author": "Credit Suite contributors",
    "license": "LGPL-3",
    "depends": [
        "credit_risk",
        "sms",
    ],
    "data": [
        "security/dunning_automation_groups.xml",
        "security/dunning_automation_security.xml",
        "security/ir.model.access.csv",
        "data/mail_layout.xml",
        "data/mail_activity_type_data.xml",
        "data/mail_template_data.xml",
        "data/dunning_strategy_data.xml",
        "data/ir_cron_data.xml",
        "wizard/dunning_case_plan_views.xml",
        "views/dunning_case_views.xml",
        "views/dunning_notice_views.xml",
        "views/dunning_strategy_views.xml",
        "views/account_move_views.xml",
        "views/res_partner_views.xml",
        "views/res_config_settings_views.xml",
        "views/dunning_automation_menus.xml",
    ],
    "demo": [
        "demo/dunning_strategy_demo.xml",
    ],
    "assets": {
        "web.assets_tests": [
            "dunning_automation/static/tests/tours/**/*",
        ],
    },
    "application": True,
}
