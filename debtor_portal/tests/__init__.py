from . import (
    test_access_rights,
    test_debtor_link,
    test_debts,
    test_link_routes,
    test_overdue_page,
    test_payment_routes,
    test_portal_plans,
    test_portal_routes,
    test_settlement,
    test_tours,
)
