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
        "views/debtor_portal_menus.xml",
    ],
    "application": True,
}
