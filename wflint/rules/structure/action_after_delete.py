"""WF213."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Applicability, Finding, Fix
from wflint.rules.base import Case, WorkflowRule
from wflint.rules.repairs.wiring import connection_of, without_way
from wflint.workflow.model import Action, Branch, DeleteRecord, Workflow


class ActionAfterDelete(WorkflowRule):
    """An action follows the one that deletes the record, so it never runs on this path.

    **Example.** *Delete contact*, and then *Send internal e-mail* about it.

    **Repair.** Delete the record last. wflint offers to take out the connection, which no record
    ever takes. That is safe unless actions are lost with it, to which nothing else leads.
    """

    code = "WF213"
    name = "action-after-delete"
    repairs = Applicability.SAFE

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each deletion that something follows."""
        known = case.workflow.by_id()
        for action in known.values():
            way = action.default
            if isinstance(action.meaning, DeleteRecord) and way.target in known:
                yield self.finding(
                    case,
                    f"action {way.target} follows, but the record is gone by then",
                    way.target_pointer or way.pointer,
                    action=action,
                    help="delete the record last",
                    subject=case.titles(way.target),
                    fixes=_disconnected(way, action, case.workflow),
                )


def _disconnected(way: Branch, action: Action, workflow: Workflow) -> Iterator[Fix]:
    pointer = connection_of(way)
    if pointer is None:
        return
    changes = without_way(pointer, way, action, workflow)
    if len(changes) == 1:
        yield Fix("take the connection out", Applicability.SAFE, changes)
    else:
        title = "take out the connection, and the actions that only it leads to"
        yield Fix(title, Applicability.UNSAFE, changes)
