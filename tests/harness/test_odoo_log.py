"""The reader of Odoo's log: the only witness of what its test runner saw."""
from tools.testing import odoo_log
from tools.testing.noise import Noise
from tools.testing.odoo_layer import judge
from tools.testing.odoo_log import FAILED, PASSED, SKIPPED, Outcome, Record

STAMP = "2031-05-06 07:08:09,123 42"
ORDER = "odoo.addons.credit_risk.tests.test_order"


def log(*lines):
    """Return the records of lines given as `LEVEL logger: message`."""
    stamped = []
    for line in lines:
        level, rest = line.split(" ", 1)
        stamped += f"{STAMP} {level} db {rest} ".split("\n")
    return list(odoo_log.records(stamped))


def test_a_record_keeps_its_traceback():
    [record] = log(f"ERROR {ORDER}: FAIL: TestOrder.test_held\nTraceback\n  boom")
    assert record == Record("ERROR", ORDER, "FAIL: TestOrder.test_held\nTraceback\n  boom")


def test_a_line_without_database_is_read():
    [record] = odoo_log.records([f"{STAMP} WARNING ? odoo.tools.config: odd option "])
    assert record == Record("WARNING", "odoo.tools.config", "odd option")


def test_text_before_the_first_record_is_a_crash():
    [record] = odoo_log.records(["Traceback (most recent call last):", "SyntaxError: bad"])
    assert record.level == "CRITICAL"


def test_a_test_that_only_started_has_passed():
    found = odoo_log.outcomes(log(f"INFO {ORDER}: Starting TestOrder.test_held ..."))
    assert found == [Outcome("credit_risk/test_order:TestOrder.test_held", PASSED)]


def test_a_failing_subtest_fails_its_test_once():
    [outcome] = odoo_log.outcomes(log(
        f"INFO {ORDER}: Starting TestOrder.test_held ...",
        f"ERROR {ORDER}: FAIL: Subtest TestOrder.test_held (days=29)\nAssertionError",
        f"ERROR {ORDER}: FAIL: Subtest TestOrder.test_held (days=31)\nAssertionError",
    ))
    assert (outcome.test, outcome.status) == ("credit_risk/test_order:TestOrder.test_held", FAILED)
    assert "days=29" in outcome.detail


def test_a_class_whose_set_up_fails_is_one_failure():
    [outcome] = odoo_log.outcomes(log(
        f"ERROR odoo.tests.suite: ERROR: setUpClass ({ORDER}.TestOrder)\nKeyError"))
    assert outcome.test == "credit_risk/test_order.TestOrder:setUpClass"
    assert outcome.status == FAILED


def test_a_skipped_test_keeps_its_reason():
    [outcome] = odoo_log.outcomes(log(
        f"INFO {ORDER}: Starting TestOrder.test_file ...",
        f"INFO {ORDER}: skipped TestOrder.test_file : the public ledger is not here",
    ))
    assert outcome.status == SKIPPED
    assert outcome.detail == "the public ledger is not here"


def test_an_error_logged_by_the_code_is_no_test():
    lines = log("ERROR odoo.sql_db: bad query: INSERT\nERROR: null value")
    assert odoo_log.outcomes(lines) == []
    assert odoo_log.complaints(lines, ()) == lines


def test_what_the_runner_repeats_is_no_complaint():
    lines = log(
        f"ERROR {ORDER}: ERROR: TestOrder.test_held\nKeyError",
        "ERROR odoo.modules.loading: Module credit_risk: 0 failures, 1 errors of 9 tests",
        "ERROR odoo.modules.loading: At least one test failed when loading the modules.",
        "ERROR odoo.tests.result: 0 failed, 1 error(s) of 9 tests when loading database 'db'",
    )
    assert odoo_log.complaints(lines, ()) == []


def test_known_noise_is_told_by_logger_and_pattern():
    noise = Noise("odoo.http", r"^slow \w+", "core's own")
    lines = log("WARNING odoo.http: slow page", "WARNING odoo.http: lost page",
                "WARNING odoo.orm: slow page")
    assert odoo_log.complaints(lines, [noise]) == lines[1:]


def test_tours_are_those_that_reached_their_end():
    lines = log(
        "INFO x.browser: [1/2] Tour case_form → Step Open",
        "INFO x.browser: \n\n╔═══╗\n║ TOUR case_form SUCCEEDED ║\n╚═══╝",
    )
    assert odoo_log.tours(lines) == ["case_form"]


def test_a_tour_skipped_for_want_of_a_browser_is_a_failure():
    report = judge("add-ons", ("credit_risk",), log(
        f"INFO {ORDER}: Starting TestOrder.test_tour ...",
        f"INFO {ORDER}: skipped TestOrder.test_tour : Chrome executable not found",
    ), status=0)
    assert (report.passed, report.failed, report.skipped) == (0, 1, 0)


def test_a_quiet_crash_is_a_failure():
    lines = log(f"INFO {ORDER}: Starting TestOrder.test_held ...")
    assert judge("add-ons", ("credit_risk",), lines, status=0).failed == 0
    assert judge("add-ons", ("credit_risk",), lines, status=1).failed == 1


def test_an_addon_without_tests_is_a_failure():
    report = judge("add-ons", ("credit_risk",), [], status=0)
    assert [failure.name for failure in report.failures] == ["credit_risk has no test"]


def test_a_warning_of_ours_fails_the_run():
    report = judge("add-ons", ("credit_risk",), log(
        f"INFO {ORDER}: Starting TestOrder.test_held ...",
        "WARNING odoo.addons.credit_risk.models.credit_profile: no scorecard",
    ), status=0)
    assert [failure.detail for failure in report.failures] == ["no scorecard"]
