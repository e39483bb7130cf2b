"""The report for people: what is wrong, where, for whom, on which path, and how to repair it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wflint.findings import Finding, Level, Report
from wflint.reports.excerpt import numbered
from wflint.reports.notes import notes
from wflint.reports.style import Style
from wflint.reports.visible import visible

_COLOURS = {Level.ERROR: Style.RED, Level.WARNING: Style.YELLOW, Level.INFO: Style.CYAN}


def render(report: Report, *, color: bool = False) -> str:
    """``report`` as text; empty when nothing is shown. ``color``: with ANSI colours."""
    style = Style(color)
    return "\n".join(
        "".join(f"{line}\n" for line in _finding(finding, report.options, style))
        for finding in report.findings
    )


def _finding(finding: Finding, options: Sequence[str], style: Style) -> Iterator[str]:
    colour = _COLOURS[finding.level]
    title = f"{finding.level}[{finding.code}]"
    message = style.bold(f": {visible(finding.message)}")
    yield style.paint(title, colour) + f" {finding.name}" + message
    gutter = _gutter(finding)
    yield f"{gutter}{style.blue('-->')} {_place(finding)}{_workflow(finding)}"
    yield from _source(finding, gutter, style)
    for label, text in notes(finding, options):
        yield f"{gutter} {style.blue('=')} {style.bold(label + ':')} {text}"


# ---------------------------------------------------------------- where


def _gutter(finding: Finding) -> str:
    """Room for the line numbers."""
    excerpt = finding.excerpt
    last = excerpt.first_line + len(excerpt.lines) - 1 if excerpt is not None else 1
    return " " * len(str(last))


def _place(finding: Finding) -> str:
    start = finding.range.start if finding.range is not None else None
    return visible(finding.file) + (f":{start.line}:{start.column}" if start is not None else "")


def _workflow(finding: Finding) -> str:
    """Which workflow of the file it is, and which action."""
    workflow = finding.workflow
    if workflow is None:
        return ""
    name = workflow.name or workflow.id
    return f" in «{visible(name)}»" if name else f" in workflow {workflow.index + 1} of the file"


def _source(finding: Finding, gutter: str, style: Style) -> Iterator[str]:
    if finding.excerpt is None or finding.range is None:
        return
    colour = _COLOURS[finding.level]
    bar = style.blue("|")
    yield f"{gutter} {bar}"
    for line in numbered(finding.excerpt, finding.range):
        if line.number is None:
            yield f"{gutter} {bar} {style.paint(line.text, colour)}"
        else:
            number = str(line.number).rjust(len(gutter))
            yield f"{style.blue(number)} {bar} {line.text}".rstrip()
    yield f"{gutter} {bar}"
