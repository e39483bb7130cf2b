"""The report as Reviewdog Diagnostic Format, which comments on pull requests.

Source: reviewdog, "Reviewdog Diagnostic Format (RDFormat)": columns count bytes of UTF-8.
"""

from __future__ import annotations

import json
from typing import Any

from wflint.findings import Excerpt, Finding, Level, Report
from wflint.reports.json_report import without_surrogates
from wflint.source.places import Position

_SEVERITIES = {Level.ERROR: "ERROR", Level.WARNING: "WARNING", Level.INFO: "INFO"}


def render(report: Report, *, color: bool = False) -> str:
    """One diagnostic a finding. ``color`` changes nothing."""
    del color
    document = {
        "source": {"name": "wflint"},
        "diagnostics": [_diagnostic(finding) for finding in report.findings],
    }
    return without_surrogates(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def _diagnostic(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {"path": finding.file}
    if finding.range is not None:
        excerpt = finding.excerpt
        location["range"] = {
            "start": _position(finding.range.start, excerpt),
            "end": _position(finding.range.end, excerpt),
        }
    return {
        "message": finding.message,
        "location": location,
        "severity": _SEVERITIES[finding.level],
        "code": {"value": f"{finding.code} {finding.name}"},
    }


def _position(position: Position, excerpt: Excerpt | None) -> dict[str, int]:
    """``position`` with its column in bytes; without it where the line is not at hand."""
    at = position.line - excerpt.first_line if excerpt is not None else -1
    if excerpt is None or not 0 <= at < len(excerpt.lines):
        return {"line": position.line}
    before = excerpt.lines[at][: position.column - 1]
    return {"line": position.line, "column": len(before.encode("utf-8", "replace")) + 1}
