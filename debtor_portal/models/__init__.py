from . import (
    account_move,
    account_move_line,
    account_payment,
    debtor_link,
    debtor_link_attempt,
    dunning_case,
    dunning_plan,
    payment_transaction,
    res_company,
    res_config_settings,
    res_partner,
    res_partner_plans,
)
