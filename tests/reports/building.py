"""Reports made by hand: plain ones, and ones in which every text is any text."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from hypothesis import strategies as st
from msgspec.structs import replace

from wflint.findings import (
    Applicability,
    Diagram,
    Edit,
    Excerpt,
    Finding,
    Fix,
    Level,
    Place,
    Related,
    Report,
    Step,
    Summary,
    Suppressed,
    Verdict,
    Witness,
    WorkflowRef,
)
from wflint.source.places import Position, Range

MODULES = {
    "json": "json_report",
    **{
        name: name for name in ("jsonl", "sarif", "github", "gitlab", "junit", "rdjson", "markdown")
    },
}
ROOT = Path("/repository").absolute()


def rendered(kind: str, report: Report) -> str:
    text: str = import_module(f"wflint.reports.{MODULES[kind]}").render(report)
    return text


def at(line: int, start: int, end: int) -> Range:
    return Range(Position(line, start), Position(line, end))


def finding(
    text: str = "x", *, file: str = "flows/a.json", level: Level = Level.ERROR, line: int = 2
) -> Finding:
    """A finding with everything a finding can have; ``text`` is wherever users write."""
    place = Place("/actions/0/fields/content_id")
    return Finding(
        code="WF104",
        name="non-marketing-contact",
        level=level,
        message=f"sends {text}",
        file=file,
        place=place,
        verdict=Verdict.POSSIBLE,
        hubspot_message=text,
        workflow=WorkflowRef("7", text, 0),
        action_id=text,
        related=(Related(f"enrolled here {text}", Place("/enrollmentCriteria"), at(1, 1, 9)),),
        witness=Witness(
            "0-1",
            {text: text},
            ("1", "2"),
            {"279": ({text: text},)},
            steps=(
                Step(f"1 If/then «{text}»", Place("/actions/1"), at(5, 3, 9)),
                Step(f"2 Send {text}", Place("/actions/0"), at(2, 3, 9)),
            ),
            reproduced=True,
        ),
        fixes=(
            Fix(f"say {text}", Applicability.UNSAFE, (), (Edit("/a", text, at(line, 3, 4)),)),
            Fix("not worked out", Applicability.SAFE),
        ),
        help=text,
        subject=text,
        range=at(line, 2, 4),
        excerpt=Excerpt(line, ("éabcd",)),
    )


def suppressed(one: Finding, reason: str = "x") -> Finding:
    return replace(one, suppressed=Suppressed("inSource", reason, "a.yaml:3:5"))


def report(*findings: Finding, text: str = "x") -> Report:
    files = tuple(sorted({one.file for one in findings} | {"flows/quiet.json"}))
    drawn = tuple(
        Diagram(file, WorkflowRef("7", text, 0), f"flowchart TD\n  a[{text!r}]")
        for file in sorted({one.file for one in findings})
    )
    return Report(
        findings,
        Summary(files=len(files), workflows=2, errors=len(findings)),
        files,
        crashes=(text,),
        notices=(text,),
        suppressed=tuple(suppressed(one, text) for one in findings[:1]),
        diagrams=drawn,
        root=ROOT,
    )


NASTY = (
    *("|", "`", "```", "~~~", "<script>", "</details>", "<!--", "-->", "]]>", "&amp;", "&#64;"),
    *(
        "::error::",
        "::",
        "%0A",
        "%",
        ",",
        ":",
        "\r\n",
        "\n",
        "\n\n# x\n",
        "\t",
        " ",
        "\x00",
        "\x1b[",
    ),
    *("](http://x)", "[a](b)", "![](x)", "@team", "#1", "\\", "*a*", "_a_", "$x$", "- ", "1. "),
    *(
        "\ud800",
        "\udcff",
        "\ufffe",
        "\u2028",
        "\u202e",
        "\u200b",
        "试",
        "é",
        "../..",
        "/",
        "//",
        "'",
        '"',
    ),
)
ANY = st.lists(st.sampled_from(NASTY) | st.text(st.characters(), max_size=4), max_size=6).map(
    "".join
)
"""Any text, the kind that means something to somebody most of all."""


@st.composite
def hostile(draw: st.DrawFn) -> Report:
    """A report in which every text is any text."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        level = draw(st.sampled_from(list(Level)))
        file = draw(ANY.filter(bool))
        found.append(finding(draw(ANY), file=file, level=level, line=draw(st.integers(1, 9))))
    return report(*sorted(found, key=lambda one: one.file), text=draw(ANY))
