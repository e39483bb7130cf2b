"""WF201."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Applicability, Change, Finding, Fix
from wflint.rules.base import Case, WorkflowRule
from wflint.workflow.model import Workflow


class MissingStart(WorkflowRule):
    """The workflow has actions, but does not say with which one it starts.

    A record that is enrolled goes to the action named by `startActionId`. Where that is absent, or
    names no action, it goes nowhere: nothing in the workflow ever runs.

    **Example.** `"startActionId": "1"` where the only action is `"actionId": "2"`.

    **Repair.** Set `startActionId` to the id of the first action. Where just one action has no
    connection that leads to it, wflint offers that one; not without asking, since the workflow
    begins to run.
    """

    code = "WF201"
    name = "missing-start"
    repairs = Applicability.UNSAFE

    def check(self, case: Case) -> Iterator[Finding]:
        """At most one finding: at ``startActionId``, else at the workflow."""
        workflow = case.workflow
        if not workflow.actions or workflow.start in workflow.by_id():
            return
        if workflow.start is None:
            message = "the workflow has actions but no start: none of them runs"
        else:
            message = f"the workflow starts with action {workflow.start}, which does not exist"
        yield self.finding(
            case,
            message,
            workflow.start_pointer or workflow.pointer,
            help="set startActionId to the id of the first action",
            fixes=_evident_start(workflow),
        )


def _evident_start(workflow: Workflow) -> Iterator[Fix]:
    """The start, where only one action can be it."""
    led_to = {way.target for action in workflow.actions for way in action.ways}
    first = [action for action in workflow.actions if action.id not in led_to]
    if workflow.format == "v4" and len(first) == 1:
        place = f"{workflow.pointer}/startActionId"
        absent = workflow.start_pointer is None
        start = workflow.at(first[0].place("id"))
        change = Change("add" if absent else "replace", place, start)
        yield Fix(f"start with action {first[0].id}", Applicability.UNSAFE, (change,))
