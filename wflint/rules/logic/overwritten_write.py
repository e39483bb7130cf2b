"""WF305."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wflint.findings import Finding, Level, Place, Related
from wflint.rules.base import Case, WorkflowRule
from wflint.rules.on_path import Question, answered
from wflint.workflow.conditions import Since, is_known
from wflint.workflow.model import Action, AnyValue, AssignOwner, SetProperty, Target, Workflow
from wflint.workflow.references import properties_asked, properties_read, reads_anything

_STAGE = "lifecyclestage"
_Written = tuple[str, Target | None]


class OverwrittenWrite(WorkflowRule):
    """A property is written, and written again on the same path before anything has read it.

    The first value is lost. A delay, an e-mail, a notification, code, a webhook or another workflow
    may read it; so does a branch that asks about it, and what is copied or added to. Properties
    that the goal, the suppression or re-enrolment look at are read all the time.

    **Example.** *Set lead source to web* and, two steps on, *Set lead source to form*.

    **Repair.** Remove the first one, or make them alternatives.
    """

    code = "WF305"
    name = "overwritten-write"
    level = Level.WARNING

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each write that is lost, at that write."""
        reported: set[str] = set()
        for finding in answered(case, self._questions(case)):
            if finding.place.pointer not in reported:
                reported.add(finding.place.pointer)
                yield finding

    def _questions(self, case: Case) -> Iterator[Question]:
        workflow = case.workflow
        actions = workflow.by_id().values()
        watched = _watched(workflow)
        writes = {a.id: _written(a) for a in actions}
        reads = {a.id: properties_read(workflow, a) for a in actions}
        for first in actions:
            written = writes[first.id]
            if written is None or written[0] in watched:
                continue
            if not any(w == written for i, w in writes.items() if i != first.id):
                continue
            readers = frozenset(a.id for a in actions if _reads(a, written, reads[a.id], workflow))
            unread = Since(starts=frozenset([first.id]), ends=readers)
            for later in actions:
                if writes[later.id] == written and later.id not in readers:
                    finding = self._about(case, first, later, written)
                    yield Question(later.id, is_known(unread), finding)

    def _about(self, case: Case, first: Action, later: Action, written: _Written) -> Finding:
        finding = self.finding(
            case,
            f"writes {written[0]}, which action {later.id} writes again before anything reads it",
            first.place("property"),
            action=first,
            help="remove it, or let only one of the two run",
            subject=f"{written[0]} {later.id}",
        )
        return replace(finding, related=(Related("written again", Place(later.pointer)),))


def _written(action: Action) -> _Written | None:
    """The property, and whose, that ``action`` writes."""
    match action.meaning:
        case SetProperty(name, _, target):
            return name, target
        case AssignOwner(name):
            return name, None
        case _:
            return None


def _watched(workflow: Workflow) -> set[str]:
    """The properties that are looked at all the time."""
    enrolment = workflow.enrolment
    conditions = [c for c in (workflow.goal, workflow.suppression) if c is not None]
    conditions += [enrolment.kept] if enrolment.drops_unmet else []
    asked = {name for condition in conditions for name in properties_asked(condition)}
    return asked | {change.property for change in enrolment.changes}


def _reads(action: Action, written: _Written, named: frozenset[str], workflow: Workflow) -> bool:
    """Whether ``action``, which names the properties ``named``, looks at what was written."""
    name, target = written
    if reads_anything(action):
        return True
    if target is not None:
        # Nothing says which records' properties a branch or a copy looks at.
        return not isinstance(action.meaning, SetProperty | AssignOwner)
    match action.meaning:
        case SetProperty(own, value, None) if own == name:
            if name == _STAGE or name in named:
                return True
            return isinstance(value, AnyValue) and _adds(action, value, workflow)
        case _:
            return name in named


def _adds(action: Action, value: AnyValue, workflow: Workflow) -> bool:
    """Whether the new value is made from the old one."""
    raw = workflow.raw(action)
    given = raw.get("fields", {}).get("value") if isinstance(raw, dict) else None
    kind = str(given.get("type", "")) if isinstance(given, dict) else ""
    return value.increment is not None or "APPEND" in kind or action.type_id == "0-261589386"
