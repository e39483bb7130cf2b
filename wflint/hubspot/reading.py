"""From a plain value to a typed workflow; what does not fit is named, and the rest is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from pydantic_core import SchemaValidator, ValidationError

from wflint.hubspot.envelope import Entry
from wflint.hubspot.flow_v4 import UNREADABLE, FlowV4
from wflint.hubspot.kinds import examine
from wflint.hubspot.validators import validator
from wflint.hubspot.violations import UnknownKind, Violation

if TYPE_CHECKING:
    from wflint.hubspot.workflow_v3 import WorkflowV3

_ROUNDS = 6
"""How often what does not fit is replaced before the workflow is given up."""

_BRANCH_KEYS = {
    "filterBranch",
    "listFilterBranch",
    "goalFilterBranch",
    "suppressionFilterBranch",
    "refinementCriteria",
}
_BRANCH_LISTS = {
    "filterBranches",
    "eventFilterBranches",
    "listMembershipFilterBranches",
    "reEnrollmentTriggersFilterBranches",
}
_ACTION_LISTS = {"actions", "acceptActions", "rejectActions"}
_TYPED_KEYS = {"enrollmentCriteria", "enrollmentSchedule", "eventAnchor"}

Path = tuple[str | int, ...]


class Parsed(Struct, frozen=True):
    """A workflow as far as it can be read.

    ``flow`` None: nothing of it can. ``raw``: the plain value that ``flow`` was read from, in which
    what does not fit has been replaced. Pointers lead into the whole document.
    """

    flow: FlowV4 | WorkflowV3 | None
    violations: tuple[Violation, ...]
    unknown: tuple[UnknownKind, ...]
    raw: Any


def parse(entry: Entry) -> Parsed:
    """Read a workflow; ``entry.kind`` says of which format."""
    reader = validator("workflow-v3" if entry.kind == "v3" else "flow-v4")
    unknown, misspelt = examine(entry)
    try:
        return Parsed(reader.validate_python(entry.value), misspelt, unknown, entry.value)
    except ValidationError as error:
        paths = _paths(error, entry.value)
    violations = _explained(entry, misspelt)
    flow, raw = _mended(reader, entry.value, paths)
    return Parsed(flow, violations, unknown, raw)


def _explained(entry: Entry, misspelt: Sequence[Violation]) -> tuple[Violation, ...]:
    # Imported late: jsonschema is slow to import, and most workflows fit.
    from wflint.hubspot.explain import explain  # noqa: PLC0415

    try:
        explained = explain(entry)
    except RecursionError:
        # The validator goes deeper into nested filters than Python lets it.
        explained = (Violation(entry.pointer, "filters are nested too deeply to be read"),)
    found = {(v.pointer, v.message): v for v in (*explained, *misspelt)}
    return tuple(found.values())


def _mended(
    reader: SchemaValidator, value: Any, paths: Iterable[Path]
) -> tuple[FlowV4 | WorkflowV3 | None, Any]:
    """``value`` with stand-ins for what does not fit, and what is read from it."""
    for _ in range(_ROUNDS):
        for path in paths:
            if _exists(value, path):
                value = _replaced(value, _part(value, path))
        try:
            return reader.validate_python(value), value
        except ValidationError as error:
            paths = _paths(error, value)
    return None, value


def _paths(error: ValidationError, value: Any) -> list[Path]:
    """Where ``value`` does not fit: pydantic's places without the names of union members."""
    found: dict[Path, None] = {}
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        path: list[str | int] = []
        here = value
        for step in one["loc"]:
            if _has(here, step):
                here = here[step]
                path.append(step)
        found[tuple(path)] = None
    return list(found)


def _exists(value: Any, path: Path) -> bool:
    """False where a stand-in has taken the place of something around it."""
    for step in path:
        if not _has(value, step):
            return False
        value = value[step]
    return True


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def _part(value: Any, path: Path) -> tuple[Path, Any]:
    """The smallest part around ``path`` that a stand-in can take the place of."""
    for length in range(len(path), 0, -1):
        part = path[:length]
        stand_in = _stand_in(part, _at(value, part))
        if stand_in is not None:
            return part, stand_in
    top = path[:1]
    return top, None


def _stand_in(part: Path, here: Any) -> Any:
    last, before = part[-1], part[-2] if len(part) > 1 else None
    if last in _BRANCH_KEYS or before in _BRANCH_LISTS:
        return {"filterBranchType": UNREADABLE}
    if before == "filters" and isinstance(last, int):
        return {"filterType": UNREADABLE}
    if before in _ACTION_LISTS:
        return _action_stand_in(here)
    if last in ("connection", "defaultBranch"):
        return _meant_connection(here)
    if last == "inputValue":
        return {"type": UNREADABLE}
    return {"type": UNREADABLE} if last in _TYPED_KEYS else None


def _meant_connection(connection: Any) -> dict[str, Any]:
    """A connection inside a connection is a common slip, and marked; else it leads nowhere."""
    inner = connection.get("connection") if isinstance(connection, dict) else None
    target = inner.get("nextActionId") if isinstance(inner, dict) else None
    readable = isinstance(target, str | int) and not isinstance(target, bool)
    return {"nextActionId": target, UNREADABLE: "connection"} if readable else {}


def _action_stand_in(action: Any) -> dict[str, Any]:
    """An unreadable action keeps its id, where that can be read, and itself for a closer look."""
    kept: dict[str, Any] = {"type": UNREADABLE, "original": action}
    if isinstance(action, dict):
        for key in ("actionId", "stepId"):
            if isinstance(action.get(key), str | int) and not isinstance(action[key], bool):
                kept[key] = action[key]
    return kept


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _replaced(value: Any, change: tuple[Path, Any]) -> Any:
    """A copy of ``value`` with the part at a path replaced; the rest is shared."""
    path, stand_in = change
    if not path:
        return {}
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        if step not in value:
            return value
        inner = stand_in if not rest else _replaced(value[step], (rest, stand_in))
        return {**value, step: inner}
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        inner = stand_in if not rest else _replaced(value[step], (rest, stand_in))
        return [*value[:step], inner, *value[step + 1 :]]
    return value
