"""From plain values to what the package under test makes of them."""

from __future__ import annotations

from typing import Any

from wflint.hubspot.envelope import Entry, kind_of
from wflint.hubspot.reading import parse
from wflint.hubspot.validators import validator
from wflint.workflow.build import build
from wflint.workflow.conditions import Condition
from wflint.workflow.filters import condition_of
from wflint.workflow.model import Action, Workflow
from wflint.workflow.portal import Portal

Json = dict[str, Any]

UNKNOWN_PORTAL = Portal()


def try_built(value: Any, portal: Portal = UNKNOWN_PORTAL, pointer: str = "") -> Workflow | None:
    """The workflow that ``value`` describes; None: nothing of it can be read."""
    entry = Entry(pointer, value, kind_of(value))
    return build(entry, parse(entry), 0, portal)


def built(value: Any, portal: Portal = UNKNOWN_PORTAL, pointer: str = "") -> Workflow:
    workflow = try_built(value, portal, pointer)
    assert workflow is not None
    return workflow


def condition(branch: Json | None, **options: Any) -> Condition:
    """What a filter branch, as plain value, asks."""
    flow = validator("flow-v4").validate_python({"goalFilterBranch": branch})
    return condition_of(flow.goal_filter_branch, **options)


def of_filter(one: Json, **options: Any) -> Condition:
    """What a single filter asks."""
    return condition({"filterBranchType": "AND", "filters": [one]}, **options)


def classic(*actions: Json, **others: Any) -> Json:
    """A legacy workflow."""
    return {
        "id": 7,
        "name": "Old",
        "type": "DRIP_DELAY",
        "segmentCriteria": [],
        "enabled": True,
        "actions": list(actions),
        **others,
    }


def only(workflow: Workflow) -> Action:
    """The one action of a workflow."""
    (action,) = workflow.actions
    return action
