"""The report with one line for each finding."""

from __future__ import annotations

from wflint.findings import Finding, Report
from wflint.reports.style import Style
from wflint.reports.visible import visible

_COLOURS = {"error": Style.RED, "warning": Style.YELLOW, "info": Style.CYAN}


def render(report: Report, *, color: bool = False) -> str:
    """``file:line:column: code level message [name]`` for each finding."""
    style = Style(color)
    return "".join(f"{_line(finding, style)}\n" for finding in report.findings)


def _line(finding: Finding, style: Style) -> str:
    start = finding.range.start if finding.range is not None else None
    where = f"{start.line}:{start.column}" if start is not None else "1:1"
    level = style.paint(str(finding.level), _COLOURS[finding.level])
    message = visible(finding.message)
    return f"{visible(finding.file)}:{where}: {finding.code} {level} {message} [{finding.name}]"
