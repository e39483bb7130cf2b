"""The report for people: what is wrong, where, for whom, on which path, and how to repair it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wflint.findings import Finding, Level, Related, Report, Verdict, Witness
from wflint.reports.excerpt import numbered
from wflint.reports.repairs import fixable_with
from wflint.reports.replay import command
from wflint.reports.style import Style
from wflint.reports.visible import visible

_COLOURS = {Level.ERROR: Style.RED, Level.WARNING: Style.YELLOW, Level.INFO: Style.CYAN}
_VERDICTS = {
    Verdict.CERTAIN: "every record that gets here fails",
    Verdict.POSSIBLE: "some records that get here fail",
    Verdict.STALE: "fails only for records that changed after they were checked",
    Verdict.BYPASS: "fails only for records enrolled past the trigger",
}
_RECORDS = {"0-1": "contact", "0-2": "company", "0-3": "deal", "0-5": "ticket"}
_STEPS = 7
"""How many steps of a path are shown before its middle is left out."""
_APPROXIMATE = "not every path could be followed exactly, or no dry run shows it"


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
    for label, text in _notes(finding, options):
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


# ---------------------------------------------------------------- why, and what to do


def _notes(finding: Finding, options: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The lines below the source: a label and a text each."""
    witness = finding.witness
    if finding.verdict is not None:
        yield str(finding.verdict), _VERDICTS[finding.verdict]
    if finding.approximate:
        yield "approximate", _APPROXIMATE
    if witness is not None:
        if witness.path:
            yield "path", _path(witness)
        yield "fails", _record(witness)
        replay = command(finding, options)
        if replay is not None:
            yield "reproduced", visible(replay)
    if finding.hubspot_message:
        yield "HubSpot logs", visible(finding.hubspot_message)
    for related in finding.related:
        yield "related", _related(finding, related)
    if finding.help:
        option = fixable_with(finding)
        yield "repair", visible(finding.help) + (f" ({option})" if option else "")
    yield "see", f"wflint explain {finding.code}"


def _related(finding: Finding, related: Related) -> str:
    start = related.range.start if related.range is not None else None
    where = f" at {visible(finding.file)}:{start.line}:{start.column}" if start else ""
    return visible(related.message) + where


def _path(witness: Witness) -> str:
    """``enrolled → 1 If/then «Has demo» → 4 Delay``, the middle of a long one left out."""
    steps = [visible(step) for step in witness.steps or witness.path]
    if len(steps) > _STEPS:
        half = _STEPS // 2
        left_out = len(steps) - 2 * half
        steps = [*steps[:half], f"… {left_out} more …", *steps[-half:]]
    return " → ".join(["enrolled", *steps])


def _record(witness: Witness) -> str:
    """The record that fails, in one line: what is blank is left out."""
    kind = _RECORDS.get(witness.object_type_id)
    what = f"a {kind}" if kind else f"a record of type {visible(witness.object_type_id)}"
    facts = [
        *_properties(witness.properties),
        *(_associated(type_id, found) for type_id, found in witness.associations.items() if found),
        *(f"in list {visible(each)}" for each in witness.lists),
        *(
            f"subscription {visible(key)}: {visible(state)}"
            for key, state in witness.subscriptions.items()
        ),
        *(["the events that are asked for happened"] if witness.assume_events else []),
        *([f"the run begins at {witness.start}"] if witness.start is not None else []),
    ]
    return f"{what} with {', '.join(facts)}" if facts else f"{what} with nothing filled in"


def _properties(properties: Mapping[str, str]) -> list[str]:
    return [f"{visible(name)} = {visible(value)}" for name, value in properties.items() if value]


def _associated(type_id: str, records: tuple[Mapping[str, str], ...]) -> str:
    """The associated records of one association type."""
    count = "one associated record" if len(records) == 1 else f"{len(records)} associated records"
    details = "; ".join(
        ", ".join(_properties(record)) for record in records if any(record.values())
    )
    return f"{count} (type {visible(type_id)}{': ' if details else ''}{details})"
