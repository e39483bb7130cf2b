"""WF306."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Finding
from wflint.rules.base import Case, WorkflowRule
from wflint.rules.logic.trees import all_trees, is_broken


class ConstantFalseFilter(WorkflowRule):
    """A filter that HubSpot has replaced by *never*.

    When what a filter asked about is gone (a list, a form, a property), HubSpot keeps a constant in
    its place that accepts nobody (`CONSTANT` in its OpenAPI description). In a group joined by
    *and* the whole group is dead.

    **Example.** `{"filterType": "CONSTANT", "shouldAccept": false}`.

    **Repair.** Set the filter up again in HubSpot, or remove it.
    """

    code = "WF306"
    name = "constant-false-filter"

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each such filter."""
        for criteria, parts in all_trees(case):
            for part in filter(is_broken, parts):
                yield self.finding(
                    case,
                    "this filter accepts no record: HubSpot left it for one that is broken",
                    part.pointer,
                    action=case.workflow.by_id().get(criteria.action_id or ""),
                    help="set the filter up again, or remove it",
                    subject=criteria.role,
                )
