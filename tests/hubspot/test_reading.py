"""Plain values in, typed workflows out; what does not fit is explained and the rest is read."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from wflint.hubspot.envelope import Entry, entries
from wflint.hubspot.filters import FilterBranch
from wflint.hubspot.flow_v4 import (
    FlowV4,
    ListBasedEnrollment,
    SingleConnectionAction,
    UnreadableAction,
)
from wflint.hubspot.reading import Parsed, parse
from wflint.hubspot.schema import load, main, names

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
KNOWN: dict[str, Any] = {
    "filterType": "PROPERTY",
    "property": "email",
    "operation": {"operationType": "ALL_PROPERTY", "operator": "IS_KNOWN"},
}


def flow(**changes: Any) -> dict[str, Any]:
    basis: dict[str, Any] = {
        "type": "CONTACT_FLOW",
        "objectTypeId": "0-1",
        "startActionId": "1",
        "actions": [email("1")],
        "enrollmentCriteria": {"type": "LIST_BASED", "listFilterBranch": branch(KNOWN)},
    }
    return {**basis, **changes}


def branch(*filters: Any) -> dict[str, Any]:
    return {"filterBranchType": "AND", "filterBranches": [], "filters": list(filters)}


def email(action_id: Any, **changes: Any) -> dict[str, Any]:
    basis = {"actionId": action_id, "type": "SINGLE_CONNECTION", "actionTypeId": "0-4"}
    return {**basis, "fields": {"content_id": "1"}, **changes}


def read(value: Any) -> Parsed:
    (entry,) = entries(value)
    assert entry.kind == "v4"
    return parse(entry)


def said(value: Any) -> list[tuple[str, str]]:
    return [(found.pointer, found.message) for found in read(value).violations]


# ---------------------------------------------------------------- envelopes


@pytest.mark.parametrize(
    ("wrap", "pointer"),
    [
        (lambda one: one, ""),
        (lambda one: [one], "/0"),
        (lambda one: {"results": [one], "paging": {}}, "/results/0"),
        (lambda one: {"flows": [one]}, "/flows/0"),
        (lambda one: {"workflows": [one]}, "/workflows/0"),
        (lambda one: {"flow": one}, "/flow"),
        (lambda one: {"id": "1", "revisionId": "2", "flow": one}, "/flow"),
        (lambda one: [{"results": [one]}], "/0/results/0"),
    ],
)
def test_envelopes_are_opened(wrap: Any, pointer: str) -> None:
    (entry,) = entries(wrap(flow()))
    assert (entry.pointer, entry.kind) == (pointer, "v4")


@pytest.mark.parametrize("value", [[], {"results": []}, {"flows": []}])
def test_an_empty_envelope_holds_nothing(value: Any) -> None:
    assert entries(value) == ()


@pytest.mark.parametrize(
    "value",
    [
        {"name": "x", "version": "1.0.0", "scripts": {}},
        {"on": "push", "jobs": {"a": {"steps": []}}},
        {"listId": "1", "name": "A list", "filterBranch": branch(KNOWN), "objectTypeId": "0-1"},
        {"type": "workflow-action", "config": {"actionUrl": "x", "inputFields": []}},
        "a word",
        None,
        7,
    ],
)
def test_other_documents_are_no_workflows(value: Any) -> None:
    assert [entry.kind for entry in entries(value)] == [None]


def test_v3_is_told_apart() -> None:
    old = {
        "id": 1,
        "segmentCriteria": [],
        "actions": [{"type": "EMAIL", "actionId": 1, "stepId": 1}],
    }
    assert [entry.kind for entry in entries({"workflows": [old]})] == ["v3"]


# ---------------------------------------------------------------- what fits


def test_what_exports_leave_out_may_be_left_out() -> None:
    bare = {"actions": [{"actionId": 1, "actionTypeId": "0-1"}], "startActionId": 1}
    found = read(bare)
    assert found.violations == ()
    assert isinstance(found.flow, FlowV4)
    assert found.flow.actions[0].action_id == "1"


@pytest.mark.parametrize(
    "key", ["timeWindows", "dataSources", "enrollmentCriteria", "name", "eventAnchor"]
)
def test_null_is_absence(key: str) -> None:
    assert said(flow(**{key: None})) == []


@pytest.mark.parametrize("spelling", ["STANDARD", "GOTO", "GO-TO", "go_to"])
def test_edges_are_read_in_every_spelling(spelling: str) -> None:
    edge = {"edgeType": spelling, "nextActionId": "2"}
    assert said(flow(actions=[email("1", connection=edge), email("2")])) == []


@pytest.mark.parametrize(
    ("written", "as_id", "as_scalar"),
    [
        ("7", "7", "7"),
        ("", "", ""),
        (7, "7", "7"),
        (10**20, str(10**20), str(10**20)),
        (True, None, "true"),
        (False, None, "false"),
        (1.5, None, "1.5"),
        ([], None, None),
        ({"str": 1}, None, None),
    ],
)
def test_ids_and_scalars_are_read_as_text(
    written: Any, as_id: str | None, as_scalar: str | None
) -> None:
    with_id = read(flow(revisionId=written))
    assert (with_id.flow and with_id.flow.revision_id) == as_id
    assert bool(with_id.violations) == (as_id is None)
    with_scalar = read(flow(name=written))
    assert (with_scalar.flow and with_scalar.flow.name) == as_scalar
    assert bool(with_scalar.violations) == (as_scalar is None)


def test_corpus_is_read() -> None:
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real workflows is not here")
    for path in sorted(CORPUS.glob("*.json")):
        for entry in entries(json.loads(path.read_text(encoding="utf-8-sig"))):
            found = parse(entry)
            planted = "jerushagray" in path.name
            assert bool(found.violations) == planted, (path.name, found.violations)
            assert found.flow is not None


# ---------------------------------------------------------------- what does not


def test_each_violation_is_said_at_its_place() -> None:
    broken = flow(
        isEnabled="perhaps",
        actions=[email("1", fields=[]), {"type": "SINGLE_CONNECTION", "actionTypeId": "0-4"}],
    )
    assert said(broken) == [
        ("/actions/0/fields", '"fields" is a list; an object is expected'),
        ("/actions/1", '"actionId" is missing'),
        ("/isEnabled", '"isEnabled" is "perhaps"; true or false is expected'),
    ]


@pytest.mark.parametrize(
    ("change", "pointer", "hint"),
    [
        ({"enrollmentCriteria": {"type": "LIST_BASE"}}, "/enrollmentCriteria/type", "LIST_BASED"),
        (
            {"actions": [email("1", type="SINGLE_CONECTION")]},
            "/actions/0/type",
            "SINGLE_CONNECTION",
        ),
        ({"startActionID": "1"}, None, None),
        ({"enrolmentCriteria": {}, "enrollmentCriteria": None}, None, None),
    ],
)
def test_a_near_miss_names_what_is_meant(
    change: Any, pointer: str | None, hint: str | None
) -> None:
    found = said(flow(**change))
    if pointer is None:
        assert found == [], "the right key is there as well"
    else:
        assert [where for where, _ in found] == [pointer]
        assert f'did you mean "{hint}"?' in found[0][1]


def test_a_misspelt_key_is_found_where_the_right_one_is_missing() -> None:
    misspelt = flow(startActionID="1")
    del misspelt["startActionId"]
    (found,) = read(misspelt).violations
    assert (found.pointer, found.on_key) == ("/startActionID", True)
    assert '"startActionId"' in found.message


def test_unknown_kinds_are_kept_and_named() -> None:
    strange = flow(
        actions=[email("1", actionTypeId="0-999000111"), email("2", actionTypeId="1-55")],
        enrollmentCriteria={"type": "GEOFENCE"},
    )
    found = read(strange)
    assert found.violations == ()
    assert [(one.pointer, one.value) for one in found.unknown] == [
        ("/actions/0/actionTypeId", "0-999000111"),
        ("/enrollmentCriteria/type", "GEOFENCE"),
    ]


def test_the_rest_is_read_all_the_same() -> None:
    broken = flow(actions=[email("1", fields="x"), email("2")])
    broken["enrollmentCriteria"]["listFilterBranch"]["filters"] = [
        {"filterType": "PROPERTY"},
        KNOWN,
    ]
    found = read(broken)
    assert isinstance(found.flow, FlowV4)
    first, second = found.flow.actions
    assert isinstance(first, UnreadableAction)
    assert first.action_id == "1"
    assert isinstance(second, SingleConnectionAction)
    enrolment = found.flow.enrollment_criteria
    assert isinstance(enrolment, ListBasedEnrollment)
    assert isinstance(enrolment.list_filter_branch, FilterBranch)
    filters = enrolment.list_filter_branch.filters
    assert filters[1].property == "email"


def test_a_connection_inside_a_connection_is_followed() -> None:
    slip = {"actionId": "1", "type": "LIST_BRANCH", "listBranches": [], "defaultBranch": None}
    slip["defaultBranch"] = {"connection": {"edgeType": "STANDARD", "nextActionId": "2"}}
    found = read(flow(actions=[slip, email("2")]))
    assert [one.pointer for one in found.violations] == ["/actions/0/defaultBranch"]
    assert isinstance(found.flow, FlowV4)
    assert found.flow.actions[0].default_branch.next_action_id == "2"


def test_deep_filters_are_read() -> None:
    deep: dict[str, Any] = branch(KNOWN)
    for _ in range(90):
        deep = {"filterBranchType": "AND", "filterBranches": [deep], "filters": []}
    assert said(flow(enrollmentCriteria={"type": "LIST_BASED", "listFilterBranch": deep})) == []


# ---------------------------------------------------------------- properties


def mutated(value: Any, path: list[int], new: Any) -> Any:
    """``value`` with the part that ``path`` happens to lead to replaced by ``new``."""
    if not path or not isinstance(value, dict | list) or not value:
        return new
    copy = deepcopy(value)
    keys = list(copy) if isinstance(copy, dict) else list(range(len(copy)))
    key = keys[path[0] % len(keys)]
    copy[key] = mutated(copy[key], path[1:], new)
    return copy


SOURCES = sorted((ROOT / "fixtures" / "showcase").glob("*/*.json"))
ODD = st.sampled_from([None, 0, 1.5, True, "x", [], {}, [None], {"type": "x"}, [[]]])


@given(st.sampled_from(SOURCES), st.lists(st.integers(0, 50), min_size=1, max_size=8), ODD)
def test_models_and_schema_agree(path: Path, steps: list[int], new: Any) -> None:
    value = mutated(json.loads(path.read_text(encoding="utf-8")), steps, new)
    for entry in entries(value):
        if entry.kind is None:
            continue
        schema = "workflow-v3" if entry.kind == "v3" else "flow-v4"
        fits = Draft202012Validator(load(schema)).is_valid(entry.value)
        explained = [v for v in parse(entry).violations if "did you mean" not in v.message]
        assert fits == (explained == []), explained


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["actions", "type", "actionId", "filters", "startActionId", "value"]
                ),
                inner,
                max_size=4,
            )
        ),
    )
)
def test_no_value_makes_it_fail(value: Any) -> None:
    for entry in (*entries(value), Entry("", value, "v4"), Entry("", value, "v3")):
        if isinstance(entry.value, dict) and entry.kind is not None:
            parse(entry)


def test_schemas_and_validators_are_fresh() -> None:
    assert main(["--check"]) == 0, "run python -m wflint.hubspot.schema"


def test_schemas_are_schemas() -> None:
    for name in names():
        Draft202012Validator.check_schema(load(name))
