"""The words of a command line, and the failures that say what to write instead."""
import pytest

from tools import options
from tools.console import Failure


@pytest.mark.parametrize("word", ["sales", "=sales", ""])
def test_a_word_that_is_no_option_is_refused(word):
    with pytest.raises(Failure, match="is not an option"):
        options.parse([word])


def test_a_value_may_hold_an_equals_sign():
    assert options.parse(["TAGS=a=b"]) == {"TAGS": "a=b"}


def test_an_unknown_option_is_named_with_the_known_ones():
    with pytest.raises(Failure) as failure:
        options.refuse_unknown({"DB": "x", "PROT": "1"}, ("DB", "PORT"))
    assert failure.value.cause == "Unknown option: PROT."
    assert failure.value.remedy == "Known here: DB, PORT."


@pytest.mark.parametrize(("word", "port"), [("1", 1), ("65535", 65535)])
def test_the_first_and_last_port_are_ports(word, port):
    assert options.port({"PORT": word}, "PORT", 8069) == port


@pytest.mark.parametrize("word", ["0", "65536", "http", "-1", "80.5"])
def test_what_is_no_port_is_refused(word):
    with pytest.raises(Failure, match="is not a port"):
        options.port({"PORT": word}, "PORT", 8069)


@pytest.mark.parametrize("word", ["maybe", "2"])
def test_a_flag_is_yes_or_no(word):
    with pytest.raises(Failure, match="neither yes nor no"):
        options.flag({"DEMO": word}, "DEMO")


def test_an_empty_list_of_names_is_the_default():
    assert options.names({"ADDONS": " , "}, "ADDONS", ("a", "b")) == ("a", "b")


@pytest.mark.parametrize("given", [{}, {"DB": ""}])
def test_a_missing_option_comes_with_an_example(given):
    with pytest.raises(Failure) as failure:
        options.required(given, "DB", "make db DB=sandbox")
    assert "make db DB=sandbox" in str(failure.value)
