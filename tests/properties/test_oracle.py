"""The oracle against verdicts derived by hand, and against walking each record by itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.properties import brute, concrete, flows
from tests.properties.brute import Oracle, World
from tests.properties.cases import CASES, Case
from tests.properties.flows import Json, filters_in
from tests.properties.generator import exact_flows
from tests.properties.hunting import hunting
from tests.properties.space import conditions


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdicts_derived_by_hand(case: Case) -> None:
    found = {
        key: verdict for key, verdict in brute.verdicts(case.flow).items() if key[1] in case.only
    }
    assert found == case.verdicts


def test_levels() -> None:
    contact, deal = Oracle(flows.flow()), Oracle(flows.flow(object_type="0-3"))
    assert contact.level("WF105", "certain") == "error"
    assert contact.level("WF104", "possible") == "warning"
    assert contact.level("WF105", "possible") == "info"
    assert deal.level("WF104", "possible") == "info"
    assert deal.level("WF101", "possible") == "warning"
    assert contact.level("WF101", "stale") == contact.level("WF103", "bypass") == "info"


# ---------------------------------------------------------------- fixtures

FOLDERS = {
    "no-associated-record": "WF101",
    "no-company": "WF102",
    "lifecycle-stage-backward": "WF103",
    "non-marketing-contact": "WF104",
    "unsubscribed-recipient": "WF105",
    "bounced-recipient": "WF106",
    "unengaged-recipient": "WF107",
}
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "rules"


def in_fragment(flow: Json) -> bool:
    """Whether the oracle may be asked about a flow."""
    filters = [node for condition in conditions(flow) for node in filters_in(condition)]
    return (
        "startActionId" in flow
        and all(map(is_plain_action, flow["actions"]))
        and all(map(is_plain_filter, filters))
    )


def is_plain_action(action: Json) -> bool:
    kind, fields = action.get("actionTypeId"), action.get("fields") or {}
    if action["type"] != "SINGLE_CONNECTION":
        return action["type"] in {"LIST_BRANCH", "STATIC_BRANCH"}
    if kind == "0-5" and concrete.association_of(action) is not None:
        return bool(fields["property_name"] != "lifecyclestage")
    plain = {
        "0-1": int(fields.get("delta") or 0) > 0,
        "0-4": True,
        "0-5": concrete.static_write(action) is not None,
        "0-31": fields.get("marketableType") == "MARKETABLE",
    }
    return plain.get(kind or "", False)


def is_plain_filter(node: Json) -> bool:
    if "filterBranchType" in node:
        content = [each.get("property") for each in node["filters"]]
        return bool(node["filterBranchType"] == "ASSOCIATION" and content == ["hs_object_id"])
    return bool(node["filterType"] == "PROPERTY")


def expected_of_fixtures() -> list[tuple[str, Json, set[tuple[str, str]]]]:
    """Fixtures in the fragment, and the verdict on each action for the rule of their folder."""
    found = []
    for folder in FOLDERS:
        expected = json.loads((FIXTURES / folder / "expected.json").read_text(encoding="utf-8"))
        for name, rows in expected.items():
            flow = yaml.safe_load((FIXTURES / folder / name).read_text(encoding="utf-8"))
            if in_fragment(flow):
                wanted = {(row["action_id"], row["verdict"]) for row in rows}
                found.append((f"{folder}/{name}", flow, wanted))
    return found


@pytest.mark.parametrize(
    ("name", "flow", "wanted"),
    [pytest.param(*row, id=row[0]) for row in expected_of_fixtures()],
)
def test_oracle_and_fixtures_agree(name: str, flow: Json, wanted: set[tuple[str, str]]) -> None:
    code = FOLDERS[name.split("/", maxsplit=1)[0]]
    found = brute.verdicts(flow).items()
    assert {(action_id, verdict) for (action_id, rule), verdict in found if rule == code} == wanted


def test_fixtures_in_the_fragment_are_many() -> None:
    assert len(expected_of_fixtures()) >= 60


# ---------------------------------------------------------------- sets against single walks


def indices(oracle: Oracle, record: Json) -> int:
    """The set that holds just this record."""
    everyone = oracle.space.everything
    for kind, name in oracle.space.dimensions:
        held = record["properties"] if kind == "property" else record["associations"]
        there = held.get(name)
        everyone &= oracle.space.where(
            (kind, name), lambda value, it=there: bool(it) == bool(value)
        )
        if kind == "property" and there:
            everyone &= oracle.space.with_property(name, lambda value, it=there: value == it)
    return everyone


@hunting(60)
@given(exact_flows(largest=6), st.booleans())
def test_sets_reach_and_fail_as_each_record_does(flow: Json, anyone: bool) -> None:
    oracle = Oracle(flow)
    assume(oracle.space.size <= 1500)
    reached = oracle.reach(World(anyone=anyone))
    actions = oracle.actions
    passed, failed = set(), set()
    for index in oracle.space.members(oracle.space.consistent):
        run = concrete.walk(flow, oracle.space.record(index), anyone=anyone)
        passed |= {step.action_id for step in run.steps}
        failed |= {(step.action_id, code) for step in run.steps for code in step.errors}
    maybe = {
        (action_id, code)
        for action_id, (plain, pending) in reached.items()
        for code, (_, may) in oracle.hazards(actions[action_id]).items()
        if (plain | pending) & may
    }
    contact = flow["objectTypeId"] == "0-1"
    assert passed == {action_id for action_id, sets in reached.items() if any(sets)}
    assert failed == {key for key in maybe if contact or key[1] not in brute.RECIPIENT_RULES}


@hunting(60)
@given(exact_flows())
def test_every_record_of_a_space_is_consistent(flow: Json) -> None:
    """Completing a record by what its facts imply changes no dimension of it."""
    oracle = Oracle(flow)
    assume(oracle.space.size <= 3000)
    for index in oracle.space.members(oracle.space.consistent):
        record = oracle.space.record(index)
        state = concrete.completed(record, str(flow["objectTypeId"]))
        again = {"properties": state.properties, "associations": state.associations}
        assert indices(oracle, again) == 1 << index
