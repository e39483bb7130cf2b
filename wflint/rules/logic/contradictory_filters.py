"""WF301."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wflint.analysis.questions import Anybody, ask_associated
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
        listed = list(trees(case))
        asked = [part.condition for _, parts in listed for part in parts if part.own]
        anybody = Anybody(case.workflow, case.portal, asked)

        def is_contradictory(part: Part, parts: Sequence[Part]) -> bool:
            if isinstance(part.node, AssociationBranch):
                content = [inner.condition for inner in parts if inner.inside is part]
                joined = some_of if part.node.filter_branch_operator == "OR" else all_of
                return bool(content) and not ask_associated(joined(content))
            if part.own:
                return not anybody.can_be(part.condition)
            return not ask_associated(part.condition)

        for criteria, parts in listed:
            broken = any(is_broken(part) for part in parts)
            if broken or (criteria.role is Role.TRIGGER and is_contradictory(parts[0], parts)):
                continue
            for part in innermost([p for p in parts if is_contradictory(p, parts)]):
                yield self._about(part, criteria, case)

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
