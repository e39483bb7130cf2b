"""Why a document does not fit: every violation, at its place, in words.

Only the rare document that does not fit comes here, since the JSON Schema validator is slow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from wflint.hubspot.envelope import Entry
from wflint.hubspot.schema import load
from wflint.hubspot.violations import Violation, escaped, nearest, quoted

_SCHEMAS = {"v4": "flow-v4", "v3": "workflow-v3"}
_MOST = 200
"""Violations of one workflow that are told."""

_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def explain(entry: Entry) -> tuple[Violation, ...]:
    """All violations of the schema of ``entry``'s format, in the document's order."""
    validator = Draft202012Validator(load(_SCHEMAS[entry.kind or "v4"]))
    found: dict[tuple[str, str], Violation] = {}
    for error in validator.iter_errors(entry.value):
        for violation in _violations(error, entry.pointer):
            found.setdefault((violation.pointer, violation.message), violation)
        if len(found) >= _MOST:
            break
    return tuple(sorted(found.values(), key=lambda v: (v.pointer, v.message)))


def not_a_workflow(entry: Entry) -> Violation:
    """What to say of a value that is named as a workflow and is none."""
    return Violation(
        entry.pointer,
        f"{quoted(entry.value)} stands where a HubSpot workflow is expected",
        help="give what the automation API gives: an object with actions, enrollmentCriteria …",
    )


def _violations(error: ValidationError, root: str) -> Iterator[Violation]:
    pointer = root + "".join(f"/{escaped(str(step))}" for step in error.absolute_path)
    name = error.absolute_path[-1] if error.absolute_path else "the workflow"
    label = (
        f"item {name}" if isinstance(name, int) else quoted(name) if error.absolute_path else name
    )
    match error.validator:
        case "required":
            yield from _missing(error, pointer)
        case "type":
            allowed = _allowed(error.validator_value)
            message = f"{label} is {quoted(error.instance)}; {allowed} is expected"
            yield Violation(pointer, message, help=f"write {allowed}")
        case _:
            yield Violation(
                pointer, f"{label} is {quoted(error.instance)}, which is not allowed here"
            )


def _missing(error: ValidationError, pointer: str) -> Iterator[Violation]:
    instance: Any = error.instance
    schema: Any = error.schema
    required: Any = error.validator_value
    for key in required:
        if key in instance:
            continue
        known = set(schema.get("properties", ()))
        others = [other for other in instance if other not in known]
        close = {other: other for other in others if nearest(other, [key])}
        hint = f"; {quoted(next(iter(close)))} is nearly it" if close else ""
        yield Violation(pointer, f'"{key}" is missing{hint}', help=f'add "{key}"')


def _allowed(types: Any) -> str:
    listed = [types] if isinstance(types, str) else [name for name in types if name != "null"]
    return " or ".join(_TYPES[name] for name in listed)
