"""What is found before any rule looks, as findings: WF001 to WF003, WF005, WF901 to WF903."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal

from msgspec.structs import replace

from wflint.findings import Applicability, Change, Finding, Fix, Level, Place, WorkflowRef
from wflint.hubspot.envelope import Entry
from wflint.hubspot.reading import Parsed
from wflint.hubspot.violations import UnknownKind, Violation, quoted
from wflint.policy.suppression import Complaint
from wflint.rules.catalogue import catalogue
from wflint.source.problems import Problem

_INDEX = re.compile(r"/\d+(?=/|$)")


@cache
def _levels() -> Mapping[str, tuple[str, Level]]:
    return {rule.code: (rule.name, rule.level) for rule in catalogue()}


def from_problem(problem: Problem, file: str) -> Finding:
    """A file that cannot be read, or a key that stands twice."""
    name, level = _levels()[problem.code]
    place = Place(problem.pointer or "", on_key=problem.pointer is not None)
    return Finding(
        problem.code,
        name,
        level,
        problem.message,
        file,
        place,
        range=problem.range,
        subject=_INDEX.sub("/*", problem.pointer or ""),
    )


def from_complaint(complaint: Complaint) -> Finding:
    """Something that is wrong with a suppression."""
    name, level = _levels()[complaint.code]
    suppression = complaint.suppression
    rules = " ".join(suppression.rules)
    return Finding(
        complaint.code,
        name,
        level,
        complaint.message,
        suppression.file,
        Place(""),
        help=_HELP[complaint.code],
        subject=f"{rules} {suppression.workflow} {suppression.action} {complaint.message}",
        range=suppression.range,
    )


_HELP = {
    "WF901": "remove it, or name what it is meant for",
    "WF902": "say why what it suppresses is no defect, so that the next reader can tell",
    "WF903": "repair what it suppressed, or give it a new last day",
}


def from_reading(
    parsed: Parsed, file: str, reference: WorkflowRef, entry: Entry, *, repairs: bool = False
) -> Iterator[Finding]:
    """What in a workflow is not of HubSpot's format, and what wflint does not know.

    ``repairs``: repairs are wanted.
    """
    for violation in parsed.violations:
        action_id = _action_at(violation.pointer, entry)
        finding = _from_violation(violation, file, reference, action_id)
        yield replace(finding, fixes=tuple(_renamed(violation))) if repairs else finding
    for unknown in parsed.unknown:
        yield _from_unknown(unknown, file, reference, _action_at(unknown.pointer, entry))


def _from_violation(
    violation: Violation, file: str, reference: WorkflowRef | None, action_id: str | None
) -> Finding:
    name, level = _levels()["WF003"]
    return Finding(
        "WF003",
        name,
        level,
        violation.message,
        file,
        Place(violation.pointer, violation.on_key),
        workflow=reference,
        action_id=action_id,
        help=violation.help,
        subject=violation.message,
    )


def _renamed(violation: Violation) -> Iterator[Fix]:
    """The name that is nearly there; a guess, so it is not written without asking."""
    if violation.meant is not None:
        operation: Literal["rename", "replace"] = "rename" if violation.on_key else "replace"
        change = Change(operation, violation.pointer, violation.meant)
        yield Fix(f"write {quoted(violation.meant)}", Applicability.UNSAFE, (change,))


def _from_unknown(
    unknown: UnknownKind, file: str, reference: WorkflowRef, action_id: str | None
) -> Finding:
    name, level = _levels()["WF005"]
    return Finding(
        "WF005",
        name,
        level,
        f'"{unknown.value}" is no {unknown.kind} that wflint knows; it is taken as it comes',
        file,
        Place(unknown.pointer),
        workflow=reference,
        action_id=action_id,
        help="none is needed, unless it is a slip of the pen",
        subject=f"{unknown.kind} {unknown.value}",
    )


def _action_at(pointer: str, entry: Entry) -> str | None:
    """The id of the action that ``pointer`` leads into, if it has one."""
    steps = pointer.removeprefix(entry.pointer).split("/")
    here: Any = entry.value
    found: str | None = None
    for step in steps[1:]:
        if isinstance(here, dict):
            here = here.get(step.replace("~1", "/").replace("~0", "~"))
        elif isinstance(here, list) and step.isdecimal() and int(step) < len(here):
            here = here[int(step)]
        else:
            break
        own = here.get("actionId") if isinstance(here, dict) else None
        if "actions" in steps[1:2] and isinstance(own, str | int) and not isinstance(own, bool):
            found = found or str(own)
    return found


def not_a_workflow(entry: Entry, file: str) -> Finding:
    """What is said of an entry of a file that is none."""
    from wflint.hubspot import explain  # noqa: PLC0415 - slow to import, and rare

    return _from_violation(explain.not_a_workflow(entry), file, None, None)
