"""WF207."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Applicability, Change, Finding, Fix, Place, Related
from wflint.rules.base import Case, WorkflowRule
from wflint.workflow.model import Branch

_KIND = "STATIC_BRANCH"


class DuplicateBranchValue(WorkflowRule):
    """A branch on values lists the same value twice; the second one is never taken.

    **Example.** Two branches with `"branchValue": "NL"`.

    **Repair.** Correct the value, or join the two branches. wflint removes the second branch.
    """

    code = "WF207"
    name = "duplicate-branch-value"
    repairs = Applicability.SAFE

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each branch after the first with its value."""
        for action in case.workflow.by_id().values():
            if action.type_id != _KIND:
                continue
            first: dict[str | None, Branch] = {}
            for branch in action.branches:
                known = first.setdefault(branch.name, branch)
                if known is not branch:
                    yield self.finding(
                        case,
                        f"the value {branch.name} has a branch already",
                        f"{branch.pointer}/branchValue",
                        action=action,
                        help="correct the value, or remove this branch",
                        subject=branch.name or "",
                        related=(Related("the first one", Place(f"{known.pointer}/branchValue")),),
                        fixes=(_without(branch),),
                    )


def _without(branch: Branch) -> Fix:
    """No record takes the branch, so nothing is sent or done otherwise without it."""
    change = Change("remove", branch.pointer)
    return Fix("remove the branch that is never taken", Applicability.SAFE, (change,))
