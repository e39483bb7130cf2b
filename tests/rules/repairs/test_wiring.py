"""Actions put in and taken out: where every connection leads afterwards."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.properties.flows import (
    Json,
    actions_by_id,
    any_of,
    connections,
    delay,
    edge,
    email,
    every,
    flow,
    list_branch,
    some,
    write,
)
from tests.rules.repairs.proving import patched
from wflint.hubspot.envelope import entries
from wflint.hubspot.reading import parse
from wflint.rules.repairs.actions import clear_property, if_then
from wflint.rules.repairs.actions import delay as new_delay
from wflint.rules.repairs.wiring import cut_off, inserted_before, without, without_way
from wflint.workflow.build import build
from wflint.workflow.model import Workflow
from wflint.workflow.portal import Portal

LEAD = every(any_of("lifecyclestage", "lead"))


def workflow_of(document: Any) -> Workflow:
    entry = entries(document)[0]
    workflow = build(entry, parse(entry), 0, Portal())
    assert workflow is not None
    return workflow


def targets(node: Json) -> dict[str, list[Any]]:
    return {
        one: [edge["nextActionId"] for edge in connections(action)]
        for one, action in actions_by_id(node).items()
    }


def test_everything_that_led_there_leads_to_the_new_action() -> None:
    before = flow(
        list_branch("1", (LEAD, "2"), (LEAD, "3"), default=edge("2", "GOTO")),
        write("2", "lifecyclestage", "lead", "3"),
        delay("3", edge("2", "GOTO")),
    )
    workflow = workflow_of(before)
    make = partial(clear_property, "lifecyclestage")
    after = patched(before, inserted_before(workflow.by_id()["2"], workflow, make))
    assert targets(after) == {"1": ["4", "4", "3"], "4": ["2"], "2": ["3"], "3": ["4"]} | {
        "1": targets(after)["1"]
    }
    assert sorted(targets(after)["1"]) == ["3", "4", "4"]
    assert after["nextAvailableActionId"] == "5"
    assert [action["actionId"] for action in after["actions"]] == ["1", "4", "2", "3"]
    assert connections_of(after, "3") == [{"edgeType": "GOTO", "nextActionId": "4"}]


def connections_of(node: Json, action_id: str) -> list[Json]:
    return list(connections(actions_by_id(node)[action_id]))


def test_the_start_leads_to_the_new_action() -> None:
    before = flow(email("1"))
    workflow = workflow_of(before)
    after = patched(before, inserted_before(workflow.actions[0], workflow, partial(new_delay, 60)))
    assert after["startActionId"] == "2"
    assert targets(after) == {"2": ["1"], "1": []}


@pytest.mark.parametrize(
    ("given", "dangling", "wanted"),
    [("2", None, "2"), ("9", None, "9"), ("1", None, "2"), ("2", "7", "8"), (None, None, "2")],
)
def test_a_new_id_is_nobody_elses(given: str | None, dangling: str | None, wanted: str) -> None:
    before = flow(email("1", dangling)) | {"nextAvailableActionId": given}
    workflow = workflow_of(before)
    after = patched(before, inserted_before(workflow.actions[0], workflow, partial(new_delay, 60)))
    assert after["startActionId"] == wanted
    assert after["nextAvailableActionId"] == (given and str(int(wanted) + 1))


def test_ids_that_are_numbers_stay_numbers() -> None:
    before = flow(email("1")) | {"startActionId": 1, "nextAvailableActionId": 2}
    before["actions"][0]["actionId"] = 1
    workflow = workflow_of(before)
    after = patched(before, inserted_before(workflow.actions[0], workflow, partial(new_delay, 60)))
    assert (after["startActionId"], after["nextAvailableActionId"]) == (2, 3)
    assert targets(after) == {"2": [1], "1": []}


def test_in_an_envelope() -> None:
    before = {"results": [flow(email("1")), flow(email("1"))]}
    entry = entries(before)[1]
    workflow = build(entry, parse(entry), 1, Portal())
    assert workflow is not None
    after = patched(before, inserted_before(workflow.actions[0], workflow, partial(new_delay, 60)))
    assert after["results"][0] == before["results"][0]
    assert targets(after["results"][1]) == {"2": ["1"], "1": []}


def test_without_an_action_its_predecessors_go_on() -> None:
    before = flow(delay("1", "2"), write("2", "a", "b", edge("3", "GOTO")), email("3"))
    workflow = workflow_of(before)
    after = patched(before, without(workflow.by_id()["2"], workflow))
    assert connections_of(after, "1") == [{"edgeType": "GOTO", "nextActionId": "3"}]
    assert actions_by_id(after).keys() == {"1", "3"}


def test_without_the_last_action_its_predecessors_end() -> None:
    before = flow(email("1", "2"), delay("2"))
    workflow = workflow_of(before)
    after = patched(before, without(workflow.by_id()["2"], workflow))
    assert "connection" not in after["actions"][0]
    assert actions_by_id(after).keys() == {"1"}


def test_the_only_action_stays() -> None:
    workflow = workflow_of(flow(delay("1")))
    assert without(workflow.actions[0], workflow) == ()


def test_an_action_that_leads_to_itself_stays() -> None:
    workflow = workflow_of(flow(email("1", "2"), delay("2", "2")))
    assert without(workflow.actions[1], workflow) == ()


def test_nothing_is_cut_off_that_others_lead_to() -> None:
    before = flow(list_branch("1", (LEAD, "2"), default="3"), delay("2", "3"), delay("3"))
    workflow = workflow_of(before)
    assert cut_off(workflow.by_id()["2"], {"2", "3"}, workflow) == ()
    after = patched(before, cut_off(workflow.by_id()["3"], {"3"}, workflow))
    assert targets(after) == {"1": ["2"], "2": []}


def test_a_branch_goes_with_what_only_it_leads_to() -> None:
    before = flow(
        list_branch("1", (LEAD, "2"), (LEAD, "3"), default="4"),
        email("2", "4"),
        email("3", "5"),
        email("4"),
        email("5", edge("4", "GOTO")),
    )
    workflow = workflow_of(before)
    action = workflow.actions[0]
    way = action.branches[1]
    after = patched(before, without_way(way.pointer, way, action, workflow))
    assert actions_by_id(after).keys() == {"1", "2", "4"}
    assert len(after["actions"][0]["listBranches"]) == 1


def test_a_branch_whose_way_another_one_takes_goes_alone() -> None:
    before = flow(list_branch("1", (LEAD, "2"), (LEAD, "2")), email("2"))
    workflow = workflow_of(before)
    action = workflow.actions[0]
    way = action.branches[1]
    assert len(without_way(way.pointer, way, action, workflow)) == 1


def test_who_does_not_go_on_leaves() -> None:
    made = if_then("Lead", some(LEAD), "4", "2", None)
    assert "defaultBranch" not in made
    assert list(connections(made)) == [edge("2")]
