"""WF211."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Applicability, Change, Finding, Fix, Level
from wflint.rules.base import Case, WorkflowRule
from wflint.workflow.model import id_number

_KEY = "nextAvailableActionId"


class ActionIdCollision(WorkflowRule):
    """The next action that is added would get the id of one that exists.

    `nextAvailableActionId` has to be higher than every action id (it is the highest and one, in
    HubSpot's exports). Gaps in the ids are fine.

    **Example.** `"nextAvailableActionId": "3"` where an action has the id 5.

    **Repair.** Set it to the highest id and one.
    """

    code = "WF211"
    name = "action-id-collision"
    level = Level.WARNING
    repairs = Applicability.SAFE

    def check(self, case: Case) -> Iterator[Finding]:
        """At most one finding."""
        workflow = case.workflow
        raw = workflow.data.get(_KEY) if isinstance(workflow.data, dict) else None
        following = id_number(raw)
        ids = [number for a in workflow.actions if (number := id_number(a.id)) is not None]
        if following is not None and ids and following <= max(ids):
            yield self.finding(
                case,
                f"the next action would get the id {following}, but ids up to {max(ids)} are taken",
                f"{workflow.pointer}/{_KEY}",
                help=f"set {_KEY} to {max(ids) + 1}",
                fixes=(_set(f"{workflow.pointer}/{_KEY}", raw, max(ids) + 1),),
            )


def _set(pointer: str, old: object, number: int) -> Fix:
    """The id as a text or a number, whichever it has been."""
    value = number if isinstance(old, int) else str(number)
    return Fix(f"set {_KEY} to {number}", Applicability.SAFE, (Change("replace", pointer, value),))
