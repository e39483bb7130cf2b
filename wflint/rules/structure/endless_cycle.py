"""WF204."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from wflint.findings import Finding
from wflint.rules.base import Case, WorkflowRule
from wflint.rules.structure.graph import cycles, edges, within
from wflint.workflow.model import Action, Delay, WaitForEvent, WaitUntilDate, Workflow


class EndlessCycle(WorkflowRule):
    """Actions follow each other in a circle in which nothing can take time.

    A record that comes in goes round as fast as HubSpot lets it, mailing and writing each time,
    until a branch on the way lets it out, if one ever does.

    **Example.** *Add 1 to the counter*, a branch, and back to the first with *Go to action*.

    **Repair.** Put a delay into the circle, or lead the last action on instead of back.
    """

    code = "WF204"
    name = "endless-cycle"

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each group of actions that reach one another."""
        workflow = case.workflow
        for group in case.graph.cycles_reached:
            quick = endless_part(workflow, group)
            if quick:
                closing, pointer = back_edge(workflow, quick)
                finding = self.finding(
                    case,
                    f"actions {', '.join(quick)} follow each other in a circle without any delay",
                    pointer,
                    action=closing,
                    help="put a delay into the circle, or lead it out",
                    subject=case.titles(*group),
                )
                # Which action closes the circle depends on the file's order.
                yield replace(finding, action_title="")


def endless_part(workflow: Workflow, group: tuple[str, ...]) -> tuple[str, ...]:
    """A circle within ``group`` in which no action can take time; none: the empty one."""
    actions = workflow.by_id()
    quick = [one for one in group if not takes_time(actions[one])]
    found = cycles(within(edges(workflow), quick))
    return found[0] if found else ()


def takes_time(action: Action) -> bool:
    """Whether it is one of the actions that wait."""
    return isinstance(action.meaning, Delay | WaitUntilDate | WaitForEvent)


def back_edge(workflow: Workflow, group: tuple[str, ...]) -> tuple[Action, str]:
    """The connection that closes the circle: the last one, in the file's order, that leads back."""
    actions = workflow.by_id()
    order = {action_id: at for at, action_id in enumerate(actions)}
    closing = [
        (actions[one], way.target_pointer or way.pointer)
        for one in group
        for way in actions[one].ways
        if way.target in group and order[way.target] <= order[one]
    ]
    return closing[-1] if closing else (actions[group[0]], actions[group[0]].pointer)
