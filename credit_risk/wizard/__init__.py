from . import credit_alert_snooze
from . import credit_experience_import_column
from . import credit_experience_import_file
from . import credit_experience_import_issue
from . import credit_experience_import
from . import credit_profile_hold
from . import sale_order_release
from . import credit_limit_grant
