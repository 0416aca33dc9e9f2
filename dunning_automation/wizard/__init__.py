from . import (
    dunning_case_pause,
    dunning_case_plan,
    dunning_case_plan_held,
    dunning_case_resume,
    dunning_notice_post,
    dunning_notice_refuse,
    dunning_strategy_explain,
    dunning_strategy_simulate,
)
from . import dunning_case_plan, dunning_charge_waive, dunning_policy_print, dunning_rate_add
from . import dunning_case_plan
from . import dunning_plan_accept
from . import dunning_call_log, dunning_case_plan
    dunning_call_log,
    dunning_case_balance,
    dunning_case_plan,
    dunning_case_reassign,
)
