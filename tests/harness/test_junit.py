"""The reader of pytest's reports, on reports that pytest has just written."""
import subprocess
import sys

import pytest

from tools.testing import junit

SAMPLE = """
import pytest

@pytest.fixture
def broken():
    raise KeyError("stand")

def test_good(): pass
def test_bad(): assert 1 == 2
def test_stands_on_nothing(broken): pass
@pytest.mark.skip(reason="not here")
def test_absent(): pass
"""


@pytest.fixture(scope="module")
def xml(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    (folder / "test_sample.py").write_text(SAMPLE)
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "--rootdir", folder,
         "-p", "no:cacheprovider", "--junitxml", folder / "report.xml", folder],
        capture_output=True, check=False)
    return folder / "report.xml"


def test_every_case_is_counted_once(xml):
    report = junit.read("sample", xml)
    assert (report.passed, report.failed, report.skipped) == (1, 2, 1)


def test_a_failure_shows_what_was_compared(xml):
    details = {failure.name: failure.detail for failure in junit.read("sample", xml).failures}
    assert "assert 1 == 2" in details["test_sample::test_bad"]
    assert "KeyError" in details["test_sample::test_stands_on_nothing"]


def test_skipped_tests_can_be_named(xml):
    [skip] = junit.skips(xml)
    assert skip.name == "test_sample::test_absent"
    assert "not here" in skip.detail
