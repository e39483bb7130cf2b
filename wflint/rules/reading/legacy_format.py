"""WF008."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Finding, Level
from wflint.rules.base import Case, WorkflowRule

_REPLACED = {"0-7": "0-3 (create task)", "0-13": "0-63809083 and 0-63863438 (static lists)"}


class LegacyFormat(WorkflowRule):
    """The workflow, or an action in it, is written in a form that HubSpot has replaced.

    Automation v3 is in maintenance: it knows contacts only, and returns one path of a branch. Of
    the actions of v4, some have new types; the API answers the old one for lists with an error 500
    (HubSpot's workflow actions reference, 2026; hubspot-api-nodejs, issue 695).

    **Example.** `"actionTypeId": "0-13"`.

    **Repair.** Export the workflow by the automation v4 API; use the new type of action.
    """

    code = "WF008"
    name = "legacy-format"
    level = Level.INFO

    def check(self, case: Case) -> Iterator[Finding]:
        """One finding for v3, else one for each old action."""
        workflow = case.workflow
        if workflow.format == "v3":
            yield self.finding(
                case,
                "automation v3 is a legacy format",
                workflow.pointer,
                help="export the workflow by the automation v4 API",
            )
            return
        for action in workflow.by_id().values():
            instead = _REPLACED.get(action.type_id or "")
            if instead is not None:
                yield self.finding(
                    case,
                    f"action type {action.type_id} has been replaced",
                    action.place("type"),
                    action=action,
                    help=f"use {instead}",
                    subject=action.type_id or "",
                )
