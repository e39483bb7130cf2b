"""The report for programs: ``schemas/report-v1.schema.json`` describes it."""

from __future__ import annotations

from typing import Any

from msgspec import to_builtins

from wflint import __version__
from wflint.findings import Edit, Finding, Fix, Related, Report, Witness, WorkflowRef
from wflint.reports.written import as_json
from wflint.source.places import Position, Range

VERSION = 1
"""Raised by a change that removes or re-types a field."""

_START = Range(Position(1, 1), Position(1, 1))


def render(report: Report, *, color: bool = False) -> str:
    """``report`` as JSON. ``color`` changes nothing."""
    del color
    document = {
        "version": VERSION,
        "wflint": __version__,
        "summary": to_builtins(report.summary),
        "findings": [as_object(finding) for finding in report.findings],
    }
    return as_json(document)


def as_object(finding: Finding) -> dict[str, Any]:
    """A finding as ``findings`` holds it."""
    return {
        "code": finding.code,
        "name": finding.name,
        "level": finding.level,
        "verdict": finding.verdict,
        "message": finding.message,
        "hubspot_message": finding.hubspot_message,
        "file": finding.file,
        "workflow": _workflow(finding.workflow) if finding.workflow is not None else None,
        "action_id": finding.action_id,
        "pointer": finding.place.pointer,
        "range": _range(finding.range),
        "related": [_related(related) for related in finding.related],
        "witness": _witness(finding.witness) if finding.witness is not None else None,
        "approximate": finding.approximate,
        "fixes": [_fix(fix) for fix in finding.fixes],
        "fingerprint": finding.fingerprint,
        "url": finding.url,
    }


def _workflow(reference: WorkflowRef) -> dict[str, Any]:
    return {"id": reference.id, "name": reference.name, "index": reference.index}


def _range(found: Range | None) -> dict[str, Any]:
    spelt: dict[str, Any] = to_builtins(found or _START)
    return spelt


def _related(related: Related) -> dict[str, Any]:
    return {
        "message": related.message,
        "pointer": related.place.pointer,
        "range": _range(related.range),
    }


def _witness(witness: Witness) -> dict[str, Any]:
    record: dict[str, Any] = {
        "objectTypeId": witness.object_type_id,
        "properties": dict(witness.properties),
        "associations": {
            type_id: [dict(record) for record in records]
            for type_id, records in witness.associations.items()
        },
    }
    if witness.lists:
        record["lists"] = list(witness.lists)
    if witness.subscriptions:
        record["subscriptions"] = dict(witness.subscriptions)
    if witness.facts:
        record["facts"] = list(witness.facts)
    if witness.outputs:
        record["outputs"] = {key: dict(given) for key, given in witness.outputs.items()}
    if witness.assume_events:
        record["events"] = True
    if witness.start is not None:
        record["start"] = witness.start
    return {"record": record, "path": list(witness.path), "reproduced": witness.reproduced}


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "applicability": fix.applicability,
        "edits": [_edit(edit) for edit in fix.edits],
    }


def _edit(edit: Edit) -> dict[str, Any]:
    return {"pointer": edit.pointer, "range": _range(edit.range), "text": edit.text}
