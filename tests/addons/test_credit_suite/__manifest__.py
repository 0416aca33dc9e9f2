{
    "name": "Credit Suite: story tests",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "summary": "The whole life of a credit sale, one user per role",
    "author": "Credit Suite contributors",
    "license": "LGPL-3",
    "depends": [
        "credit_risk",
        "dunning_automation",
        "credit_insurance",
        "debtor_portal",
        "payment_demo",
    ],
}
