"""Reports: nothing of unknown origin is obeyed, and what is shown is in its place."""

from __future__ import annotations

import json
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from wflint.findings import Excerpt, Finding, Level, Place, Report, Summary, Verdict, Witness
from wflint.locating import located
from wflint.reports import concise, json_report, text
from wflint.reports.closing import closing_line
from wflint.reports.excerpt import numbered
from wflint.source.places import Position, Range
from wflint.source.reading import Document

OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Kinds of characters that a terminal obeys, or does not show."""


def finding(message: str = "wrong", line: str = "abc", start: int = 1, end: int = 2) -> Finding:
    return Finding(
        code="WF101",
        name="no-associated-record",
        level=Level.ERROR,
        message=message,
        file="a.json",
        place=Place("/a"),
        verdict=Verdict.POSSIBLE,
        witness=Witness("0-1", {"email": "x"}, ("1",), {"279": ({},)}),
        range=Range(Position(1, start), Position(1, end)),
        excerpt=Excerpt(1, (line,)),
    )


def report(*findings: Finding) -> Report:
    return Report(findings, Summary(files=1, workflows=2, errors=len(findings), hidden=3))


@given(st.text(), st.text(max_size=300), st.integers(1, 300), st.integers(1, 300))
def test_nothing_odd_reaches_the_terminal(message: str, line: str, one: int, other: int) -> None:
    single = line.replace("\n", " ").replace("\r", " ")
    begin, end = sorted((min(one, len(single) + 1), min(other, len(single) + 1)))
    shown = report(finding(message, single, begin, end))
    for rendered in (text.render(shown), concise.render(shown)):
        assert all(char in "\n\u200c\u200d" or category(char) not in OBEYED for char in rendered)
    assert len(concise.render(shown).splitlines()) == 1
    json.loads(json_report.render(shown).encode("utf-8"))


def test_the_value_is_underlined() -> None:
    lines = text.render(report(finding(line='{"a": 12}', start=7, end=9))).splitlines()
    at = next(index for index, line in enumerate(lines) if '{"a": 12}' in line)
    assert lines[at].index("12") == lines[at + 1].index("^^")


def test_wide_characters_take_two_columns() -> None:
    lines = text.render(report(finding(line='"試験": 12', start=7, end=9))).splitlines()
    marks = next(line for line in lines if "^" in line)
    assert marks.index("^") - marks.index("|") == 2 + 1 + 4 + 1 + 2


def test_a_long_line_is_cut_around_the_place() -> None:
    line = "x" * 5000 + "HERE" + "y" * 5000
    lines = text.render(report(finding(line=line, start=5001, end=5005))).splitlines()
    assert all(len(one) < 160 for one in lines)
    shown = next(one for one in lines if "HERE" in one)
    assert lines[lines.index(shown) + 1].index("^^^^") == shown.index("HERE")


def test_the_closing_line_counts_what_is_hidden() -> None:
    assert closing_line(report(finding())) == (
        "1 error in 2 workflows (1 file); 3 hidden (--level info shows them)"
    )


@pytest.mark.parametrize("before", [0, 30, 1_990, 2_500, 100_000])
def test_of_a_very_long_line_only_what_is_near_is_kept(before: int) -> None:
    text_of_it = "x" * before + "HERE" + "y" * 100_000
    document = Document("a.json", f"\n{text_of_it}\n", "json", {})
    place = Range(Position(2, before + 1), Position(2, before + 5))
    kept = located(replace(finding(), range=place), document).excerpt
    assert kept is not None
    assert kept.cut
    assert all(len(line) < 5_000 for line in kept.lines)
    near, marks = [line.text for line in numbered(kept, place)]
    assert near.index("HERE") == marks.index("^^^^")
    assert near.startswith("…") == (before > 100)
