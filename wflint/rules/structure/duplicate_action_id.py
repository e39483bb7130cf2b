"""WF206."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Finding
from wflint.rules.base import Case, WorkflowRule


class DuplicateActionId(WorkflowRule):
    """Two actions have the same id, so connections cannot tell them apart.

    The API refuses to save such a workflow. It comes from copying an action by hand, or from a
    merge of two edits. The checks take the first of them as meant.

    **Example.** Two actions with `"actionId": "4"`; connections to 4 mean the first.

    **Repair.** Give the copy a free id (`nextAvailableActionId` names one) and correct the
    connections to it.
    """

    code = "WF206"
    name = "duplicate-action-id"

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each action after the first with its id."""
        seen: set[str] = set()
        for action in case.workflow.actions:
            if action.id in seen:
                yield self.finding(
                    case,
                    f"the id {action.id} belongs to an earlier action already",
                    action.place("id"),
                    action=action,
                    help="give this action a free id and correct the connections to it",
                )
            seen.add(action.id)
