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
        "views/dunning_case_views.xml",
        "views/dunning_automation_menus.xml",
    ],
    "application": True,
}
