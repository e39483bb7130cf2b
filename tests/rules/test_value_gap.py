"""WF304 with a portal snapshot: options that no branch names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from wflint.hubspot.envelope import entries
from wflint.hubspot.reading import parse
from wflint.rules import RuleContext, judge
from wflint.workflow.build import build
from wflint.workflow.portal import Portal, PropertyFacts

PORTAL = Portal(properties={"0-1": {"tier": PropertyFacts(options=("gold", "silver", "bronze"))}})


def found(values: list[str], *, default: bool = False, portal: Portal = PORTAL) -> list[str]:
    connection = {"edgeType": "STANDARD", "nextActionId": "2"}
    branch: dict[str, Any] = {
        "actionId": "1",
        "type": "STATIC_BRANCH",
        "inputValue": {"type": "OBJECT_PROPERTY", "propertyName": "tier"},
        "staticBranches": [{"branchValue": v, "connection": connection} for v in values],
    }
    if default:
        branch["defaultBranch"] = connection
    write = {"property_name": "greeted", "value": {"type": "STATIC_VALUE", "staticValue": "yes"}}
    last = {"actionId": "2", "type": "SINGLE_CONNECTION", "actionTypeId": "0-5", "fields": write}
    flow = {
        "type": "CONTACT_FLOW",
        "objectTypeId": "0-1",
        "startActionId": "1",
        "actions": [branch, last],
    }
    (entry,) = entries(flow)
    workflow = build(entry, parse(entry), 0, portal)
    assert workflow is not None
    context = RuleContext("flow.json", date(2026, 11, 24))
    return [finding.message for finding in judge(workflow, portal, context, {"WF304"})]


@pytest.mark.parametrize(
    ("values", "gap"),
    [
        (["gold", "silver"], "bronze"),
        (["gold"], "silver or bronze"),
        (["bronze", "x"], "gold or silver"),
    ],
)
def test_options_that_no_branch_names(values: list[str], gap: str) -> None:
    assert found(values) == [f"no branch is for records whose tier is {gap}"]


def test_nothing_is_left_out() -> None:
    assert found(["gold", "silver", "bronze"]) == []
    assert found(["gold"], default=True) == []
    assert found(["gold"], portal=Portal()) == []
    assert found(["x"]) == [], "none of its options is named: it is another list of values"
