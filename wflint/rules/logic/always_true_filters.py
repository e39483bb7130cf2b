"""WF302."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.analysis.questions import can_fail
from wflint.findings import Applicability, Change, Finding, Fix, Level
from wflint.hubspot.filters import Filter, FilterBranch
from wflint.rules.base import Case, WorkflowRule
from wflint.rules.logic.trees import innermost, trees
from wflint.workflow.filters import Part
from wflint.workflow.model import Role


class AlwaysTrueFilters(WorkflowRule):
    """A condition that every record satisfies, by itself.

    Usually *or* stands where *and* was meant, or blank records are let in on both sides. To test
    again what the trigger has asked already is good practice, and not reported.

    **Example.** *Country is not Belgium* or *Country is not France*: whatever the country is, one
    of them holds.

    **Repair.** Put the filters in one group, or remove them. wflint offers to remove a single
    filter that stands in a group with others, since it decides nothing.
    """

    code = "WF302"
    name = "always-true-filters"
    level = Level.WARNING
    repairs = Applicability.SAFE

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each such condition, none for what is around it."""
        for criteria, parts in trees(case):
            if criteria.role not in (Role.TRIGGER, Role.BRANCH):
                continue
            own = [part for part in parts if part.own]
            true = [part for part in own if not can_fail(case.study, part.condition)]
            for part in innermost(true):
                yield self.finding(
                    case,
                    "every record satisfies this",
                    part.pointer,
                    action=case.workflow.by_id().get(criteria.action_id or ""),
                    help="join the filters by «and», or remove them",
                    subject=repr(part.condition),
                    fixes=_removed(part),
                )


def _removed(part: Part) -> Iterator[Fix]:
    group = part.inside.node if part.inside is not None else None
    if not isinstance(part.node, Filter) or not isinstance(group, FilterBranch):
        return
    if group.filter_branch_type == "AND" and len(group.filters) + len(group.filter_branches) > 1:
        yield Fix("remove the filter", Applicability.SAFE, (Change("remove", part.pointer),))
