"""WF203."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Finding, Level
from wflint.rules.base import Case, WorkflowRule
from wflint.workflow.model import Workflow


class UnreachableAction(WorkflowRule):
    """No path of connections leads from the start to this action, so it never runs.

    Usually the branch that led to it was deleted or joined elsewhere. Actions that are only reached
    under conditions that cannot hold are another matter; here there is no way at all.

    **Example.** Actions 1 and 3, where 1 has no connection and nothing else leads to 3.

    **Repair.** Connect it, or delete it.
    """

    code = "WF203"
    name = "unreachable-action"
    level = Level.WARNING

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding an action; none where the start itself is missing (WF201)."""
        workflow = case.workflow
        actions = workflow.by_id()
        if workflow.start not in actions:
            return
        reached = _reached(workflow, workflow.start)
        for action in actions.values():
            if action.id not in reached:
                yield self.finding(
                    case,
                    f"no path leads to this action ({action.title})",
                    action.pointer,
                    action=action,
                    help="connect it, or delete it",
                )


def _reached(workflow: Workflow, start: str) -> set[str]:
    """The actions that connections lead to."""
    actions = workflow.by_id()
    reached = {start}
    pending = [start]
    while pending:
        for way in actions[pending.pop()].ways:
            if way.target in actions and way.target not in reached:
                reached.add(way.target)
                pending.append(way.target)
    return reached
