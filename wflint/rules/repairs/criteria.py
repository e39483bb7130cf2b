"""Criteria in HubSpot's JSON, and how a tree of filters comes to ask for one more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wflint.findings import Change
from wflint.workflow.conditions import Association

Json = dict[str, Any]


def is_known(name: str) -> Json:
    """The property is known."""
    return asked(name, "ALL_PROPERTY", "IS_KNOWN")


def is_unknown(name: str) -> Json:
    """The property is unknown."""
    return asked(name, "ALL_PROPERTY", "IS_UNKNOWN")


def asked(name: str, kind: str, operator: str, *, on_blank: bool = False, **operands: Any) -> Json:
    """A filter on a property of the record; ``on_blank``: what it answers where there is none."""
    operation = {"operationType": kind, "operator": operator, **operands}
    operation["includeObjectsWithNoValueSet"] = on_blank
    return {"filterType": "PROPERTY", "property": name, "operation": operation}


def has_associated(association: Association, object_type_id: str) -> Json:
    """There is an associated record of this type and label."""
    return {
        "filterBranchType": "ASSOCIATION",
        "filterBranchOperator": "AND",
        "objectTypeId": object_type_id,
        "operator": "IN_LIST",
        "associationTypeId": association.type_id,
        "associationCategory": association.category,
        "filterBranches": [],
        "filters": [is_known("hs_object_id")],
    }


def any_of(*criteria: Json) -> Json:
    """The tree, as HubSpot builds it, of records that meet one of ``criteria``."""
    return _branch("OR", [_branch("AND", [one]) for one in criteria])


def _branch(kind: str, parts: list[Json]) -> Json:
    return {
        "filterBranchType": kind,
        "filterBranchOperator": kind,
        "filterBranches": [part for part in parts if _key(part) == "filterBranches"],
        "filters": [part for part in parts if _key(part) == "filters"],
    }


def _key(criterion: Mapping[str, Any]) -> str:
    """Where in a branch a criterion stands."""
    return "filterBranches" if "filterBranchType" in criterion else "filters"


def required(tree: Any, pointer: str, criterion: Json) -> tuple[Change, ...]:
    """The changes after which each group of ``tree``, which is at ``pointer``, asks it as well.

    A tree is a group itself (a bare AND), or groups of which one has to hold. None: it has another
    shape, or a group that asks for nothing, which nobody can say the meaning of.
    """
    if not isinstance(tree, dict):
        return ()
    branches, filters = tree.get("filterBranches") or [], tree.get("filters") or []
    match str(tree.get("filterBranchType", "")).upper():
        case "AND" if branches or filters:
            return (_appended(tree, pointer, criterion),)
        case "OR" if branches and not filters:
            groups = [
                required(group, f"{pointer}/filterBranches/{index}", criterion)
                for index, group in enumerate(branches)
            ]
            return tuple(one for group in groups for one in group) if all(groups) else ()
        case _:
            return ()


def _appended(group: Mapping[str, Any], pointer: str, criterion: Json) -> Change:
    key = _key(criterion)
    if isinstance(group.get(key), list):
        return Change("add", f"{pointer}/{key}/-", criterion)
    return Change("replace" if key in group else "add", f"{pointer}/{key}", [criterion])
