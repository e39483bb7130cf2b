"""WF208."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Finding, Level
from wflint.rules.base import Case, WorkflowRule


class EmptyWorkflow(WorkflowRule):
    """The workflow is turned on and has no action.

    Records are enrolled and leave at once; nothing happens, and nothing is logged.

    **Example.** `"isEnabled": true` with `"actions": []`.

    **Repair.** Add actions, or turn it off.
    """

    code = "WF208"
    name = "empty-workflow"
    level = Level.WARNING

    def check(self, case: Case) -> Iterator[Finding]:
        """At most one finding."""
        workflow = case.workflow
        data = workflow.data if isinstance(workflow.data, dict) else {}
        given = data.get("actions")
        # Where it is not said that it is turned on, nothing is known of it.
        turned_on = True in (data.get("isEnabled"), data.get("enabled"))
        if turned_on and not workflow.actions and not given:
            pointer = workflow.pointer if given is None else f"{workflow.pointer}/actions"
            yield self.finding(
                case,
                "the workflow is turned on, but has no actions",
                pointer,
                help="add actions, or turn it off",
            )
