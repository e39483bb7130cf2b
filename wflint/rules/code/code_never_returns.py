"""WF605."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from wflint.findings import Finding, Place
from wflint.rules.base import Case, WorkflowRule
from wflint.rules.code.sources import at


class CodeNeverReturns(WorkflowRule):
    """Custom code can end without giving anything back to the workflow.

    The function `main` has to call its callback, or return its outputs, whichever way it ends; else
    the action waits until it is timed out after 20 seconds, and its outputs are blank (developer
    documentation, "Custom code actions"). To throw an error is an end as well: HubSpot tries again.
    Calls that come later (in a promise) count; loops count if they answer anywhere.

    **Example.** `if (!email) return;` before the callback.

    **Repair.** Call the callback, or return outputs, before each end.
    """

    code = "WF605"
    name = "code-never-returns"

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each such end."""
        for source in case.sources:
            for number, (span, why) in enumerate(source.facts.unanswered):
                finding = self.finding(
                    case,
                    f"the code can end without giving anything back: {why} "
                    f"({at(source.text, span[0])})",
                    source.pointer,
                    action=source.action,
                    help="call the callback, or return outputs, before each end",
                    subject=f"{why} {number}",
                )
                yield replace(finding, place=Place(source.pointer, inside=span))
