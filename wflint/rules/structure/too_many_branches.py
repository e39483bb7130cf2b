"""WF209."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Finding
from wflint.rules.base import Case, WorkflowRule

_MOST = {"LIST_BRANCH": ("listBranches", 20), "STATIC_BRANCH": ("staticBranches", 250)}


class TooManyBranches(WorkflowRule):
    """An action has more branches than HubSpot allows.

    20 for *if/then*, 250 for *value equals* (knowledge base, "Use if/then branches").

    **Example.** One *if/then* with a branch for each of 24 countries.

    **Repair.** Use *value equals*, or split it into several branches one after the other.
    """

    code = "WF209"
    name = "too-many-branches"

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each such action, at the first branch too many."""
        for action in case.workflow.by_id().values():
            key, most = _MOST.get(action.type_id or "", ("", 0))
            count = len(action.branches)
            if key and count > most:
                yield self.finding(
                    case,
                    f"this action has {count} branches; HubSpot allows {most}",
                    f"{action.pointer}/{key}/{most}",
                    action=action,
                    help="split it into several branches, one after the other",
                )
