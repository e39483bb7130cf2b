"""WF118."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.analysis.questions import drops
from wflint.findings import Finding, Level, Place, Related
from wflint.rules.base import Case, WorkflowRule
from wflint.workflow.model import Action, SetListMembership, SetProperty, StaticText


class UnenrolsItsOwnRecords(WorkflowRule):
    """A write of the workflow takes the record out of it, before the actions that follow.

    With *unenroll contacts when they no longer meet the criteria*
    (`unEnrollObjectsNotMeetingCriteria`) HubSpot looks after each step, at what the workflow itself
    has written too.

    **Example.** Trigger: *Lead status is new*; the first action sets the lead status to
    *attempted*, and the e-mail after it is never sent.

    **Repair.** Write the property last, widen the trigger, or let records stay that no longer meet
    it.
    """

    code = "WF118"
    name = "unenrols-its-own-records"
    level = Level.WARNING

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each such write."""
        workflow = case.workflow
        if not workflow.enrolment.drops_unmet:
            return
        known = workflow.by_id()
        for action in known.values():
            goes_on = any(way.target in known for way in action.ways)
            if goes_on and _writes(action) and drops(case.study, action.id):
                yield self.finding(
                    case,
                    "takes records out of the workflow before the actions that follow",
                    action.place("value", "property"),
                    action=action,
                    help="write it last, or let records stay that no longer meet the trigger",
                    related=(Related("what they have to meet", Place(_trigger(case))),),
                )


def _trigger(case: Case) -> str:
    return case.workflow.enrolment.pointer or case.workflow.pointer


def _writes(action: Action) -> bool:
    """Whether it is fixed what the action makes of the record: what is copied can be anything."""
    match action.meaning:
        case SetProperty(value=StaticText(), target=None) | SetListMembership():
            return True
        case _:
            return False
