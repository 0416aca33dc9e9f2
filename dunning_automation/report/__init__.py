from . import (
    dunning_action_report,
    dunning_effectiveness,
    dunning_uncontacted,
)
