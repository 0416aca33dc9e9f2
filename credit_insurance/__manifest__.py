{
    "name": "Credit Insurance",
    "version": "19.0.1.0.0",
    "summary": "Policies, cover per debtor, and what it lets you sell",
    "category": "Accounting/Accounting",
    "author": "Credit Suite contributors",
    "license": "LGPL-3",
    "depends": [
        "dunning_automation",
    ],
    "data": [
        "security/credit_insurance_groups.xml",
        "views/credit_insurance_menus.xml",
    ],
    "application": True,
}
