from . import credit_profile
