"""WF004."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wflint.findings import Applicability, Change, Finding, Fix, Level
from wflint.hubspot import flow_v4
from wflint.hubspot.filters import Filter, Operation, PropertyFilter, UnknownPart
from wflint.hubspot.primitives import Model
from wflint.hubspot.violations import escaped, nearest, quoted
from wflint.rules.base import Case, WorkflowRule
from wflint.workflow.model import Action

_HARMLESS = frozenset(
    {
        *("type", "propertyType", "defaultValue", "zoneId", "timezoneSource"),
        *("pruningRefineBy", "coalescingRefineBy"),
    }
)
"""Keys that HubSpot's list API writes into filters and operations, whichever kind they are."""
_EDGES = ("connection", "defaultBranch")
_KNOWN_OF_EDGES = flow_v4.Connection.keys
_BRANCHES: Mapping[str, type[Model]] = {
    "listBranches": flow_v4.ListBranch,
    "staticBranches": flow_v4.StaticBranch,
    "testBranches": flow_v4.TestBranch,
}


class UnknownKey(WorkflowRule):
    """A key that HubSpot does not know where it stands, and silently leaves out.

    In a filter that can turn the meaning round: the rest of the filter counts as if the key had not
    been written. Looked at are filters, their operations, branches and connections; elsewhere a
    slip of the pen is WF003.

    **Example.** `"includeObjectsWithNoValue": true` instead of `includeObjectsWithNoValueSet`:
    blank records stay out.

    **Repair.** Correct the key, or remove it. wflint corrects a slip of the pen if asked to,
    since the key then begins to count.
    """

    code = "WF004"
    name = "unknown-key"
    level = Level.WARNING
    repairs = Applicability.UNSAFE

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding a key."""
        actions = case.workflow.by_id()
        for criteria in case.workflow.criteria:
            action = actions.get(criteria.action_id or "")
            for part in criteria.parts:
                node = part.node
                if node.extra:
                    yield from self._in_model(node, part.pointer, case, action)
                if isinstance(node, PropertyFilter) and node.operation.extra:
                    place = f"{part.pointer}/operation"
                    yield from self._in_model(node.operation, place, case, action)
        if case.workflow.format == "v4":
            for action in actions.values():
                for value, model, pointer in _objects(case.workflow.raw(action)):
                    place = f"{action.pointer}{pointer}"
                    yield from self._in_object(value, model, place, case, action)

    def _in_object(
        self,
        value: Mapping[str, Any],
        model: type[Model],
        pointer: str,
        case: Case,
        action: Action,
    ) -> Iterator[Finding]:
        known = model.keys
        for key in sorted(value.keys() - known):
            yield self._about(key, known - value.keys(), pointer, case, action)

    def _in_model(
        self, model: Model, pointer: str, case: Case, action: Action | None
    ) -> Iterator[Finding]:
        extra = model.extra.keys() - _HARMLESS
        for key in sorted(extra) if _is_known(model) else ():
            missing = model.keys - model.given
            yield self._about(key, missing, pointer, case, action)

    def _about(
        self, key: str, free: frozenset[str], pointer: str, case: Case, action: Action | None
    ) -> Finding:
        meant = nearest(key, free)
        return self.finding(
            case,
            f"HubSpot ignores {quoted(key)} here"
            + (f"; did you mean {quoted(meant)}?" if meant is not None else ""),
            f"{pointer}/{escaped(key)}",
            action=action,
            on_key=True,
            help=f"write {quoted(meant)}" if meant is not None else "remove it",
            subject=f"{pointer.rpartition('/')[2]} {key}",
            fixes=_renamed(f"{pointer}/{escaped(key)}", meant),
        )


_Odd = tuple[dict[str, Any], type[Model], str]


def _objects(raw: Mapping[str, Any]) -> list[_Odd]:
    """The branches and connections of an action that hold a key which is not known there."""
    found: list[_Odd] = [(edge, flow_v4.Connection, f"/{key}") for key, edge in _odd_edges(raw)]
    for name, model in _BRANCHES.items():
        listed = raw.get(name)
        for index, branch in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(branch, dict):
                found += _in_branch(branch, model, f"/{name}/{index}")
    return found


def _in_branch(branch: dict[str, Any], model: type[Model], pointer: str) -> Iterator[_Odd]:
    bare = flow_v4.Connection if "nextActionId" in branch else model
    if not bare.keys.issuperset(branch):
        yield branch, bare, pointer
    for key, edge in _odd_edges(branch):
        yield edge, flow_v4.Connection, f"{pointer}/{key}"


def _odd_edges(owner: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for key in _EDGES:
        edge = owner.get(key)
        if not edge or not isinstance(edge, dict) or _KNOWN_OF_EDGES.issuperset(edge):
            continue
        if edge.get("nextActionId") is not None:  # else it is a violation of the schema
            found.append((key, edge))
    return found


def _renamed(pointer: str, meant: str | None) -> Iterator[Fix]:
    if meant is not None:
        change = Change("rename", pointer, meant)
        yield Fix(f"write {quoted(meant)}", Applicability.UNSAFE, (change,))


def _is_known(model: Model) -> bool:
    """Whether it is of a kind whose keys are known: others are kept as they are (WF005)."""
    return type(model) not in (Filter, Operation, UnknownPart)
