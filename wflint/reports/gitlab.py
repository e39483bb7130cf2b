"""The report as GitLab Code Quality reads it.

Source: GitLab documentation, "Code Quality", on the format of its report.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from wflint.findings import Finding, Level, Report
from wflint.reports.paths import from_root
from wflint.reports.visible import visible
from wflint.reports.written import as_json

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.INFO: "info"}


def render(report: Report, *, color: bool = False) -> str:
    """A JSON list with one object a finding. ``color`` changes nothing."""
    del color
    seen: Counter[str] = Counter()
    issues = [_issue(finding, report.root, seen) for finding in report.findings]
    return as_json(issues)


def _issue(finding: Finding, root: Path | None, seen: Counter[str]) -> dict[str, Any]:
    place = finding.range
    begin, end = (place.start.line, place.end.line) if place is not None else (1, 1)
    return {
        "description": f"{finding.code} {visible(finding.message)}",
        "check_name": finding.name,
        "fingerprint": _fingerprint(finding, seen),
        "severity": _SEVERITIES[finding.level],
        "location": {
            "path": from_root(finding.file, root).as_posix(),
            "lines": {"begin": begin, "end": end},
        },
    }


def _fingerprint(finding: Finding, seen: Counter[str]) -> str:
    """The finding's own; a further finding that is no different has its number after it."""
    own = finding.fingerprint
    seen[own] += 1
    return own if seen[own] == 1 else f"{own}-{seen[own]}"
