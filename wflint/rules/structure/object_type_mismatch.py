"""WF006."""

from __future__ import annotations

from collections.abc import Iterator

from wflint.findings import Applicability, Change, Finding, Fix
from wflint.rules.base import Case, WorkflowRule
from wflint.workflow.model import Workflow

CONTACT = "0-1"
_OF_ONE_KIND = (
    *("goalFilterBranch", "eventAnchor", "suppressionListIds", "canEnrollFromSalesforce"),
    *("unEnrollmentSetting", "suppressionFilterBranch"),
)
"""Keys that only the one or the other kind of workflow has."""


class ObjectTypeMismatch(WorkflowRule):
    """The kind of workflow and the kind of record it enrols do not go together.

    HubSpot keeps contact workflows (`CONTACT_FLOW`, object type `0-1`) apart from all others
    (`PLATFORM_FLOW`), and refuses a definition that mixes them (OpenAPI description of the
    automation API, August 2026).

    **Example.** `{"type": "CONTACT_FLOW", "objectTypeId": "0-2"}`: 0-2 are companies.

    **Repair.** Set `type` to `CONTACT_FLOW` for contacts and to `PLATFORM_FLOW` for every other
    object, or correct `objectTypeId`. wflint offers the first where nothing in the workflow is
    peculiar to one of the two kinds.
    """

    code = "WF006"
    name = "object-type-mismatch"
    repairs = Applicability.UNSAFE

    def check(self, case: Case) -> Iterator[Finding]:
        """At most one finding, at ``objectTypeId``."""
        workflow = case.workflow
        kind = workflow.flow_type
        if kind is None or (kind == "CONTACT_FLOW") == (workflow.object_type_id == CONTACT):
            return
        right = "0-1 (contact)" if kind == "CONTACT_FLOW" else "another object type than 0-1"
        yield self.finding(
            case,
            f"a {kind} cannot enrol records of type {workflow.object_type_id}",
            f"{workflow.pointer}/objectTypeId",
            help=f"a {kind} needs {right}; or change its type",
            subject=f"{kind} {workflow.object_type_id}",
            fixes=_retyped(workflow),
        )


def _retyped(workflow: Workflow) -> Iterator[Fix]:
    if workflow.data.keys().isdisjoint(_OF_ONE_KIND):
        kind = "CONTACT_FLOW" if workflow.object_type_id == CONTACT else "PLATFORM_FLOW"
        change = Change("replace", f"{workflow.pointer}/type", kind)
        yield Fix(f"make it a {kind}", Applicability.UNSAFE, (change,))
