"""WF116."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.analysis.questions import some_enrolled
from wflint.findings import Applicability, Change, Finding, Fix, Level
from wflint.hubspot.filters import AssociationBranch
from wflint.rules.base import Case, WorkflowRule
from wflint.workflow.model import Criteria, EnrolmentKind, Role

_KEY = "reEnrollmentTriggersFilterBranches"


class ReEnrolmentNeverTriggers(WorkflowRule):
    """Records may be enrolled again, but nothing ever enrols them again.

    A workflow with filters enrols a record again only when one of its re-enrolment triggers fires,
    and the record then meets the filters as well (knowledge base, "Add re-enrollment triggers to a
    workflow"). With no such trigger, with one on another object, or with one on a value that the
    filters exclude, that never happens.

    **Example.** `"shouldReEnroll": true` with an empty `reEnrollmentTriggersFilterBranches`.

    **Repair.** Add a re-enrolment trigger, or switch re-enrolment off. wflint offers to switch it
    off, which changes nothing but what the workflow seems to do.
    """

    code = "WF116"
    name = "re-enrolment-never-triggers"
    level = Level.WARNING
    repairs = Applicability.SAFE

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for the empty list, or one for each trigger that cannot fire."""
        workflow = case.workflow
        enrolment = workflow.enrolment
        dated = workflow.anchor is not None or workflow.schedule is not None
        if enrolment.kind is not EnrolmentKind.CRITERIA or not enrolment.re_enrols or dated:
            return
        # What is absent is not known: only an empty list says that there is none.
        if workflow.data.get("enrollmentCriteria", {}).get(_KEY) == []:
            yield self.finding(
                case,
                "records may be enrolled again, but no re-enrolment trigger is given",
                f"{workflow.pointer}/enrollmentCriteria/{_KEY}",
                help="add a re-enrolment trigger, or set shouldReEnroll to false",
                fixes=_switched_off(workflow.pointer),
            )
        for criteria in workflow.criteria:
            if criteria.role is Role.RE_ENROLMENT:
                yield from self._about(criteria, case)

    def _about(self, criteria: Criteria, case: Case) -> Iterator[Finding]:
        why = None
        changes = [c for c in case.workflow.enrolment.changes if c.pointer == criteria.pointer]
        parts = criteria.parts
        if any(isinstance(part.node, AssociationBranch) for part in parts):
            why = "it asks about another object"
        elif changes and not any(some_enrolled(case.study, change.condition) for change in changes):
            why = "the trigger of the workflow excludes that value"
        if why is not None:
            yield self.finding(
                case,
                f"this re-enrolment trigger never enrols a record again: {why}",
                criteria.pointer,
                help="correct it, or remove it",
                subject=why,
            )


def _switched_off(workflow: str) -> Iterator[Fix]:
    change = Change("replace", f"{workflow}/enrollmentCriteria/shouldReEnroll", False)
    yield Fix("switch re-enrolment off", Applicability.SAFE, (change,))
