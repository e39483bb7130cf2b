"""Record files, and what follows from what a record says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulate.building import record
from wflint.findings import Witness
from wflint.simulate.record import Record, RecordError, complete, from_json, from_witness, to_json

FULL: dict[str, Any] = {
    "properties": {"lifecyclestage": "lead"},
    "associations": {"279": [{"name": "Acme"}], "1": []},
    "lists": ["12"],
    "subscriptions": {"101": "OPT_IN"},
    "outputs": {"7": {"score": "3"}},
}


def test_reads_a_record_file() -> None:
    assert from_json(FULL) == record(
        {"lifecyclestage": "lead"},
        {"279": [{"name": "Acme"}], "1": []},
        ["12"],
        {"101": "OPT_IN"},
        {"7": {"score": "3"}},
    )


def test_writes_what_it_reads() -> None:
    assert to_json(from_json(FULL)) == FULL


def test_writes_sorted_and_without_blanks() -> None:
    written = to_json(record({"b": "2", "c": "", "a": "1"}, {"279": [], "1": []}, ["9", "10"]))
    assert list(written["properties"]) == ["a", "b"]
    assert list(written["associations"]) == ["1", "279"]
    assert written["lists"] == ["10", "9"]


@pytest.mark.parametrize("value", [{}, {"properties": None, "lists": None}])
def test_everything_is_optional(value: Any) -> None:
    assert from_json(value) == Record()


@pytest.mark.parametrize(
    ("given", "text"),
    [(3, "3"), (2.5, "2.5"), (True, "true"), (False, "false"), (None, ""), ("x", "x")],
)
def test_plain_values_are_read_as_texts(given: Any, text: str) -> None:
    assert from_json({"properties": {"p": given}}).properties == {"p": text}


def test_a_finding_s_record_is_one() -> None:
    found = {"objectTypeId": "0-1", "properties": {"p": "x"}, "associations": {}}
    assert from_json(found) == record({"p": "x"})


def test_categories_can_be_named() -> None:
    assert from_json({"associations": {"USER_DEFINED:12": [{}]}}).associations == {
        "USER_DEFINED:12": ({},)
    }


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ([], "record"),
        (None, "record"),
        ("x", "record"),
        ({"property": {}}, "/property"),
        ({"properties": []}, "/properties"),
        ({"properties": {"a/b": []}}, "/properties/a~1b"),
        ({"properties": {"n": 10**400}}, "/properties/n"),
        ({"associations": {"company": []}}, "/associations/company"),
        ({"associations": {"1": {}}}, "/associations/1"),
        ({"associations": {"1": [[]]}}, "/associations/1/0"),
        ({"associations": {"1": [{"name": {}}]}}, "/associations/1/0/name"),
        ({"lists": {}}, "/lists"),
        ({"lists": [None]}, "/lists/0"),
        ({"subscriptions": {"101": ["OPT_IN"]}}, "/subscriptions/101"),
        ({"outputs": {"7": "3"}}, "/outputs/7"),
        ({"outputs": {"7": {"score": []}}}, "/outputs/7/score"),
        ({"objectTypeId": 1}, "/objectTypeId"),
    ],
)
def test_says_where_it_is_no_record(value: Any, place: str) -> None:
    with pytest.raises(RecordError) as raised:
        from_json(value)
    assert str(raised.value).startswith(f"{place}: ")


def test_the_message_is_one_line() -> None:
    with pytest.raises(RecordError) as raised:
        from_json({"properties": {"a\nb\u2028c": []}})
    assert len(str(raised.value).splitlines()) == 1


def test_takes_the_record_of_a_witness() -> None:
    witness = Witness(
        "0-1", {"p": "x"}, ("1",), {"279": ({},)}, lists=("12",), subscriptions={"101": "OPT_IN"}
    )
    assert from_witness(witness) == record({"p": "x"}, {"279": [{}]}, ["12"], {"101": "OPT_IN"})


# ---------------------------------------------------------------- completing


@pytest.mark.parametrize(
    ("object_type_id", "primary", "plain"),
    [
        ("0-1", "1", "279"),
        ("0-2", "2", "280"),
        ("0-3", "5", "341"),
        ("0-2", "6", "342"),
        ("0-2", "25", "340"),
        ("0-5", "26", "339"),
    ],
)
def test_primary_is_unlabelled_too(object_type_id: str, primary: str, plain: str) -> None:
    acme = {"name": "Acme"}
    whole = complete(record(associations={primary: [acme]}), object_type_id)
    assert whole.associations[plain] == (acme,)
    back = complete(record(associations={plain: [acme]}), object_type_id)
    assert primary not in back.associations


def test_a_company_id_needs_a_primary_company() -> None:
    whole = complete(record({"associatedcompanyid": "5"}), "0-1")
    assert whole.associations == {"1": ({},), "279": ({},)}


def test_a_primary_company_has_an_id() -> None:
    whole = complete(record(associations={"1": [{"hs_object_id": "5"}]}), "0-1")
    assert whole.properties["associatedcompanyid"] == "5"
    assert complete(record(associations={"1": [{}]}), "0-1").properties["associatedcompanyid"]


def test_only_contacts_have_a_company_id() -> None:
    given = record({"associatedcompanyid": "5"})
    assert complete(given, "0-3") == given


@pytest.mark.parametrize(
    ("object_type_id", "name", "type_id"),
    [
        ("0-1", "num_associated_deals", "4"),
        ("0-2", "num_associated_contacts", "280"),
        ("0-2", "num_associated_deals", "342"),
        ("0-3", "num_associated_contacts", "3"),
    ],
)
def test_a_count_needs_somebody_to_count(object_type_id: str, name: str, type_id: str) -> None:
    assert complete(record({name: "2"}), object_type_id).associations == {type_id: ({},)}
    for says_nothing in ("0", "0.5", "many", ""):
        assert complete(record({name: says_nothing}), object_type_id).associations == {}


@pytest.mark.parametrize(
    "name", ["hs_email_hard_bounce_reason_enum", "hs_email_hard_bounce_reason"]
)
def test_a_hard_bounce_is_known_in_all_its_properties(name: str) -> None:
    whole = complete(record({name: "OTHER"}), "0-1").properties
    assert whole["hs_email_hard_bounce_reason_enum"]
    assert whole["hs_email_hard_bounce_reason"]
    assert whole["hs_email_is_ineligible"] == "true"


def test_being_ineligible_is_no_bounce() -> None:
    given = record({"hs_email_is_ineligible": "true"})
    assert complete(given, "0-1") == given


@pytest.mark.parametrize(
    "given",
    [
        record({"associatedcompanyid": "5"}, {"1": [], "279": []}),
        record({"associatedcompanyid": ""}, {"1": [{}], "279": []}),
        record({"num_associated_deals": "0"}, {"4": [{}]}),
        record({"num_associated_deals": "3"}, {"4": []}),
        record(
            {
                "hs_email_hard_bounce_reason_enum": "OTHER",
                "hs_email_hard_bounce_reason": "",
                "hs_email_is_ineligible": "false",
            }
        ),
    ],
)
def test_contradictions_stay_as_given(given: Record) -> None:
    assert complete(given, "0-1") == given


def test_hubspot_s_own_category_may_be_written_out() -> None:
    whole = complete(record(associations={"HUBSPOT_DEFINED:1": [{}]}), "0-1")
    assert set(whole.associations) == {"1", "279"}


def test_completing_twice_adds_nothing() -> None:
    given = record({"associatedcompanyid": "5", "hs_email_hard_bounce_reason": "x"})
    once = complete(given, "0-1")
    assert complete(once, "0-1") == once
