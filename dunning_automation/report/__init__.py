from . import dunning_action_report, dunning_uncontacted
from . import dunning_effectiveness
