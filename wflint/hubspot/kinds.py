"""Names that should be HubSpot's: which are not known, and which are nearly known ones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct, field

from wflint.hubspot import catalogue, flow_v4
from wflint.hubspot.envelope import Entry
from wflint.hubspot.filters import OPERATION_SPELLINGS
from wflint.hubspot.primitives import Model
from wflint.hubspot.violations import UnknownKind, Violation, escaped, nearest, quoted

_LIST_OPERATORS = ("IN_LIST", "NOT_IN_LIST")
_EDGES = frozenset(("connection", "defaultBranch"))
_NESTED = ("acceptActions", "rejectActions")
_V3_SPELLINGS = {"onlyEnrollManually", "supressionListIds"}
"""Keys as some tools that export v3 workflows spell them."""
_LOGICAL = ("AND", "OR")
"""The kinds of filter branch that nearly all are of."""
_OPERATIONS = tuple(catalogue.OPERATORS)
_FLOW_TYPES = ("CONTACT_FLOW", "PLATFORM_FLOW")


_Place = tuple[Any, ...]
"""Where a part of a workflow is: the place of what it is in, and one step; () is the workflow.

Most parts have nothing to be said of, so that pointers are made only for those that do.
"""


class _Notes(Struct):
    """What was noticed so far; ``root`` is the pointer of the workflow."""

    root: str
    unknown: list[UnknownKind] = field(default_factory=list)
    misspelt: list[Violation] = field(default_factory=list)

    def name(
        self, owner: Mapping[str, Any], key: str, known: Collection[str], kind: str, at: _Place
    ) -> None:
        """What ``owner`` has at ``key`` should be one of ``known``, if it is a text."""
        value = owner.get(key)
        if not isinstance(value, str) or value in known:
            return
        pointer = self.pointer((at, key))
        meant = nearest(value, known)
        if meant is None:
            self.unknown.append(UnknownKind(pointer, kind, value))
        else:
            self.misspelt.append(
                Violation(
                    pointer,
                    f"{quoted(value)} is no {kind}; did you mean {quoted(meant)}?",
                    help=f"write {quoted(meant)}",
                    meant=meant,
                )
            )

    def keys(self, value: Mapping[str, Any], known: frozenset[str], at: _Place) -> None:
        """A key that is nearly a known one that is absent."""
        if value.keys() <= known:
            return
        for key in value.keys() - known:
            meant = nearest(key, known - value.keys())
            if meant is not None:
                self.misspelt.append(
                    Violation(
                        self.pointer((at, key)),
                        f"{quoted(key)} is no key here; did you mean {quoted(meant)}?",
                        on_key=True,
                        help=f"write {quoted(meant)}",
                        meant=meant,
                    )
                )

    def pointer(self, place: _Place) -> str:
        """The pointer of a place."""
        steps: list[str] = []
        while place:
            place, step = place
            steps.append(escaped(str(step)))
        return "/".join([self.root, *reversed(steps)])


def examine(entry: Entry) -> tuple[tuple[UnknownKind, ...], tuple[Violation, ...]]:
    """The unknown kinds, and the names that are nearly right, in the workflow of ``entry``."""
    notes = _Notes(entry.pointer)
    if isinstance(entry.value, dict):
        (_examine_v3 if entry.kind == "v3" else _examine_v4)(entry.value, notes)
    notes.unknown.sort(key=lambda found: found.pointer)
    notes.misspelt.sort(key=lambda found: found.pointer)
    return tuple(notes.unknown), tuple(notes.misspelt)


def _objects(listed: Any, at: _Place) -> Sequence[tuple[_Place, dict[str, Any]]]:
    """The objects in a list, each with its place; none where there is no list."""
    if not listed or not isinstance(listed, list):
        return ()
    return [((at, index), item) for index, item in enumerate(listed) if isinstance(item, dict)]


def _keys_of(*models: type[Model]) -> frozenset[str]:
    return frozenset().union(*(model.keys for model in models))


# ---------------------------------------------------------------- v4

_FLOW_KEYS = _keys_of(flow_v4.FlowV4)
_ENROLMENT_KEYS = _keys_of(
    flow_v4.ListBasedEnrollment, flow_v4.EventBasedEnrollment, flow_v4.DatasetEnrollment
)
_ACTION_KEYS = _keys_of(
    flow_v4.SingleConnectionAction,
    flow_v4.ListBranchAction,
    flow_v4.StaticBranchAction,
    flow_v4.TestBranchAction,
    flow_v4.CustomCodeAction,
    flow_v4.WebhookAction,
)


def _examine_v4(flow: Mapping[str, Any], notes: _Notes) -> None:
    notes.keys(flow, _FLOW_KEYS, ())
    notes.name(flow, "type", _FLOW_TYPES, "kind of workflow", ())
    for key, known, kind in (
        ("enrollmentCriteria", flow_v4.ENROLLMENT_TYPES, "kind of enrolment"),
        ("enrollmentSchedule", flow_v4.SCHEDULE_TYPES, "kind of schedule"),
        ("eventAnchor", flow_v4.ANCHOR_TYPES, "kind of anchor"),
    ):
        part = flow.get(key)
        if isinstance(part, dict):
            notes.name(part, "type", known, kind, ((), key))
    _examine_enrolment(flow.get("enrollmentCriteria"), notes)
    for key in ("goalFilterBranch", "suppressionFilterBranch"):
        _examine_filters(flow.get(key), ((), key), notes)
    for place, action in _objects(flow.get("actions"), ((), "actions")):
        _examine_action(action, place, notes)


def _examine_enrolment(criteria: Any, notes: _Notes) -> None:
    if not isinstance(criteria, dict):
        return
    here = ((), "enrollmentCriteria")
    notes.keys(criteria, _ENROLMENT_KEYS, here)
    for key in ("listFilterBranch", "refinementCriteria"):
        _examine_filters(criteria.get(key), (here, key), notes)
    for key in (
        "eventFilterBranches",
        "listMembershipFilterBranches",
        "reEnrollmentTriggersFilterBranches",
    ):
        for place, branch in _objects(criteria.get(key), (here, key)):
            _examine_filters(branch, place, notes)


def _examine_action(action: Mapping[str, Any], at: _Place, notes: _Notes) -> None:
    if action.get("type") in flow_v4.ACTION_KINDS:
        notes.keys(action, _ACTION_KEYS, at)
    else:
        notes.name(action, "type", flow_v4.ACTION_KINDS, "kind of action", at)
    type_id = action.get("actionTypeId")
    if isinstance(type_id, str) and _is_unknown_native(type_id):
        place = notes.pointer((at, "actionTypeId"))
        notes.unknown.append(UnknownKind(place, "action type", type_id))
    for key in action:
        examine_part = _ACTION_PARTS.get(key)
        if examine_part is not None:
            examine_part(action, key, at, notes)


def _is_unknown_native(type_id: str) -> bool:
    """Apps bring types of their own; HubSpot's start with ``0-``."""
    return type_id not in catalogue.ACTION_TYPES and type_id.startswith("0-")


def _examine_edge(owner: Mapping[str, Any], key: str, at: _Place, notes: _Notes) -> None:
    edge = owner[key]
    if not isinstance(edge, dict):
        return
    known = catalogue.EDGE_TYPES
    named = edge.get("edgeType")
    if named not in known and isinstance(named, str) and named.upper() not in known:
        notes.name(edge, "edgeType", known, "kind of connection", (at, key))


def _examine_value(owner: Mapping[str, Any], key: str, at: _Place, notes: _Notes) -> None:
    value = owner.get(key)
    if isinstance(value, dict):
        notes.name(value, "type", flow_v4.VALUE_TYPES, "kind of value", (at, key))


def _examine_fields(action: Mapping[str, Any], key: str, at: _Place, notes: _Notes) -> None:
    """The value that *set property* writes."""
    if action.get("actionTypeId") == "0-5" and isinstance(action[key], dict):
        _examine_value(action[key], "value", (at, key), notes)


def _examine_branches(action: Mapping[str, Any], key: str, at: _Place, notes: _Notes) -> None:
    for place, branch in _objects(action[key], (at, key)):
        for part in _EDGES & branch.keys():
            _examine_edge(branch, part, place, notes)
        _examine_filters(branch.get("filterBranch"), (place, "filterBranch"), notes)


_ACTION_PARTS: Final[Mapping[str, Callable[[Mapping[str, Any], str, _Place, _Notes], None]]] = {
    **dict.fromkeys(_EDGES, _examine_edge),
    **dict.fromkeys(("listBranches", "staticBranches", "testBranches"), _examine_branches),
    "inputValue": _examine_value,
    "fields": _examine_fields,
}
"""What looks at a part of an action, by the part's key."""


def _examine_filters(branch: Any, at: _Place, notes: _Notes) -> None:
    """A whole tree of filters, without recursion."""
    pending = [(at, branch)] if isinstance(branch, dict) else []
    while pending:
        place, here = pending.pop()
        if here.get("filterBranchType") not in _LOGICAL:
            _examine_special_branch(here, place, notes)
        if filters := here.get("filters"):
            for inner, one in _objects(filters, (place, "filters")):
                _examine_filter(one, inner, notes)
        if branches := here.get("filterBranches"):
            pending += _objects(branches, (place, "filterBranches"))


def _examine_special_branch(branch: Mapping[str, Any], at: _Place, notes: _Notes) -> None:
    known = catalogue.FILTER_BRANCH_TYPES
    notes.name(branch, "filterBranchType", known, "kind of filter branch", at)
    if branch.get("filterBranchType") == "ASSOCIATION":
        notes.name(branch, "operator", _LIST_OPERATORS, "operator", at)


def _examine_filter(one: Mapping[str, Any], at: _Place, notes: _Notes) -> None:
    notes.name(one, "filterType", catalogue.FILTER_TYPES, "kind of filter", at)
    if one.get("filterType") == "IN_LIST":
        notes.name(one, "operator", _LIST_OPERATORS, "operator", at)
    operation = one.get("operation")
    if not isinstance(operation, dict):
        return
    place = (at, "operation")
    named = operation.get("operationType")
    canonical = OPERATION_SPELLINGS.get(named) if isinstance(named, str) else None
    if canonical is None:
        notes.name(operation, "operationType", _OPERATIONS, "kind of operation", place)
        return
    if canonical == "ENUMERATION" and operation.get("operator") == "IS_NOT_EQUAL_TO":
        return  # it is known well enough: the API refuses it (WF007)
    operators = catalogue.OPERATORS[canonical]
    notes.name(operation, "operator", operators, f"operator of {canonical}", place)


# ---------------------------------------------------------------- v3


def _examine_v3(workflow: Mapping[str, Any], notes: _Notes) -> None:
    from wflint.hubspot import workflow_v3  # noqa: PLC0415 - legacy, and rare

    notes.keys(workflow, _keys_of(workflow_v3.WorkflowV3) | _V3_SPELLINGS, ())
    pending = list(_objects(workflow.get("actions"), ((), "actions")))
    while pending:
        place, action = pending.pop()
        notes.name(action, "type", catalogue.V3_ACTION_TYPES, "kind of action", place)
        for key in _NESTED:
            pending += _objects(action.get(key), (place, key))
