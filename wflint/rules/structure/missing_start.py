"""WF201."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Finding
from wflint.rules.base import Case, WorkflowRule


class MissingStart(WorkflowRule):
    """The workflow has actions, but does not say with which one it starts.

    A record that is enrolled goes to the action named by `startActionId`. Where that is absent, or
    names no action, it goes nowhere: nothing in the workflow ever runs.

    **Example.** `"startActionId": "1"` where the only action is `"actionId": "2"`.

    **Repair.** Set `startActionId` to the id of the first action.
    """

    code = "WF201"
    name = "missing-start"

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
        )
