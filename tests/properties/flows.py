"""Small words to write flows down with: HubSpot's automation v4 JSON, as plain dicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

LABEL = 4500
"""The id of a custom association label (USER_DEFINED)."""


# ---------------------------------------------------------------- filters


def operation(kind: str, operator: str, *, blank: bool | None = None, **operands: Any) -> Json:
    node = {"operationType": kind, "operator": operator, **operands}
    return node if blank is None else {**node, "includeObjectsWithNoValueSet": blank}


def prop(
    name: str, kind: str, operator: str, *, blank: bool | None = None, **operands: Any
) -> Json:
    return {
        "filterType": "PROPERTY",
        "property": name,
        "operation": operation(kind, operator, blank=blank, **operands),
    }


def known(name: str) -> Json:
    return prop(name, "ALL_PROPERTY", "IS_KNOWN")


def unknown(name: str) -> Json:
    return prop(name, "ALL_PROPERTY", "IS_UNKNOWN")


def any_of(name: str, *values: str, blank: bool | None = None) -> Json:
    return prop(name, "ENUMERATION", "IS_ANY_OF", blank=blank, values=list(values))


def none_of(name: str, *values: str, blank: bool | None = None) -> Json:
    return prop(name, "ENUMERATION", "IS_NONE_OF", blank=blank, values=list(values))


def number(name: str, operator: str, value: float, *, blank: bool | None = None) -> Json:
    return prop(name, "NUMBER", operator, blank=blank, value=value)


def text(name: str, operator: str, value: str, *, blank: bool | None = None) -> Json:
    return prop(name, "STRING", operator, blank=blank, value=value)


def flag(
    name: str, value: bool, operator: str = "IS_EQUAL_TO", *, blank: bool | None = None
) -> Json:
    return prop(name, "BOOL", operator, blank=blank, value=value)


def branch(kind: str, *content: Json) -> Json:
    """A filter branch; ``content`` may mix filters and branches."""
    return {
        "filterBranchType": kind,
        "filterBranchOperator": "OR" if kind in {"OR", "NOT_ANY"} else "AND",
        "filterBranches": [part for part in content if "filterBranchType" in part],
        "filters": [part for part in content if "filterBranchType" not in part],
    }


def every(*content: Json) -> Json:
    return branch("AND", *content)


def some(*content: Json) -> Json:
    return branch("OR", *content)


def associated(
    type_id: int, operator: str = "IN_LIST", *content: Json, category: str = "HUBSPOT_DEFINED"
) -> Json:
    """Whether an associated record exists, or (with ``content``) one that satisfies it."""
    return {
        "filterBranchType": "ASSOCIATION",
        "filterBranchOperator": "AND",
        "objectTypeId": LEADS_TO.get(type_id, "0-2"),
        "operator": operator,
        "associationTypeId": type_id,
        "associationCategory": "USER_DEFINED" if type_id == LABEL else category,
        "filterBranches": [],
        "filters": list(content) or [known("hs_object_id")],
    }


LEADS_TO = {1: "0-2", 279: "0-2", 4: "0-3", 2: "0-1", 280: "0-1", 342: "0-3", 6: "0-3"}
LEADS_TO |= {5: "0-2", 341: "0-2", 3: "0-1", 15: "0-5"}


# ---------------------------------------------------------------- actions


def edge(target: str | None, kind: str = "STANDARD") -> Json | None:
    return None if target is None else {"edgeType": kind, "nextActionId": target}


def _with(node: Json, key: str, connection: Json | None) -> Json:
    return node if connection is None else {**node, key: connection}


def single(action_id: str, type_id: str, fields: Json, then: Json | str | None = None) -> Json:
    """A plain action; ``then`` is a connection or the id that it leads to."""
    node = {
        "actionId": action_id,
        "type": "SINGLE_CONNECTION",
        "actionTypeId": type_id,
        "actionTypeVersion": 0,
        "fields": fields,
    }
    return _with(node, "connection", edge(then) if isinstance(then, str) else then)


def email(action_id: str, then: Json | str | None = None) -> Json:
    return single(action_id, "0-4", {"content_id": "148200310021"}, then)


def delay(action_id: str, then: Json | str | None = None, delta: str = "3") -> Json:
    return single(action_id, "0-1", {"delta": delta, "time_unit": "DAYS"}, then)


def marketable(action_id: str, then: Json | str | None = None, kind: str = "MARKETABLE") -> Json:
    fields = {"targetContact": "{{ enrolled_object }}", "marketableType": kind}
    return single(action_id, "0-31", fields, then)


def write(action_id: str, name: str, value: str, then: Json | str | None = None) -> Json:
    static = {"type": "STATIC_VALUE", "staticValue": value}
    return single(action_id, "0-5", {"property_name": name, "value": static}, then)


def write_associated(
    action_id: str, type_id: int, then: Json | str | None = None, name: str = "note_to_self"
) -> Json:
    category = "USER_DEFINED" if type_id == LABEL else "HUBSPOT_DEFINED"
    fields = {
        "property_name": name,
        "value": {"type": "STATIC_VALUE", "staticValue": "x"},
        "association": {"associationCategory": category, "associationTypeId": type_id},
    }
    return single(action_id, "0-5", fields, then)


def list_branch(
    action_id: str, *branches: tuple[Json, Json | str | None], default: Json | str | None = None
) -> Json:
    rows = [
        _with({"filterBranch": condition, "branchName": f"Way {at}"}, "connection", _edge(then))
        for at, (condition, then) in enumerate(branches, 1)
    ]
    node = {"actionId": action_id, "type": "LIST_BRANCH", "listBranches": rows}
    return _with(node, "defaultBranch", _edge(default))


def static_branch(
    action_id: str,
    name: str,
    *branches: tuple[str, Json | str | None],
    default: Json | str | None = None,
) -> Json:
    rows = [_with({"branchValue": value}, "connection", _edge(then)) for value, then in branches]
    node = {
        "actionId": action_id,
        "type": "STATIC_BRANCH",
        "inputValue": {"type": "OBJECT_PROPERTY", "propertyName": name},
        "staticBranches": rows,
    }
    return _with(node, "defaultBranch", _edge(default))


def _edge(then: Json | str | None) -> Json | None:
    return edge(then) if isinstance(then, str) else then


# ---------------------------------------------------------------- enrolment and the whole


def by_list(condition: Json, *, unenrol: bool | None = None) -> Json:
    node = {"type": "LIST_BASED", "shouldReEnroll": False, "listFilterBranch": condition}
    node["reEnrollmentTriggersFilterBranches"] = []
    return node if unenrol is None else {**node, "unEnrollObjectsNotMeetingCriteria": unenrol}


def by_event(refinement: Json | None = None) -> Json:
    event = {**every(), "filterBranchType": "UNIFIED_EVENTS"}
    event |= {"eventTypeId": "4-1639801", "operator": "HAS_COMPLETED"}
    node = {
        "type": "EVENT_BASED",
        "shouldReEnroll": False,
        "eventFilterBranches": [event],
        "listMembershipFilterBranches": [],
    }
    return _with(node, "refinementCriteria", refinement)


MANUAL: Json = {"type": "MANUAL", "shouldReEnroll": False}


def flow(
    *actions: Json,
    enrolment: Json | None = None,
    object_type: str = "0-1",
    **others: Any,
) -> Json:
    """A flow that starts with the first of ``actions``."""
    contact = object_type == "0-1"
    node: Json = {
        "id": "5200117",
        "name": "A small one",
        "type": "CONTACT_FLOW" if contact else "PLATFORM_FLOW",
        "flowType": "WORKFLOW",
        "isEnabled": True,
        "objectTypeId": object_type,
        "nextAvailableActionId": str(len(actions) + 1),
        "actions": list(actions),
        "timeWindows": [],
        "blockedDates": [],
        "customProperties": {},
        "dataSources": [],
    }
    if actions:
        node["startActionId"] = actions[0]["actionId"]
    return {**_with(node, "enrollmentCriteria", enrolment), **others}


def label_leads_to_company() -> list[Json]:
    """The data source that says where the custom label leads."""
    source = {"name": "fetched_object_1", "type": "ASSOCIATION", "objectTypeId": "0-2"}
    return [{**source, "associationCategory": "USER_DEFINED", "associationTypeId": LABEL}]


# ---------------------------------------------------------------- looking at flows


def actions_by_id(node: Json) -> dict[str, Json]:
    return {str(action["actionId"]): action for action in node.get("actions") or []}


def connections(action: Json) -> Iterator[Json]:
    """Every outgoing connection of an action, in order."""
    yield from _present([action.get("connection"), action.get("defaultBranch")])
    for key in ("listBranches", "staticBranches", "testBranches"):
        yield from _present(row.get("connection") for row in action.get(key) or [])


def _present(nodes: Iterable[Json | None]) -> Iterator[Json]:
    return (node for node in nodes if node)


def filters_in(condition: Json | None) -> Iterator[Json]:
    """Every filter and every ASSOCIATION branch (as itself) that a condition tests."""
    pending = [condition] if condition else []
    while pending:
        node = pending.pop()
        if node.get("filterBranchType") == "ASSOCIATION":
            yield node
        if node.get("filterBranchType") in {"ASSOCIATION", "UNIFIED_EVENTS", "RESTRICTED"}:
            continue
        yield from node.get("filters") or []
        pending.extend(node.get("filterBranches") or [])
