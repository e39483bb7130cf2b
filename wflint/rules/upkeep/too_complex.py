"""WF704."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Finding, Level
from wflint.rules.base import Case, WorkflowRule

_MOST_ACTIONS = 50


class TooComplex(WorkflowRule):
    """The workflow has more than 50 actions.

    Nobody sees at a glance what such a workflow does.

    **Example.** A lead router with a tree of branches for each country.

    **Repair.** Split it, and let one part enrol records in the other.
    """

    code = "WF704"
    name = "too-complex"
    level = Level.INFO
    default = False

    def check(self, case: Case) -> Iterator[Finding]:
        """At most one finding."""
        count = len(case.workflow.actions)
        if count > _MOST_ACTIONS:
            yield self.finding(
                case,
                f"the workflow has {count} actions, more than {_MOST_ACTIONS}",
                f"{case.workflow.pointer}/actions",
                help="split it, and let one part enrol records in the other",
            )
