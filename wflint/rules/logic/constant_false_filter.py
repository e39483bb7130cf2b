"""WF306."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Applicability, Change, Finding, Fix
from wflint.hubspot.filters import FilterBranch
from wflint.rules.base import Case, WorkflowRule
from wflint.rules.logic.trees import all_trees, is_broken
from wflint.workflow.filters import Part


class ConstantFalseFilter(WorkflowRule):
    """A filter that HubSpot has replaced by *never*.

    When what a filter asked about is gone (a list, a form, a property), HubSpot keeps a constant in
    its place that accepts nobody (`CONSTANT` in its OpenAPI description). In a group joined by
    *and* the whole group is dead.

    **Example.** `{"filterType": "CONSTANT", "shouldAccept": false}`.

    **Repair.** Set the filter up again in HubSpot, or remove it. Where the group that it kills is
    one of several, wflint offers to remove that group; not without asking, as it was there for a
    reason.
    """

    code = "WF306"
    name = "constant-false-filter"
    repairs = Applicability.UNSAFE

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
                    fixes=_removed(part),
                )


def _removed(broken: Part) -> Iterator[Fix]:
    """The largest part that the filter makes false, where that is one of several alternatives."""
    dead, around = broken, broken.inside
    while around is not None and _kind(around) == "AND":
        dead, around = around, around.inside
    if around is None or _kind(around) != "OR" or not isinstance(around.node, FilterBranch):
        return
    if len(around.node.filters) + len(around.node.filter_branches) > 1:
        yield Fix("remove the dead group", Applicability.UNSAFE, (Change("remove", dead.pointer),))


def _kind(part: Part) -> str | None:
    return part.node.filter_branch_type if isinstance(part.node, FilterBranch) else None
