from . import link, overdue, payment, plan, portal
