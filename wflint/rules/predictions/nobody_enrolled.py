"""WF115."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.analysis.questions import can_be, some_enrolled
from wflint.findings import Finding, Place, Related
from wflint.hubspot.filters import ConstantFilter
from wflint.rules.base import Case, WorkflowRule
from wflint.workflow.conditions import TRUE
from wflint.workflow.model import Role, Workflow

_WHY = {Role.GOAL: "the goal", Role.SUPPRESSION: "the criteria that keep records out"}


class NobodyEnrolled(WorkflowRule):
    """No record can be enrolled: the trigger contradicts itself, the goal or the suppression.

    A record that meets the goal or the suppression criteria is not enrolled, and one that comes to
    meet them leaves at once (knowledge base, "Use goals in contact-based workflows"). HubSpot logs
    nothing; the workflow just never runs.

    **Example.** Trigger: *Lifecycle stage is customer*; goal: *Lifecycle stage is any of customer,
    evangelist*.

    **Repair.** Correct the trigger, or the goal.
    """

    code = "WF115"
    name = "nobody-enrolled"

    def check(self, case: Case) -> Iterator[Finding]:
        """At most one finding, at the trigger."""
        workflow = case.workflow
        if _has_broken_filter(workflow):
            return
        if some_enrolled(case.study, TRUE):
            return
        trigger = workflow.enrolment.trigger
        alone = not can_be(case.study, trigger)
        why = "the trigger contradicts itself" if alone else "whoever meets the trigger is kept out"
        yield self.finding(
            case,
            f"no record can be enrolled: {why}",
            workflow.enrolment.pointer or workflow.pointer,
            help="correct the trigger" if alone else "correct the trigger, or what keeps them out",
            related=() if alone else tuple(_related(workflow)),
        )


def _related(workflow: Workflow) -> Iterator[Related]:
    for criteria in workflow.criteria:
        if criteria.role in _WHY:
            yield Related(f"here is {_WHY[criteria.role]}", Place(criteria.pointer))


def _has_broken_filter(workflow: Workflow) -> bool:
    """Whether the trigger holds a filter that HubSpot has made false (WF306 speaks of it)."""
    return any(
        isinstance(part.node, ConstantFilter) and not part.node.should_accept
        for criteria in workflow.criteria
        if criteria.role is Role.TRIGGER
        for part in criteria.parts
    )
