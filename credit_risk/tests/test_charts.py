from odoo.tests import HttpCase, tagged

# The same page and the same words as core's own runner of browser tests.
PAGE = "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=%40credit_risk"
SUCCESS = "[HOOT] Test suite succeeded"


@tagged("post_install", "-at_install")
class TestCharts(HttpCase):
    def test_the_charts_draw_what_they_are_given(self):
        self.browser_js(PAGE, "", "", login="admin", timeout=300, success_signal=SUCCESS)
