"""Every row ends in exactly one place, and what is there already is not added again."""
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.credit_risk.kernel.history import HistoryRow
from odoo.addons.credit_risk.kernel.history_plan import (
    Directory,
    Matcher,
    Planner,
    find_debtor,
    instalment_key,
    key_of,
    vat_aliases,
)

NOBODY = Directory({}, {}, {}, {})
D1, D2, D3 = date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)


def make_row(number=2, code="", name="Acme", vat="", ref="F1", due=D2, paid=D3, amount="10"):
    return HistoryRow(
        number, code, name, vat, "", ref, D1, due, paid, Decimal(amount), "EUR", False)


def make_plan(rows, directory=NOBODY, experiences=(), ledger=(), open_mode="ignore", create=True):
    """Return (Plan, newcomers) as an import would make them."""
    matcher = Matcher(directory, create)
    planner = Planner(dict(experiences), set(ledger), open_mode)
    for row in rows:
        if debtor := matcher.find(row):
            planner.add(debtor, row)
    planner.plan.refused.extend(matcher.issues)
    return planner.plan, matcher.newcomers


def plan_of(*args, **kwargs):
    return make_plan(*args, **kwargs)[0]


def sizes(plan):
    return {name: len(found) for name, found in plan._asdict().items() if found}


def figures(row):
    return row.ref, row.invoice_date, row.due_date, row.amount, row.currency


def directory_of(customers):
    """Return the Directory of {id: row} as the database would hold them."""
    directory = Directory({}, {}, {}, {})
    for partner_id, row in customers.items():
        for key in vat_aliases(row.vat):
            directory.vat.setdefault(key, set()).add(partner_id)
        name = key_of(row.name or row.code or row.vat)
        directory.name.setdefault(name, set()).add(partner_id)
        directory.code.setdefault(key_of(row.code), set()).add(partner_id)
        directory.codes[partner_id] = row.code
    for field in ("vat", "code"):
        getattr(directory, field).pop("", None)
    return directory


VATS = ["", "", "B12345678", "ESB12345678"]
cells = st.fixed_dictionaries({
    "name": st.sampled_from(["", "Acme", "ACMÉ", "Beta"]),
    "code": st.sampled_from(["", "C1", "C2"]), "vat": st.sampled_from(VATS),
    "ref": st.sampled_from(["", "F1", "F2"]), "due": st.sampled_from([D1, D2]),
    "paid": st.sampled_from([None, D3]), "amount": st.sampled_from(["10", "20"]),
}).filter(lambda row: row["name"] or row["code"] or row["vat"])
files = st.lists(cells, max_size=12).map(
    lambda found: [make_row(number, **row) for number, row in enumerate(found, start=2)])
modes = st.sampled_from(["ignore", "experience", "invoice"])


@given(files, modes, st.booleans())
def test_every_row_ends_in_exactly_one_place(rows, open_mode, create):
    directory = Directory({}, {"c1": {1}}, {"acme": {1, 2}, "beta": {3}}, {1: "C1", 2: "", 3: ""})
    plan = plan_of(rows, directory, open_mode=open_mode, create=create)
    assert sum(sizes(plan).values()) == len(rows)
    assert create or all(isinstance(debtor, int) for debtor, _row in plan.experiences)


@given(files, modes)
def test_importing_the_same_file_again_adds_nothing(rows, open_mode):
    first, newcomers = make_plan(rows, open_mode=open_mode)
    entries = first.experiences + first.invoices
    ids = {key: number for number, key in enumerate(dict(entries), start=1)}
    directory = directory_of({ids[key]: newcomers[key] for key in ids})
    known = {
        (ids[debtor], instalment_key(*figures(row))): (number, bool(row.payment_date))
        for number, (debtor, row) in enumerate(entries, start=1)
    }
    second = plan_of(rows, directory, known, open_mode=open_mode)
    assert not second.experiences
    assert not second.invoices
    assert not second.completed


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"number": 3}, {"experiences": 1, "repeated": 1}),
        ({"number": 3, "name": " acmé "}, {"experiences": 1, "repeated": 1}),
        ({"number": 3, "amount": "11"}, {"experiences": 1, "repeated": 1}),
        ({"number": 3, "due": D3}, {"experiences": 2}),
        ({"number": 3, "ref": "F2"}, {"experiences": 2}),
        ({"number": 3, "name": "Beta"}, {"experiences": 2}),
    ],
)
def test_reference_and_due_date_tell_instalments_apart(changes, expected):
    assert sizes(plan_of([make_row(), make_row(**changes)])) == expected


def test_without_a_reference_the_figures_tell_instalments_apart():
    rows = [make_row(2, ref=""), make_row(3, ref=""), make_row(4, ref="", amount="11")]
    plan = plan_of(rows)
    assert sizes(plan) == {"experiences": 2, "repeated": 1}
    assert plan.repeated[0].other == 2


@pytest.mark.parametrize(
    ("open_mode", "place"),
    [("ignore", "left_open"), ("experience", "experiences"), ("invoice", "invoices")],
)
def test_an_open_invoice_goes_where_the_user_wants(open_mode, place):
    assert sizes(plan_of([make_row(paid=None)], open_mode=open_mode)) == {place: 1}


def test_a_later_file_brings_the_payment_of_an_unpaid_experience():
    directory = Directory({}, {}, {"acme": {5}}, {})
    key = (5, ("F1", D2))
    assert sizes(plan_of([make_row()], directory, {key: (9, False)})) == {"completed": 1}
    assert sizes(plan_of([make_row()], directory, {key: (9, True)})) == {"known": 1}
    unpaid = make_row(paid=None)
    assert sizes(plan_of([unpaid], directory, {key: (9, False)})) == {"known": 1}


def test_an_invoice_of_the_ledger_is_not_history():
    directory = Directory({}, {}, {"acme": {5}}, {})
    plan = plan_of([make_row(due=D3)], directory, ledger={(5, ("F1", D1))})
    assert [issue.code for issue in plan.known] == ["in_ledger"]


@pytest.mark.parametrize(
    ("known", "row", "found"),
    [
        ("ESB12345678", "B12345678", True),
        ("B12345678", "es b-12345678", True),
        ("ESB12345678", "ESB12345678", True),
        ("ESB12345678", "PTB12345678", False),
        ("X1234567L", "x1234567l", True),
    ],
)
def test_a_vat_number_is_known_with_or_without_its_country_but_not_with_another(known, row, found):
    directory = Directory({key: {5} for key in vat_aliases(known)}, {}, {}, {})
    assert (find_debtor(make_row(vat=row), directory) == 5) is found


def test_vat_comes_before_code_and_code_before_name():
    directory = Directory({"B12345678": {1}}, {"c1": {2}}, {"acme": {3}}, {})
    assert find_debtor(make_row(vat="B12345678", code="C1"), directory) == 1
    assert find_debtor(make_row(vat="B87654321", code="c1"), directory) == 2
    assert find_debtor(make_row(code="C2"), directory) == 3
    assert find_debtor(make_row(code="C2", name="Beta"), directory) is None


def test_a_name_is_no_proof_against_another_code():
    directory = Directory({}, {}, {"acme": {3}}, {3: "C9"})
    assert find_debtor(make_row(code="C2"), directory) is None
    assert find_debtor(make_row(code="c9"), directory) == 3
    assert find_debtor(make_row(), directory) == 3


def test_two_customers_with_one_name_are_not_guessed():
    directory = Directory({}, {}, {"acme": {3, 4}}, {})
    plan = plan_of([make_row()], directory)
    assert [(issue.field, issue.code) for issue in plan.refused] == [("name", "ambiguous_customer")]


def test_the_rows_of_a_newcomer_meet_whatever_each_of_them_tells():
    rows = [make_row(2), make_row(3, code="C1", ref="F2"),
            make_row(4, name="", code="c1", ref="F3"),
            make_row(5, code="C1", vat="B12345678", ref="F4"),
            make_row(6, name="", vat="ESB12345678", ref="F5")._replace(country="ES")]
    plan, newcomers = make_plan(rows)
    assert {debtor for debtor, _row in plan.experiences} == {"name:acme"}
    assert newcomers["name:acme"][1:5] == ("C1", "Acme", "B12345678", "ES")


def test_a_newcomer_does_not_take_what_another_one_has():
    rows = [make_row(2, name="", code="C1"), make_row(3, name="", vat="B12345678"),
            make_row(4, name="", code="C1", vat="B12345678", ref="F2")]
    _plan, newcomers = make_plan(rows)
    assert newcomers["vat:b12345678"].code == ""


def test_newcomers_of_one_name_and_two_codes_stay_two():
    rows = [make_row(2, code="C1"), make_row(3, code="C2"), make_row(4)]
    plan, newcomers = make_plan(rows)
    assert sorted(newcomers) == ["code:c1", "code:c2"]
    assert [(issue.number, issue.code) for issue in plan.refused] == [(4, "ambiguous_customer")]
