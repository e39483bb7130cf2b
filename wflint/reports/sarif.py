"""The report as SARIF 2.1.0, for code scanning and for editors.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from wflint import __version__
from wflint.findings import Finding, Level, Place, Report, Witness
from wflint.reports.json_report import without_surrogates
from wflint.source.places import Range

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"}
_ROOT = "SRCROOT"


def render(report: Report, *, color: bool = False) -> str:
    """One run; places are relative to the folder that wflint ran in. ``color`` changes nothing."""
    del color
    codes = sorted({finding.code for finding in report.findings})
    first = {finding.code: finding for finding in reversed(report.findings)}
    document = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "wflint",
                        "version": __version__,
                        "semanticVersion": __version__,
                        "rules": [_rule(first[code]) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, codes.index(one.code)) for one in report.findings],
            }
        ],
    }
    return without_surrogates(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def _rule(finding: Finding) -> dict[str, Any]:
    name = "".join(part.capitalize() for part in finding.name.split("-"))
    return {
        "id": finding.code,
        "name": name,
        "shortDescription": {"text": finding.name.replace("-", " ")},
        "help": {"text": f"wflint explain {finding.code}", "markdown": f"`{finding.url}`"},
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.level],
        "message": {"text": finding.message},
        "locations": [_location(finding.file, finding.range, finding.place)],
        "partialFingerprints": {"wflint/v1": finding.fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                **_location(finding.file, one.range, one.place),
                "message": {"text": one.message},
            }
            for number, one in enumerate(finding.related, start=1)
        ]
    if finding.witness is not None and finding.witness.steps:
        result["codeFlows"] = [_flow(finding, finding.witness)]
    return result


def _location(file: str, place: Range | None, named: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {
        "artifactLocation": {"uri": quote(file.replace("\\", "/")), "uriBaseId": _ROOT}
    }
    if place is not None:
        physical["region"] = {
            "startLine": place.start.line,
            "startColumn": place.start.column,
            "endLine": place.end.line,
            "endColumn": place.end.column,
        }
    logical = [{"fullyQualifiedName": named.pointer or "/", "kind": "value"}]
    return {"physicalLocation": physical, "logicalLocations": logical}


def _flow(finding: Finding, witness: Witness) -> dict[str, Any]:
    """The path of the record that fails, one step an action; the last one is where it fails."""
    there = _location(finding.file, finding.range, finding.place)
    steps = [{"location": {"message": {"text": step}}} for step in witness.steps[:-1]]
    last = {"location": {**there, "message": {"text": witness.steps[-1]}}}
    return {"threadFlows": [{"locations": [*steps, last]}]}
