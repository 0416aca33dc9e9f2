"""Answers of registers: read as documented, refused when odd, an error never taken for a no."""
import copy
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.registers import (
    day_of,
    is_lei,
    lei_record_of,
    split_vat,
    translations_of,
    value_at,
    vat_answer_of,
)

json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner,
                                                                max_size=3),
    max_leaves=10,
)
RECORD = {"attributes": {
    "lei": "L1",
    "entity": {
        "legalName": {"name": "Acme"}, "status": "ACTIVE", "registeredAs": "9",
        "legalAddress": {"addressLines": ["Street 1"], "city": "Town", "postalCode": "1",
                         "country": "ES"},
        "eventGroups": [],
    },
    "registration": {"status": "ISSUED", "nextRenewalDate": "2026-01-02T00:00:00Z"},
}}


def record(**entity):
    changed = copy.deepcopy(RECORD)
    changed["attributes"]["entity"].update(entity)
    return changed


def event(kind, status="COMPLETED", **days):
    return {"events": [{"type": kind, "status": status, **days}]}


@given(json, st.text(alphabet="ab.[]012", max_size=8))
def test_any_path_into_any_answer_finds_something_or_nothing(payload, path):
    value_at(payload, path)


@given(json)
def test_an_odd_answer_is_refused_not_guessed(payload):
    with suppress(LookupError, ValueError):
        assert isinstance(vat_answer_of(payload)["valid"], bool)


def test_paths():
    payload = {"a": [{"b": 0}, {"c": [5]}]}
    for path, found in [("a[0].b", 0), ("a[1].c[0]", 5), ("a[2]", None), ("a.b", None),
                        ("a[1].c.d", None), ("z", None), ("", payload), ("[0]", None)]:
        assert value_at(payload, path) == found


def test_an_active_firm():
    said = lei_record_of(RECORD)
    assert (said["status"], said["status_date"]) == ("active", None)
    assert said["address"] == "Street 1\n1 Town\nES"
    assert str(said["renewal"]) == "2026-01-02"
    bare = lei_record_of(record(legalAddress=None, registeredAs=None, eventGroups=None))
    assert (bare["address"], bare["registration_number"], bare["country"]) == ("", "", "")


@pytest.mark.parametrize(("changes", "status", "since"), [
    ({"status": "INACTIVE"}, "dissolved", None),
    ({"status": "INACTIVE", "expiration": {"date": "2020-02-03"}}, "dissolved", "2020-02-03"),
    ({"eventGroups": [event("BANKRUPTCY", effectiveDate="2021-01-01")]}, "insolvent", "2021-01-01"),
    ({"eventGroups": [event("INSOLVENCY", recordedDate="2021-01-09")]}, "insolvent", "2021-01-09"),
    ({"eventGroups": [event("LIQUIDATION", effectiveDate="2021-01-01"),
                      event("DISSOLUTION", effectiveDate="2022-01-01")]}, "dissolved",
     "2022-01-01"),
    ({"eventGroups": [event("BANKRUPTCY", "WITHDRAWN_CANCELLED")]}, "active", None),
    ({"eventGroups": [event("CHANGE_LEGAL_NAME"), {}]}, "active", None),
])
def test_what_became_of_a_firm(changes, status, since):
    said = lei_record_of(record(**changes))
    assert (said["status"], said["status_date"] and str(said["status_date"])) == (status, since)


@pytest.mark.parametrize("odd", [{}, {"attributes": None}, record(status=None),
                                 record(legalName="Acme"), {"attributes": {"lei": 5}}])
def test_a_record_of_another_form_is_refused(odd):
    with pytest.raises(ValueError, match="attributes"):
        lei_record_of(odd)


def test_vat_answers():
    assert vat_answer_of({"valid": False, "name": None}) == {
        "valid": False, "name": "", "address": ""}
    assert vat_answer_of({"valid": True, "userError": "VALID", "name": " A "})["name"] == "A"
    for odd in ({}, {"valid": "yes"}, []):
        with pytest.raises(ValueError, match="valid"):
            vat_answer_of(odd)
    with pytest.raises(LookupError, match="TIMEOUT"):
        vat_answer_of({"valid": False, "userError": "TIMEOUT"})


def test_vat_numbers_of_the_union():
    for vat, country, found in [
        ("EL123456789", "", ("EL", "123456789")), ("GR123456789", "", ("EL", "123456789")),
        ("B12345674", "ES", ("ES", "B12345674")), ("XI123456789", "GB", ("XI", "123456789")),
        ("GB123456789", "GB", None), ("", "ES", None), ("12345", "", None),
    ]:
        assert split_vat(vat, country) == found


def test_identifiers_and_days():
    assert is_lei("529900T8BM49AURSDO55")
    assert not is_lei("529900T8BM49AURSDO56")
    assert not is_lei("")
    assert day_of("2020-13-01") is None


def test_words_are_translated():
    assert translations_of("") == {}
    assert translations_of("A:x, nonsense") == {"A": "x"}
