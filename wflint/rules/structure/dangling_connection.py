"""WF202."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wflint.findings import Applicability, Change, Finding, Fix
from wflint.rules.base import Case, WorkflowRule
from wflint.workflow.model import Branch

_CONNECTIONS: Final = ("connection", "defaultBranch")


class DanglingConnection(WorkflowRule):
    """A connection leads to an action that does not exist.

    The record leaves the workflow there without a word; the API refuses to save such a workflow.
    A path that simply ends has no connection at all, which is fine.

    **Example.** `"connection": {"edgeType": "STANDARD", "nextActionId": "9"}` where no action is
    9.

    **Repair.** Name an action that exists, or remove the connection where the path should end.
    wflint removes it if asked to: it cannot know which action was meant.
    """

    code = "WF202"
    name = "dangling-connection"
    repairs = Applicability.UNSAFE

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding a connection, at the id that names no action."""
        known = case.workflow.by_id()
        for action in case.workflow.actions:
            for way in action.ways:
                if way.target is not None and way.target not in known:
                    yield self.finding(
                        case,
                        f"the connection leads to action {way.target}, which does not exist",
                        way.target_pointer or way.pointer,
                        action=action,
                        help="name an action that exists, or remove the connection",
                        subject=way.name or "",
                        fixes=_without(way),
                    )


def _without(way: Branch) -> Iterator[Fix]:
    """The path ends there; where the branch is itself the connection, it would go as well."""
    connection = (way.target_pointer or "").rpartition("/")[0]
    if connection.rpartition("/")[2] in _CONNECTIONS:
        change = Change("remove", connection)
        yield Fix("remove the connection", Applicability.UNSAFE, (change,))
