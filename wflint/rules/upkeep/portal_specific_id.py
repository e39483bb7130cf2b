"""WF705."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wflint.findings import Finding, Level
from wflint.rules.base import Case, WorkflowRule
from wflint.workflow.references import values_in

_KEYS: Mapping[str, str] = {
    "listId": "a list",
    "list_id": "a list",
    "content_id": "an e-mail",
    "email_content_id": "an e-mail",
    "flow_id": "a workflow",
    "user_ids": "users",
    "team_ids": "teams",
    "sequenceId": "a sequence",
    "subscriptionId": "a subscription type",
}


class PortalSpecificId(WorkflowRule):
    """An id that holds in one portal only is written into the workflow.

    For a workflow that is rolled out to several portals (of an agency's clients, or a sandbox),
    such ids have to be replaced in each of them.

    **Example.** `"content_id": "84213371"`.

    **Repair.** Fill in the id when the workflow is rolled out.
    """

    code = "WF705"
    name = "portal-specific-id"
    level = Level.INFO
    default = False

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for each such id."""
        for action in case.workflow.by_id().values():
            for value, pointer in values_in(case.workflow.raw(action), action.pointer):
                key = pointer.rpartition("/")[2]
                if key in _KEYS and _is_fixed(value):
                    yield self.finding(
                        case,
                        f"the id of {_KEYS[key]} holds in this portal only",
                        pointer,
                        action=action,
                        help="fill it in when the workflow is rolled out",
                        subject=key,
                    )


def _is_fixed(value: Any) -> bool:
    if isinstance(value, list):
        return any(_is_fixed(one) for one in value)
    return isinstance(value, str | int) and str(value).isdecimal()
