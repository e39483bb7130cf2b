"""WF701."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wflint.findings import Finding, Level
from wflint.rules.base import Case, WorkflowRule

_DEFAULT = re.compile(
    r"(?i)(?:copy of |(?:clone|copy)\b|(?:new |unnamed |untitled )?workflow(?: ?#?\d{1,12})?$"
    r"|(?:new|unnamed|untitled)\b|test\b)"
)
_SHORTEST = 5


class DefaultName(WorkflowRule):
    """The workflow still has the name it was given by itself, or one that says nothing.

    **Example.** *Copy of Welcome*, *New workflow*, *Workflow 12*, *abc*.

    **Repair.** Say whom it is for and what it does.
    """

    code = "WF701"
    name = "default-name"
    level = Level.INFO
    default = False

    def check(self, case: Case) -> Iterator[Finding]:
        """At most one finding."""
        name = (case.workflow.name or "").strip()
        if len(name) < _SHORTEST or _DEFAULT.match(name):
            given = isinstance(case.workflow.data, dict) and "name" in case.workflow.data
            yield self.finding(
                case,
                "the workflow has no name that says what it does",
                f"{case.workflow.pointer}/name" if given else case.workflow.pointer,
                help="say whom it is for and what it does",
            )
