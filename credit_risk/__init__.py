from . import controllers
from . import models
from . import report
from . import wizard


def _post_init_hook(env):
    """Let the companies that exist hold orders beyond the limit; later ones choose for themselves.

    A limit of zero stays unchecked, so nothing is held until somebody types a limit. Limits that
    partners have already become granted ones.
    """
    env["res.company"].search([]).write(
        {"credit_order_control": "hold", "account_use_credit_limit": True}
    )
    env["credit.limit"]._adopt_core_limits()
