from . import credit_insurance_policy
from . import credit_insurance_coverage
from . import credit_insurance_cover
from . import credit_insurance_cover_change
from . import account_move
from . import account_move_line
from . import res_partner
from . import credit_profile
