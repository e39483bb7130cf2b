"""WF205."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from wflint.findings import Finding, Level
from wflint.rules.base import Case, WorkflowRule
from wflint.rules.structure.endless_cycle import back_edge, endless_part
from wflint.workflow.model import DeleteRecord, Workflow


class Cycle(WorkflowRule):
    """Actions follow each other in a circle.

    With a delay in it, that is a way to wait for something, and information only. It is a warning
    where nothing leads out of the circle: no branch, no goal and no suppression ends it, so records
    stay in the workflow for ever.

    **Example.** *Delay 7 days*, a branch, and back to the delay with *Go to action*.

    **Repair.** Give the circle a way out: a branch that ends, or a goal.
    """

    code = "WF205"
    name = "cycle"
    level = Level.INFO

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each group of actions that reach one another, unless WF204 names it."""
        workflow = case.workflow
        for group in case.graph.cycles_reached:
            if endless_part(workflow, group):
                continue
            closing, pointer = back_edge(workflow, group)
            closed = not _leads_out(workflow, group)
            end = ", and nothing leads out of it" if closed else ""
            finding = self.finding(
                case,
                f"actions {', '.join(group)} follow each other in a circle{end}",
                pointer,
                action=closing,
                help="give the circle a way out" if closed else "none is needed, if it is meant",
                subject=case.titles(*group),
            )
            level = Level.WARNING if closed else finding.level
            # Which action closes the circle depends on the file's order.
            yield replace(finding, level=level, action_title="")


def _leads_out(workflow: Workflow, group: tuple[str, ...]) -> bool:
    if workflow.goal is not None or workflow.suppression is not None:
        return True
    if workflow.enrolment.drops_unmet:
        return True
    actions = workflow.by_id()
    return any(
        way.target not in group or isinstance(actions[one].meaning, DeleteRecord)
        for one in group
        for way in actions[one].ways
    )
