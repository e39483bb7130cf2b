"""The comment for a pull request: what it shows, and that it stays within what is allowed."""

from __future__ import annotations

import pytest
from hypothesis import given
from msgspec.structs import replace

from tests.reports.building import ANY, finding, rendered, report
from tests.reports.valid import markdown, problems
from wflint.findings import Diagram, Report, Summary, WorkflowRef
from wflint.reports.markdown import LIMIT
from wflint.reports.markdown_text import code, in_html, plain
from wflint.reports.visible import visible


def text_of(source: str) -> str:
    """What a reader sees of one line of Markdown."""
    (inline,) = [token for token in markdown(source) if token.type == "inline"]
    return "".join(child.content for child in inline.children or ())


@given(ANY)
def test_text_stays_text(text: str) -> None:
    assert text_of(f"x {plain(text)} x").replace("\u200b", "") == f"x {visible(text)} x"
    assert text_of(f"x {code(text)} x").split() == f"x {visible(text)} x".split()
    assert not {"<", ">", '"'} & set(in_html(text))


def test_nobody_is_called_and_nothing_is_closed() -> None:
    told = rendered("markdown", report(finding("@team fixes #1")))
    for line in told.splitlines():
        if line.startswith("|"):
            assert "@team" not in line
            assert "#1" not in line


def test_why_is_folded_away() -> None:
    told = rendered("markdown", report(finding("Nurture")))
    assert told.count("<details>") == told.count("</details>") == 2
    assert "<summary>WF104 on line 2: sends Nurture</summary>" in told
    for label in (
        "possible",
        "path",
        "fails",
        "reproduced",
        "HubSpot logs",
        "repair",
        "unsafe fix",
    ):
        assert f"- **{label}**: " in told
    assert "enrolled → 1 If/then «Nurture» → 2 Send Nurture" in told
    assert "`wflint explain WF104`" in told


def test_the_flow_is_drawn() -> None:
    one = finding()
    drawn = Diagram(one.file, WorkflowRef("7", "Nurture", 0), "flowchart TD\n  a --> b")
    told = rendered("markdown", replace(report(one), diagrams=(drawn,)))
    fences = [
        token for token in markdown(told) if token.type == "fence" and token.info == "mermaid"
    ]
    assert [fence.content for fence in fences] == ["flowchart TD\n  a --> b\n"]
    assert "<summary>The flow of «Nurture»</summary>" in told


@given(ANY)
def test_a_diagram_cannot_leave_its_block(text: str) -> None:
    one = finding()
    lines = " ".join(text.splitlines())
    drawn = Diagram(one.file, WorkflowRef("7", text, 0), f"flowchart TD\n{lines}```\n```\nx")
    told = rendered("markdown", replace(report(one), diagrams=(drawn,)))
    assert problems("markdown", told) == []
    assert sum(token.info == "mermaid" for token in markdown(told)) == 1


@pytest.mark.parametrize(("count", "rows"), [(59, 59), (500, None)])
def test_what_has_no_room_is_left_out_from_the_end(count: int, rows: int | None) -> None:
    many = [finding(f"{number} " + "x" * 100, line=number) for number in range(1, count + 1)]
    told = rendered("markdown", report(*many))
    assert 0.97 * LIMIT < len(told) <= LIMIT
    assert problems("markdown", told) == []
    shown = sum(token.type == "tr_open" for token in markdown(told)) - 1
    assert shown == rows if rows is not None else 100 < shown < count
    assert ("<summary>WF104 on line 1:" in told) == (rows is not None), "rows come first"
    assert f"<summary>WF104 on line {count}:" not in told
    assert told.rstrip().endswith("more parts have no room here; `wflint check` shows all.")


def test_nothing_found() -> None:
    told = rendered("markdown", Report((), Summary(files=1, workflows=2)))
    assert told == "### wflint\n\nnothing found in 2 workflows (1 file)\n"
