"""Workflows for tests of the analysis, built by hand."""

from __future__ import annotations

from typing import Any

from wflint.workflow.conditions import TRUE, Condition, Property
from wflint.workflow.model import (
    Action,
    Branch,
    Decide,
    Enrolment,
    EnrolmentKind,
    Meaning,
    SetProperty,
    StaticText,
    Workflow,
)

STAGE = Property("lifecyclestage")
STATUS = Property("hs_marketable_status")


def workflow(*actions: Action, trigger: Condition = TRUE, **changes: Any) -> Workflow:
    basis: dict[str, Any] = {
        "pointer": "",
        "index": 0,
        "id": "1",
        "name": "One",
        "object_type_id": "0-1",
        "format": "v4",
        "enabled": True,
        "flow_type": "CONTACT_FLOW",
        "start": actions[0].id if actions else None,
        "start_pointer": None,
        "enrolment": Enrolment(EnrolmentKind.CRITERIA, trigger),
        "actions": actions,
    }
    return Workflow(**{**basis, **changes})


def step(action_id: str, meaning: Meaning, then: str | None = None) -> Action:
    return Action(action_id, f"/{action_id}", action_id, meaning, Branch(TRUE, then, ""))


def decide(
    action_id: str, *ways: tuple[Condition, str | None], default: str | None = None
) -> Action:
    branches = tuple(Branch(condition, target, "") for condition, target in ways)
    return Action(action_id, "", action_id, Decide(), Branch(TRUE, default, ""), branches)


def write(action_id: str, name: str, text: str, then: str | None = None) -> Action:
    return step(action_id, SetProperty(name, StaticText(text, "")), then)
