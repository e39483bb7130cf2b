"""Witnesses of findings: the record, its path in words, and what it takes to reproduce it."""

from __future__ import annotations

from datetime import date
from typing import Any

from wflint.findings import Witness
from wflint.hubspot.envelope import entries
from wflint.hubspot.reading import parse
from wflint.rules import RuleContext, judge
from wflint.workflow.build import build
from wflint.workflow.portal import Portal

Json = dict[str, Any]


def to(action_id: str) -> Json:
    return {"edgeType": "STANDARD", "nextActionId": action_id}


def email(action_id: str) -> Json:
    fields = {"content_id": action_id}
    kind = {"type": "SINGLE_CONNECTION", "actionTypeId": "0-4"}
    return {"actionId": action_id, **kind, "fields": fields}


def group(*filters: Json) -> Json:
    return {"filterBranchType": "AND", "filterBranches": [], "filters": list(filters)}


def witness_of(code: str, *actions: Json, **flow: Any) -> Witness:
    """The witness of the only finding of ``code``."""
    whole = {
        "type": "CONTACT_FLOW",
        "objectTypeId": "0-1",
        "startActionId": actions[0]["actionId"],
        "actions": list(actions),
        **flow,
    }
    (entry,) = entries(whole)
    workflow = build(entry, parse(entry), 0, Portal())
    assert workflow is not None
    context = RuleContext("flow.json", date(2026, 11, 24))
    (finding,) = judge(workflow, Portal(), context, {code})
    assert finding.witness is not None
    return finding.witness


def titles(witness: Witness) -> tuple[str, ...]:
    return tuple(step.title for step in witness.steps)


def test_the_path_shows_which_way_a_test_went() -> None:
    split = {
        "actionId": "1",
        "type": "AB_TEST_BRANCH",
        "testBranches": [{"connection": to("2")}, {"connection": to("3")}],
    }
    write = {"property_name": "variant", "value": {"staticValue": "a"}}
    other = {
        "actionId": "2",
        "type": "SINGLE_CONNECTION",
        "actionTypeId": "0-5",
        "fields": write,
    }
    witness = witness_of("WF104", split, other, email("3"))
    assert witness.path == ("1", "3")
    assert witness.open_ways
    assert witness.reproduced
    assert titles(witness) == ("1 A/B test «B»", "3 Send e-mail 3")


def test_the_path_names_the_branches() -> None:
    asked = {"filterType": "IN_LIST", "listId": "12", "operator": "IN_LIST"}
    branch = {
        "actionId": "1",
        "type": "LIST_BRANCH",
        "listBranches": [
            {"branchName": "Never", "filterBranch": group({**asked, "listId": "13"})},
            {"branchName": "Members", "filterBranch": group(asked), "connection": to("2")},
        ],
    }
    witness = witness_of("WF104", branch, email("2"))
    assert titles(witness) == ("1 If/then «Members»", "2 Send e-mail 2")
    assert witness.lists == ("12",)
    assert not witness.open_ways
    assert witness.reproduced


def test_the_last_step_goes_no_further() -> None:
    split = {"actionId": "2", "type": "AB_TEST_BRANCH", "testBranches": [{"connection": to("3")}]}
    witness = witness_of("WF104", {**email("1"), "connection": to("2")}, split)
    assert witness.path == ("1",)
    assert not witness.open_ways
    assert titles(witness) == ("1 Send e-mail 1",)


def test_of_several_ways_the_shortest_is_shown() -> None:
    asked = group(
        {
            "filterType": "PROPERTY",
            "property": "country",
            "operation": {
                "operationType": "ENUMERATION",
                "operator": "IS_ANY_OF",
                "values": ["NL"],
            },
        }
    )
    branch = {
        "actionId": "1",
        "type": "LIST_BRANCH",
        "listBranches": [{"branchName": "Dutch", "filterBranch": asked, "connection": to("7")}],
        "defaultBranch": to("9"),
    }
    status = {
        "actionId": "7",
        "type": "SINGLE_CONNECTION",
        "actionTypeId": "0-5",
        "fields": {"property_name": "country", "value": {"staticValue": "BE"}},
        "connection": to("9"),
    }
    assert witness_of("WF104", branch, status, email("9")).path == ("1", "9")
