"""From a typed flow of either format to the one model of a workflow."""

from __future__ import annotations

from wflint.hubspot.envelope import Entry
from wflint.hubspot.flow_v4 import FlowV4
from wflint.hubspot.reading import Parsed
from wflint.hubspot.workflow_v3 import WorkflowV3
from wflint.workflow import from_v3, from_v4
from wflint.workflow.model import Workflow
from wflint.workflow.portal import Portal


def build(entry: Entry, parsed: Parsed, index: int, portal: Portal) -> Workflow | None:
    """The ``index``-th workflow of a document; None: nothing of it could be read."""
    match parsed.flow:
        case FlowV4() as flow:
            return from_v4.workflow_from(entry, parsed, flow, index, portal)
        case WorkflowV3() as flow:
            return from_v3.workflow_from(entry, flow, index, portal)
        case _:
            return None
