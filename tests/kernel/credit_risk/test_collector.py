"""The collector comes back, however the work without it ends."""
import gc

import pytest

from odoo.addons.credit_risk.kernel.collector import without_collector


def fail():
    assert not gc.isenabled()
    raise ZeroDivisionError


def test_an_error_leaves_the_collector_on():
    with pytest.raises(ZeroDivisionError), without_collector():
        fail()
    assert gc.isenabled()
