from . import link, overdue, payment, portal
