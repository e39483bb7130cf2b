"""The report as commands for GitHub Actions, which shows each finding at its line.

Source: GitHub documentation, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from pathlib import Path

from wflint.findings import Finding, Level, Report
from wflint.reports.paths import from_root
from wflint.reports.visible import visible
from wflint.reports.written import without_surrogates

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "notice"}
_IN_TEXT = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_IN_PROPERTY = (*_IN_TEXT, (":", "%3A"), (",", "%2C"))


def render(report: Report, *, color: bool = False) -> str:
    """One command a finding. ``color`` changes nothing."""
    del color
    lines = (f"{_command(finding, report.root)}\n" for finding in report.findings)
    return without_surrogates("".join(lines))


def _command(finding: Finding, root: Path | None) -> str:
    place = finding.range
    where = {"file": from_root(finding.file, root).as_posix()}
    if place is not None:
        where |= {"line": str(place.start.line), "endLine": str(place.end.line)}
        if place.start.line == place.end.line:
            where |= {"col": str(place.start.column), "endColumn": str(place.end.column)}
    where["title"] = f"{finding.code} {finding.name}"
    named = ",".join(f"{key}={_escaped(value, _IN_PROPERTY)}" for key, value in where.items())
    help_ = f" ({finding.help})" if finding.help else ""
    message = _escaped(visible(finding.message + help_), _IN_TEXT)
    return f"::{_COMMANDS[finding.level]} {named}::{message}"


def _escaped(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for plain, escape in escapes:
        text = text.replace(plain, escape)
    return text
