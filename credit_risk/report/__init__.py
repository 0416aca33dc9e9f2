from . import credit_file
