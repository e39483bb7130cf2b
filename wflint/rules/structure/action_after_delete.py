"""WF213."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Finding
from wflint.rules.base import Case, WorkflowRule
from wflint.workflow.model import DeleteRecord


class ActionAfterDelete(WorkflowRule):
    """An action follows the one that deletes the record, so it never runs on this path.

    **Example.** *Delete contact*, and then *Send internal e-mail* about it.

    **Repair.** Delete the record last.
    """

    code = "WF213"
    name = "action-after-delete"

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
                )
