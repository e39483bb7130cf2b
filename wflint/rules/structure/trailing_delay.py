"""WF212."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Applicability, Finding, Fix, Level
from wflint.rules.base import Case, WorkflowRule
from wflint.rules.repairs.wiring import cut_off, without
from wflint.rules.structure.endless_cycle import takes_time
from wflint.rules.structure.graph import Edges, reached
from wflint.workflow.model import Action, Decide, Split, Workflow


class TrailingDelay(WorkflowRule):
    """Records wait, and after that nothing happens.

    It keeps them in the workflow, where they may meet a goal, but does nothing else.

    **Example.** *Delay 3 days* as the last action.

    **Repair.** Remove the delay, or add what was to follow. wflint offers to remove it, with the
    waits and branches behind it; not without asking, since records leave earlier then, and goals,
    re-enrolment and other workflows can see that.
    """

    code = "WF212"
    name = "trailing-delay"
    level = Level.INFO
    repairs = Applicability.UNSAFE

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for the first wait of each path that ends in nothing but waits."""
        workflow = case.workflow
        actions = workflow.by_id()
        graph = case.graph.edges
        there = case.graph.reached
        doing = {
            one
            for one in there
            if not takes_time(actions[one]) and not isinstance(actions[one].meaning, Decide | Split)
        }
        useful = _leading_to(graph, doing)
        idle = [one for one in actions if one in there and one not in useful]
        later = {target for one in idle if takes_time(actions[one]) for target in graph[one]}
        for one in idle:
            if takes_time(actions[one]) and one not in later:
                yield self.finding(
                    case,
                    "nothing happens after this wait",
                    actions[one].pointer,
                    action=actions[one],
                    help="remove it, or add what was to follow",
                    fixes=_removed(actions[one], graph, workflow),
                )


def _removed(wait: Action, graph: Edges, workflow: Workflow) -> Iterator[Fix]:
    """The wait and all that comes after it, taken out."""
    behind = reached(graph, wait.id)
    alone = behind == {wait.id}
    changes = without(wait, workflow) if alone else cut_off(wait, behind, workflow)
    yield Fix("remove the wait", Applicability.UNSAFE, changes)


def _leading_to(graph: Edges, goals: set[str]) -> set[str]:
    """The actions from which one of ``goals`` is reached, themselves included."""
    before: dict[str, list[str]] = {}
    for source, targets in graph.items():
        for target in targets:
            before.setdefault(target, []).append(source)
    found = set(goals)
    pending = list(goals)
    while pending:
        for source in before.get(pending.pop(), ()):
            if source not in found:
                found.add(source)
                pending.append(source)
    return found
