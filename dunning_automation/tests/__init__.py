from . import (
    test_credit_snapshot,
    test_access_rights,
    test_dunning_case,
    test_dunning_notice,
    test_dunning_plan,
    test_dunning_run,
    test_tours,
)

