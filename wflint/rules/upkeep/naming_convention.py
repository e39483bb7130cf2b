"""WF703."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Finding, Level
from wflint.rules.base import Case, WorkflowRule

_SEPARATORS = (" | ", ": ", " - ", " – ", " / ", "] ")


class NamingConvention(WorkflowRule):
    """The name does not begin with what the workflow belongs to.

    Lists of workflows are sorted by name; a prefix keeps together what belongs together. Taken for
    one is what stands before ` | `, `: `, ` - ` or in brackets, or a name in parts joined by `_`.

    **Example.** *Welcome new leads* instead of *Marketing | Welcome new leads*.

    **Repair.** Put the team, the object or the purpose first.
    """

    code = "WF703"
    name = "naming-convention"
    level = Level.INFO
    default = False

    def check(self, case: Case) -> Iterator[Finding]:
        """At most one finding."""
        name = case.workflow.name
        if name and name.count("_") < 2 and not any(mark in name for mark in _SEPARATORS):
            yield self.finding(
                case,
                "the name does not begin with what the workflow belongs to",
                f"{case.workflow.pointer}/name",
                help="put the team, the object or the purpose first",
            )
