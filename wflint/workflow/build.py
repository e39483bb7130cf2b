"""From a typed flow of either format to the one model of a workflow."""

from __future__ import annotations

from wflint.hubspot.envelope import Entry
from wflint.hubspot.flow_v4 import FlowV4
from wflint.hubspot.reading import Parsed
from wflint.workflow import from_v4
from wflint.workflow.model import Workflow
from wflint.workflow.portal import Portal


def build(entry: Entry, parsed: Parsed, index: int, portal: Portal) -> Workflow | None:
    """The ``index``-th workflow of a document; None: nothing of it could be read."""
    match parsed.flow:
        case None:
            return None
        case FlowV4() as flow:
            return from_v4.workflow_from(entry, parsed, flow, index, portal)
        case flow:
            from wflint.workflow import from_v3  # noqa: PLC0415 - legacy, and rare

            return from_v3.workflow_from(entry, flow, index, portal)
