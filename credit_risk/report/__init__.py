from . import credit_file
from . import credit_ageing_item
