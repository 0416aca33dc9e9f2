from . import credit_download
