"""Names that should be HubSpot's: which are not known, and which are nearly known ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import BaseModel

from wflint.hubspot import catalogue, flow_v4
from wflint.hubspot.envelope import Entry
from wflint.hubspot.filters import OPERATION_SPELLINGS
from wflint.hubspot.violations import UnknownKind, Violation, escaped, nearest, quoted

_LIST_OPERATORS = ("IN_LIST", "NOT_IN_LIST")
_EDGES = ("connection", "defaultBranch")
_BRANCH_LISTS = ("listBranches", "staticBranches", "testBranches")
_NESTED = ("acceptActions", "rejectActions")
_V3_SPELLINGS = {"onlyEnrollManually", "supressionListIds"}
"""Keys as some tools that export v3 workflows spell them."""
_FLOW_TYPES = ("CONTACT_FLOW", "PLATFORM_FLOW")


@dataclass(slots=True)
class _Notes:
    """What was noticed so far; ``root`` is the pointer of the workflow."""

    root: str
    unknown: list[UnknownKind] = field(default_factory=list)
    misspelt: list[Violation] = field(default_factory=list)

    def name(self, value: Any, known: Iterable[str], kind: str, pointer: str) -> None:
        """``value`` should be one of ``known``; where it is no text, the models say so."""
        if not isinstance(value, str) or value in known:
            return
        meant = nearest(value, known)
        if meant is None:
            self.unknown.append(UnknownKind(self.root + pointer, kind, value))
        else:
            self.misspelt.append(
                Violation(
                    self.root + pointer,
                    f"{quoted(value)} is no {kind}; did you mean {quoted(meant)}?",
                    help=f"write {quoted(meant)}",
                    meant=meant,
                )
            )

    def keys(self, value: Mapping[str, Any], known: frozenset[str], pointer: str) -> None:
        """A key that is nearly a known one that is absent."""
        for key in value.keys() - known:
            meant = nearest(key, known - value.keys())
            if meant is not None:
                self.misspelt.append(
                    Violation(
                        f"{self.root}{pointer}/{escaped(key)}",
                        f"{quoted(key)} is no key here; did you mean {quoted(meant)}?",
                        on_key=True,
                        help=f"write {quoted(meant)}",
                        meant=meant,
                    )
                )


def examine(entry: Entry) -> tuple[tuple[UnknownKind, ...], tuple[Violation, ...]]:
    """The unknown kinds, and the names that are nearly right, in the workflow of ``entry``."""
    notes = _Notes(entry.pointer)
    if isinstance(entry.value, dict):
        (_examine_v3 if entry.kind == "v3" else _examine_v4)(entry.value, notes)
    notes.unknown.sort(key=lambda found: found.pointer)
    notes.misspelt.sort(key=lambda found: found.pointer)
    return tuple(notes.unknown), tuple(notes.misspelt)


def _objects(value: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield index, item


@cache
def _keys_of(*models: type[BaseModel]) -> frozenset[str]:
    return frozenset(f.alias or n for m in models for n, f in m.model_fields.items())


# ---------------------------------------------------------------- v4


def _examine_v4(flow: Mapping[str, Any], notes: _Notes) -> None:
    notes.keys(flow, _keys_of(flow_v4.FlowV4), "")
    notes.name(flow.get("type"), _FLOW_TYPES, "kind of workflow", "/type")
    for key, known, kind in (
        ("enrollmentCriteria", flow_v4.ENROLLMENT_TYPES, "kind of enrolment"),
        ("enrollmentSchedule", flow_v4.SCHEDULE_TYPES, "kind of schedule"),
        ("eventAnchor", flow_v4.ANCHOR_TYPES, "kind of anchor"),
    ):
        part = flow.get(key)
        if isinstance(part, dict):
            notes.name(part.get("type"), known, kind, f"/{key}/type")
    _examine_enrolment(flow.get("enrollmentCriteria"), notes)
    for key in ("goalFilterBranch", "suppressionFilterBranch"):
        _examine_filters(flow.get(key), f"/{key}", notes)
    for index, action in _objects(flow.get("actions")):
        _examine_action(action, f"/actions/{index}", notes)


def _examine_enrolment(criteria: Any, notes: _Notes) -> None:
    if not isinstance(criteria, dict):
        return
    models = (flow_v4.ListBasedEnrollment, flow_v4.EventBasedEnrollment, flow_v4.DatasetEnrollment)
    notes.keys(criteria, _keys_of(*models), "/enrollmentCriteria")
    for key in ("listFilterBranch", "refinementCriteria"):
        _examine_filters(criteria.get(key), f"/enrollmentCriteria/{key}", notes)
    for key in (
        "eventFilterBranches",
        "listMembershipFilterBranches",
        "reEnrollmentTriggersFilterBranches",
    ):
        for index, branch in _objects(criteria.get(key)):
            _examine_filters(branch, f"/enrollmentCriteria/{key}/{index}", notes)


_ACTION_MODELS = (
    flow_v4.SingleConnectionAction,
    flow_v4.ListBranchAction,
    flow_v4.StaticBranchAction,
    flow_v4.TestBranchAction,
    flow_v4.CustomCodeAction,
    flow_v4.WebhookAction,
)


def _examine_action(action: Mapping[str, Any], pointer: str, notes: _Notes) -> None:
    notes.name(action.get("type"), flow_v4.ACTION_KINDS, "kind of action", f"{pointer}/type")
    type_id = action.get("actionTypeId")
    if isinstance(type_id, str) and _is_unknown_native(type_id):
        place = f"{notes.root}{pointer}/actionTypeId"
        notes.unknown.append(UnknownKind(place, "action type", type_id))
    if action.get("type") in flow_v4.ACTION_KINDS:
        notes.keys(action, _keys_of(*_ACTION_MODELS), pointer)
    _examine_edges(action, pointer, notes)
    _examine_value(action.get("inputValue"), f"{pointer}/inputValue", notes)
    fields = action.get("fields")
    if type_id == "0-5" and isinstance(fields, dict):
        _examine_value(fields.get("value"), f"{pointer}/fields/value", notes)
    for key in _BRANCH_LISTS:
        for index, branch in _objects(action.get(key)):
            place = f"{pointer}/{key}/{index}"
            _examine_edges(branch, place, notes)
            _examine_filters(branch.get("filterBranch"), f"{place}/filterBranch", notes)


def _is_unknown_native(type_id: str) -> bool:
    """Apps bring types of their own; HubSpot's start with ``0-``."""
    return type_id.startswith("0-") and type_id not in catalogue.ACTION_TYPES


def _examine_edges(owner: Mapping[str, Any], pointer: str, notes: _Notes) -> None:
    for key in _EDGES:
        edge = owner.get(key)
        if isinstance(edge, dict):
            known = catalogue.EDGE_TYPES
            named = edge.get("edgeType")
            upper = named.upper() if isinstance(named, str) else named
            if upper not in known:
                notes.name(named, known, "kind of connection", f"{pointer}/{key}/edgeType")


def _examine_value(value: Any, pointer: str, notes: _Notes) -> None:
    if isinstance(value, dict):
        notes.name(value.get("type"), flow_v4.VALUE_TYPES, "kind of value", f"{pointer}/type")


def _examine_filters(branch: Any, pointer: str, notes: _Notes) -> None:
    """A whole tree of filters, without recursion."""
    pending = [(branch, pointer)]
    while pending:
        here, at = pending.pop()
        if not isinstance(here, dict):
            continue
        kind = here.get("filterBranchType")
        known = catalogue.FILTER_BRANCH_TYPES
        notes.name(kind, known, "kind of filter branch", f"{at}/filterBranchType")
        if kind == "ASSOCIATION":
            notes.name(here.get("operator"), _LIST_OPERATORS, "operator", f"{at}/operator")
        for index, one in _objects(here.get("filters")):
            _examine_filter(one, f"{at}/filters/{index}", notes)
        for index, inner in _objects(here.get("filterBranches")):
            pending.append((inner, f"{at}/filterBranches/{index}"))


def _examine_filter(one: Mapping[str, Any], pointer: str, notes: _Notes) -> None:
    kind = one.get("filterType")
    notes.name(kind, catalogue.FILTER_TYPES, "kind of filter", f"{pointer}/filterType")
    if kind == "IN_LIST":
        notes.name(one.get("operator"), _LIST_OPERATORS, "operator", f"{pointer}/operator")
    operation = one.get("operation")
    if not isinstance(operation, dict):
        return
    place = f"{pointer}/operation"
    named = operation.get("operationType")
    canonical = OPERATION_SPELLINGS.get(named) if isinstance(named, str) else None
    if canonical is None:
        notes.name(named, tuple(catalogue.OPERATORS), "kind of operation", f"{place}/operationType")
        return
    operators: Sequence[str] = catalogue.OPERATORS[canonical]
    label = f"operator of {canonical}"
    if canonical == "ENUMERATION" and operation.get("operator") == "IS_NOT_EQUAL_TO":
        return  # it is known well enough: the API refuses it (WF007)
    notes.name(operation.get("operator"), operators, label, f"{place}/operator")


# ---------------------------------------------------------------- v3


def _examine_v3(workflow: Mapping[str, Any], notes: _Notes) -> None:
    from wflint.hubspot import workflow_v3  # noqa: PLC0415 - legacy, and rare

    notes.keys(workflow, _keys_of(workflow_v3.WorkflowV3) | _V3_SPELLINGS, "")
    pending = [(workflow.get("actions"), "/actions")]
    while pending:
        actions, pointer = pending.pop()
        for index, action in _objects(actions):
            place = f"{pointer}/{index}"
            known = catalogue.V3_ACTION_TYPES
            notes.name(action.get("type"), known, "kind of action", f"{place}/type")
            pending += [(action.get(key), f"{place}/{key}") for key in _NESTED]
