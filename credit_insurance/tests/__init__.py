from . import test_credit_insurance_policy
from . import test_credit_insurance_cover
from . import test_insured_share
from . import test_limit_supplement
from . import test_access_rights
from . import test_expected_loss
from . import test_operation_cover
from . import test_dunning_insured
