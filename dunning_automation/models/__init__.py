from . import (
    account_move,
    account_move_line,
    dunning_case,
    dunning_case_run,
    dunning_ledger,
    dunning_notice,
    dunning_notice_line,
    dunning_step,
    dunning_strategy,
    res_company,
    res_config_settings,
    res_partner,
)
