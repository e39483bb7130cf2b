"""Envelopes: where the workflows are in a document.

A file holds one workflow, a list of them, or what HubSpot's API wraps them in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from wflint.hubspot.catalogue import V3_ACTION_TYPES

_LISTS = ("results", "workflows", "flows")
_MAX_DEPTH = 4
"""Envelopes in envelopes: a line of JSON Lines, a page of results, a revision, a workflow."""

_V4_KEYS = {
    "startActionId": 3,
    "enrollmentCriteria": 3,
    "nextAvailableActionId": 3,
    "flowType": 2,
    "timeWindows": 1,
    "blockedDates": 1,
    "dataSources": 1,
    "enrollmentSchedule": 2,
    "goalFilterBranch": 2,
    "suppressionFilterBranch": 2,
    "suppressionListIds": 1,
    "eventAnchor": 1,
    "unEnrollmentSetting": 1,
    "canEnrollFromSalesforce": 1,
    "crmObjectCreationStatus": 1,
    "isEnabled": 1,
    "revisionId": 1,
    "objectTypeId": 1,
    "customProperties": 1,
}
_V3_KEYS = {
    "segmentCriteria": 3,
    "nurtureTimeRange": 2,
    "allowContactToTriggerMultipleTimes": 2,
    "onlyExecOnBizDays": 2,
    "onlyEnrollsManually": 2,
    "enrollOnCriteriaUpdate": 2,
    "reEnrollmentTriggerSets": 2,
    "goalCriteria": 2,
    "recurringSetting": 1,
    "unenrollmentSetting": 1,
    "listening": 1,
    "enabled": 1,
    "insertedAt": 1,
    "portalId": 1,
    "eventAnchor": 1,
    "contactListIds": 1,
    "migrationStatus": 1,
}
_FLOW_TYPES = ("CONTACT_FLOW", "PLATFORM_FLOW")
_V4_ACTION_KEYS = {"actionTypeId", "listBranches", "staticBranches", "testBranches"}
_ENOUGH = 3


class Entry(Struct, frozen=True):
    """One candidate. ``kind`` None: it is no workflow. ``pointer`` leads to it in the document."""

    pointer: str
    value: Any
    kind: Literal["v4", "v3"] | None


def entries(value: Any) -> tuple[Entry, ...]:
    """What ``value`` holds, in order; an empty list or envelope holds nothing."""
    return tuple(_entries(value, "", _MAX_DEPTH))


def _entries(value: Any, pointer: str, depth: int) -> Iterator[Entry]:
    if isinstance(value, list) and depth:
        for index, item in enumerate(value):
            yield from _entries(item, f"{pointer}/{index}", depth - 1)
        return
    kind = kind_of(value)
    if kind is None and isinstance(value, dict) and depth:
        for key in _LISTS:
            if isinstance(value.get(key), list):
                yield from _entries(value[key], f"{pointer}/{key}", depth - 1)
                return
        if isinstance(value.get("flow"), dict):
            yield from _entries(value["flow"], f"{pointer}/flow", depth - 1)
            return
    yield Entry(pointer, value, kind)


def kind_of(value: Any) -> Literal["v4", "v3"] | None:
    """Which kind of workflow ``value`` is, by the keys that only workflows have."""
    if not isinstance(value, dict):
        return None
    v4 = _score(value, _V4_KEYS) + 3 * (value.get("type") in _FLOW_TYPES) + _v4_actions(value)
    v3 = _score(value, _V3_KEYS) + _v3_actions(value)
    if max(v4, v3) < _ENOUGH:
        return None
    return "v4" if v4 >= v3 else "v3"


def _score(value: Mapping[str, Any], keys: Mapping[str, int]) -> int:
    return sum(weight for key, weight in keys.items() if key in value)


def _actions(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    actions = value.get("actions")
    return [a for a in actions[:20] if isinstance(a, dict)] if isinstance(actions, list) else []


def _v4_actions(value: Mapping[str, Any]) -> int:
    return 4 * any("actionId" in a and not _V4_ACTION_KEYS.isdisjoint(a) for a in _actions(value))


def _v3_actions(value: Mapping[str, Any]) -> int:
    return 4 * any(
        a.get("type") in V3_ACTION_TYPES and ("stepId" in a or "actionId" in a)
        for a in _actions(value)
    )
