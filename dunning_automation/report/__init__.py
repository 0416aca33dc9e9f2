from . import (
    credit_ageing_item,
    dunning_action_report,
    dunning_effectiveness,
    dunning_uncontacted,
)
