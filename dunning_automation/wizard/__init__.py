from . import dunning_case_plan
