"""Actions in HubSpot's JSON, as repairs add them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def connection(target: Any, *, goto: bool = False) -> Json:
    """A connection to the action ``target``."""
    return {"edgeType": "GOTO" if goto else "STANDARD", "nextActionId": target}


def clear_property(name: str, action_id: Any, then: Any) -> Json:
    """The action *Clear property*: to HubSpot, it sets the empty text."""
    value = {"type": "STATIC_VALUE", "staticValue": ""}
    return _single(action_id, "0-5", {"property_name": name, "value": value}, then)


def delay(minutes: int, action_id: Any, then: Any) -> Json:
    """The action *Delay for a set amount of time*."""
    return _single(action_id, "0-1", {"delta": str(minutes), "time_unit": "MINUTES"}, then)


def _single(action_id: Any, type_id: str, fields: Json, then: Any) -> Json:
    return {
        "actionId": action_id,
        "type": "SINGLE_CONNECTION",
        "actionTypeId": type_id,
        "actionTypeVersion": 0,
        "fields": fields,
        "connection": connection(then),
    }


def if_then(name: str, tree: Json, action_id: Any, then: Any, otherwise: Any) -> Json:
    """The action *If/then branch*, with one branch.

    ``otherwise`` is where the others go; it has a connection from elsewhere already. None: they
    leave the workflow.
    """
    branch = {"branchName": name, "filterBranch": tree, "connection": connection(then)}
    made = {"actionId": action_id, "type": "LIST_BRANCH", "listBranches": [branch]}
    if otherwise is None:
        return made
    return {**made, "defaultBranch": connection(otherwise, goto=True)}
