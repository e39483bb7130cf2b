"""WF301."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wflint.analysis.questions import associated_can_be, can_be
from wflint.findings import Finding
from wflint.hubspot.filters import AssociationBranch
from wflint.rules.base import Case, WorkflowRule
from wflint.rules.logic.trees import innermost, is_broken, trees
from wflint.workflow.conditions import all_of, some_of
from wflint.workflow.filters import Part
from wflint.workflow.model import Criteria, Role


class ContradictoryFilters(WorkflowRule):
    """A group of filters that no record can satisfy.

    Two filters of a group that is joined by *and* exclude each other, or one asks for nothing at
    all. A property that may hold several options is not contradicted by asking for two of them.
    Where the whole trigger is contradictory, WF115 says so instead.

    **Example.** *Lifecycle stage is any of lead* and *Lifecycle stage is any of customer* in one
    group.

    **Repair.** Move one of them to a group of its own (*or*), or remove it.
    """

    code = "WF301"
    name = "contradictory-filters"

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each group that contradicts itself, none for the groups around it."""
        for criteria, parts in trees(case):
            found = [part for part in parts if _is_contradictory(part, parts, case)]
            if not found or any(is_broken(part) for part in parts):
                continue
            if criteria.role is not Role.TRIGGER or found[0] is not parts[0]:
                yield from (self._about(part, criteria, case) for part in innermost(found))

    def _about(self, part: Part, criteria: Criteria, case: Case) -> Finding:
        own = part.own and not isinstance(part.node, AssociationBranch)
        whose = "record" if own else "associated record"
        return self.finding(
            case,
            f"no {whose} can satisfy these filters",
            part.pointer,
            action=case.workflow.by_id().get(criteria.action_id or ""),
            help="join filters that exclude each other by «or», or remove one of them",
            subject=repr(part.condition),
        )


def _is_contradictory(part: Part, parts: Sequence[Part], case: Case) -> bool:
    if isinstance(part.node, AssociationBranch):
        content = [inner.condition for inner in parts if inner.inside is part]
        joined = some_of if part.node.filter_branch_operator == "OR" else all_of
        return bool(content) and not associated_can_be(joined(content))
    if part.own:
        return not can_be(case.study, part.condition)
    return not associated_can_be(part.condition)
