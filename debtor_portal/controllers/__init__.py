from . import overdue, portal
