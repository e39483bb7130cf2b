"""The report as a comment on a pull request: what is wrong in a table, and why, folded away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import groupby

from msgspec import Struct

from wflint.findings import Diagram, Finding, Report
from wflint.reports.closing import closing_line
from wflint.reports.excerpt import numbered
from wflint.reports.markdown_text import code, fenced, in_html, plain
from wflint.reports.notes import notes
from wflint.reports.written import without_surrogates

LIMIT = 65_000
"""So many characters are written; GitHub takes no comment of more than 65,536."""
_TABLE = "| level | rule | line | workflow | finding |\n|---|---|---|---|---|\n"
_COMMANDS = ("reproduced", "see")
"""The notes that are commands."""


class _Kind(IntEnum):
    """What a block is; where not all of them fit, the last kinds are left out first."""

    HEAD = 0
    TABLE = 1
    ROW = 2
    DETAILS = 3
    DIAGRAM = 4


class _Block(Struct, frozen=True):
    kind: _Kind
    text: str


def render(report: Report, *, color: bool = False) -> str:
    """``report`` as Markdown, of ``LIMIT`` characters at most. ``color`` changes nothing."""
    del color
    blocks = list(_blocks(report))
    kept = _that_fit(blocks)
    left_out = len(blocks) - len(kept)
    more = f"\n{left_out} more parts have no room here; `wflint check` shows all.\n"
    return without_surrogates("".join(block.text for block in kept) + (more if left_out else ""))


def _that_fit(blocks: Sequence[_Block]) -> list[_Block]:
    """Those of ``blocks`` that there is room for, in their order."""
    room = LIMIT - 100
    kept = set()
    for number in sorted(range(len(blocks)), key=lambda one: blocks[one].kind):
        size = len(blocks[number].text)
        if size <= room:
            kept.add(number)
            room -= size
    return [block for number, block in enumerate(blocks) if number in kept]


def _blocks(report: Report) -> Iterator[_Block]:
    yield _Block(_Kind.HEAD, _head(report))
    found = {file: list(them) for file, them in groupby(report.findings, lambda one: one.file)}
    drawn = {file: list(them) for file, them in groupby(report.diagrams, lambda one: one.file)}
    for file in sorted({*found, *drawn}):
        findings = found.get(file, [])
        if findings:
            yield _Block(_Kind.TABLE, f"\n#### {code(file)}\n\n{_TABLE}")
        for finding in findings:
            yield _Block(_Kind.ROW, _row(finding))
        for finding in findings:
            yield _Block(_Kind.DETAILS, _details(finding, report.options))
        for diagram in drawn.get(file, []):
            yield _Block(_Kind.DIAGRAM, _drawn(diagram))


def _head(report: Report) -> str:
    said = [closing_line(report)]
    said += [f"**A bug of wflint**: {plain(one)}" for one in report.crashes]
    said += [plain(one) for one in report.notices]
    return "### wflint\n" + "".join(f"\n{one}\n" for one in said)


def _row(finding: Finding) -> str:
    cells = (
        str(finding.level),
        f"{finding.code} {finding.name}",
        _line(finding),
        _workflow(finding),
        finding.message,
    )
    return f"| {' | '.join(plain(cell) for cell in cells)} |\n"


def _line(finding: Finding) -> str:
    return str(finding.range.start.line) if finding.range is not None else "1"


def _workflow(finding: Finding) -> str:
    """The workflow, and the action, as people know them."""
    workflow = finding.workflow
    name = (workflow.name or workflow.id or "") if workflow is not None else ""
    return f"{name}, action {finding.action_id}" if finding.action_id is not None else name


def _details(finding: Finding, options: Sequence[str]) -> str:
    title = f"{finding.code} on line {_line(finding)}: {finding.message}"
    said = "".join(
        f"- **{label}**: {_note(label, text)}\n" for label, text in _notes(finding, options)
    )
    return _folded(title, f"{_excerpt(finding)}{said}")


def _notes(finding: Finding, options: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield from notes(finding, options)
    for fix in finding.fixes:
        yield f"{fix.applicability} fix", fix.title


def _note(label: str, text: str) -> str:
    return code(text) if label in _COMMANDS else plain(text)


def _excerpt(finding: Finding) -> str:
    if finding.excerpt is None or finding.range is None:
        return ""
    lines = numbered(finding.excerpt, finding.range)
    return fenced("\n".join(line.text for line in lines), "text") + "\n"


def _drawn(diagram: Diagram) -> str:
    workflow = diagram.workflow
    name = workflow.name or workflow.id or f"workflow {workflow.index + 1} of the file"
    return _folded(f"The flow of «{name}»", fenced(diagram.text, "mermaid"))


def _folded(title: str, content: str) -> str:
    return f"\n<details>\n<summary>{in_html(title)}</summary>\n\n{content}\n</details>\n"
