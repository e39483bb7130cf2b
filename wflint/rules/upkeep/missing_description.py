"""WF702."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Finding, Level
from wflint.rules.base import Case, WorkflowRule


class MissingDescription(WorkflowRule):
    """The workflow has no description.

    **Example.** A workflow without `description`, or with an empty one.

    **Repair.** Say why it exists, and who looks after it.
    """

    code = "WF702"
    name = "missing-description"
    level = Level.INFO
    default = False

    def check(self, case: Case) -> Iterator[Finding]:
        """At most one finding."""
        data = case.workflow.data if isinstance(case.workflow.data, dict) else {}
        if not str(data.get("description") or "").strip():
            pointer = case.workflow.pointer
            yield self.finding(
                case,
                "the workflow has no description",
                f"{pointer}/description" if "description" in data else pointer,
                help="say why it exists, and who looks after it",
            )
