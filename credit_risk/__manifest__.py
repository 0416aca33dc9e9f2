{
    "name": "Credit Risk",
    "version": "19.0.1.0.0",
    "summary": "Know every customer: score, exposure, limit; hold orders over the limit",
    "category": "Accounting/Accounting",
    "author": "Credit Suite contributors",
    "license": "LGPL-3",
    "depends": [
        "account",
        "sale_management",
    ],
    "data": [
        "security/credit_risk_groups.xml",
        "security/credit_profile_security.xml",
        "security/credit_decision_security.xml",
        "security/credit_experience_security.xml",
        "security/ir.model.access.csv",
        "views/credit_profile_views.xml",
        "views/credit_risk_menus.xml",
        "views/credit_experience_views.xml",
    ],
    "application": True,
}
