"""WF203."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Finding, Level
from wflint.rules.base import Case, WorkflowRule


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
        found = case.graph.reached
        for action in case.workflow.by_id().values() if found else ():
            if action.id not in found:
                yield self.finding(
                    case,
                    f"no path leads to this action ({action.title})",
                    action.pointer,
                    action=action,
                    help="connect it, or delete it",
                )
