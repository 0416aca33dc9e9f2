from . import credit_experience
from . import credit_profile
