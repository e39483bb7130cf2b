"""The report as Reviewdog Diagnostic Format, which comments on pull requests.

Source: reviewdog, "Reviewdog Diagnostic Format (RDFormat)": columns count bytes of UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wflint.findings import Excerpt, Finding, Level, Report
from wflint.reports.links import page_url
from wflint.reports.paths import from_root
from wflint.reports.written import as_json
from wflint.source.places import Position, Range

_SEVERITIES = {Level.ERROR: "ERROR", Level.WARNING: "WARNING", Level.INFO: "INFO"}


def render(report: Report, *, color: bool = False) -> str:
    """One diagnostic a finding. ``color`` changes nothing."""
    del color
    document = {
        "source": {"name": "wflint"},
        "diagnostics": [_diagnostic(finding, report.root) for finding in report.findings],
    }
    return as_json(document)


def _diagnostic(finding: Finding, root: Path | None) -> dict[str, Any]:
    file = from_root(finding.file, root).as_posix()
    excerpt = finding.excerpt
    diagnostic: dict[str, Any] = {
        "message": finding.message,
        "location": _location(file, finding.range, excerpt),
        "severity": _SEVERITIES[finding.level],
        "code": _code(finding),
    }
    suggestions = list(_suggestions(finding))
    if suggestions:
        diagnostic["suggestions"] = suggestions
    if finding.related:
        diagnostic["related_locations"] = [
            {"message": one.message, "location": _location(file, one.range, excerpt)}
            for one in finding.related
        ]
    return diagnostic


def _code(finding: Finding) -> dict[str, str]:
    code = {"value": f"{finding.code} {finding.name}"}
    address = page_url(finding.url)
    return {**code, "url": address} if address is not None else code


def _location(file: str, found: Range | None, excerpt: Excerpt | None) -> dict[str, Any]:
    location: dict[str, Any] = {"path": file}
    return {**location, "range": _range(found, excerpt)} if found is not None else location


def _suggestions(finding: Finding) -> Iterator[dict[str, Any]]:
    """The repairs that are one change of the text.

    Each suggestion is taken over by itself, so that half of a repair in two places could be.
    """
    for fix in finding.fixes:
        if len(fix.edits) == 1:
            (edit,) = fix.edits
            place = _range(edit.range, finding.excerpt)
            if all("column" in position for position in place.values()):
                yield {"range": place, "text": edit.text}


def _range(found: Range, excerpt: Excerpt | None) -> dict[str, dict[str, int]]:
    """``found`` with columns in bytes; without any where a line of it is not at hand as it is."""
    start, end = _column(found.start, excerpt), _column(found.end, excerpt)
    if start is None or end is None:
        return {"start": {"line": found.start.line}, "end": {"line": found.end.line}}
    return {
        "start": {"line": found.start.line, "column": start},
        "end": {"line": found.end.line, "column": end},
    }


def _column(position: Position, excerpt: Excerpt | None) -> int | None:
    if position.column == 1:
        return 1
    at = position.line - excerpt.first_line if excerpt is not None else -1
    if excerpt is None or excerpt.cut or not 0 <= at < len(excerpt.lines):
        return None
    before = excerpt.lines[at][: position.column - 1]
    return len(before.encode("utf-8", "replace")) + 1
