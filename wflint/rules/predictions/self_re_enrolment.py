"""WF117."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.analysis.questions import after_action
from wflint.findings import Finding, Level, Place, Related
from wflint.rules.base import Case, WorkflowRule
from wflint.workflow.conditions import (
    TRUE,
    Condition,
    Property,
    all_of,
    is_option,
    negation,
)
from wflint.workflow.model import (
    Action,
    AssignOwner,
    EnrolmentKind,
    PropertyChange,
    SetProperty,
    StaticText,
)


class SelfReEnrolment(WorkflowRule):
    """The workflow itself writes the property that enrols the record again.

    The record then still meets the trigger, or meets it again: it can go through the workflow over
    and over (knowledge base, "Add re-enrollment triggers to a workflow": a trigger *is known* fires
    at every change). A value that the property already has is no change.

    **Example.** Re-enrolment on *Number of reminders is known*, and an action that adds one to it.

    **Repair.** Do not enrol again on a property that the workflow writes, or write a value that the
    trigger excludes.
    """

    code = "WF117"
    name = "self-re-enrolment"
    level = Level.WARNING

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each action that does it."""
        workflow = case.workflow
        enrolment = workflow.enrolment
        if not enrolment.re_enrols or enrolment.kind not in (
            EnrolmentKind.CRITERIA,
            EnrolmentKind.EVENT,
        ):
            return
        for action in workflow.by_id().values():
            for change in enrolment.changes:
                if _written(action) == change.property and _brings_back(action, change, case):
                    yield self._about(action, change, case)
                    break

    def _about(self, action: Action, change: PropertyChange, case: Case) -> Finding:
        return self.finding(
            case,
            f"writes {change.property}, which enrols the record in this workflow again",
            action.place("property"),
            action=action,
            help="do not enrol again on a property that the workflow writes",
            subject=change.property,
            related=(Related("enrols again", Place(change.pointer)),),
        )


def _written(action: Action) -> str | None:
    """The property of the enrolled record that ``action`` writes."""
    match action.meaning:
        case SetProperty(name, target=None) | AssignOwner(name):
            return name
        case _:
            return None


def _brings_back(action: Action, change: PropertyChange, case: Case) -> bool:
    """Whether the write changes the value, and the record meets the criteria afterwards."""
    before = _differs(action)
    after = all_of([case.workflow.enrolment.trigger, change.condition])
    return after_action(case.study, action.id, before, after)


def _differs(action: Action) -> Condition:
    """The property does not yet have the value that is written."""
    match action.meaning:
        case SetProperty(name, StaticText(text)) if text:
            return negation(is_option(Property(name), text))
        case SetProperty(name, StaticText()):
            return negation(is_option(Property(name), on_blank=True))
        case _:
            return TRUE
