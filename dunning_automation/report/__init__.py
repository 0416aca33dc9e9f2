from . import (
    credit_ageing_item,
    dunning_action_report,
    dunning_ageing_item,
    dunning_effectiveness,
    dunning_uncontacted,
)
