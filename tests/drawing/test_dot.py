"""DOT: whatever a text holds, the graph stays what it is."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from tests.drawing.drawings import HOSTILE, drawings
from wflint.drawing.dot import escaped, render
from wflint.drawing.model import Drawing, Shape
from wflint.reports.visible import visible

STRING = r'"(?:[^"\\]|\\["\\n])*"'
ATTRIBUTES = rf"\[\w+=(?:[\w.]+|{STRING})(?:, \w+=(?:[\w.]+|{STRING}))*\]"
NODE = re.compile(rf"  (\w+) {ATTRIBUTES};")
EDGE = re.compile(rf"  (\w+) -> (\w+) {ATTRIBUTES};")


@given(drawings())
def test_every_line_is_one_of_ours(drawing: Drawing) -> None:
    lines = render(drawing).splitlines()
    assert lines[0] == "digraph workflow {"
    assert lines[-1] == "}"
    assert re.fullmatch(rf"  label={STRING};", lines[4])
    nodes = [match[1] for line in lines[5:-1] if (match := NODE.fullmatch(line))]
    edges = [(match[1], match[2]) for line in lines[5:-1] if (match := EDGE.fullmatch(line))]
    assert nodes == [node.key for node in drawing.nodes]
    assert edges == [(edge.source, edge.target) for edge in drawing.edges]
    assert len(lines) == 6 + len(nodes) + len(edges)
    ends = sum(node.shape is Shape.END for node in drawing.nodes)
    assert render(drawing).count("shape=point") == ends


@given(st.one_of(st.sampled_from(HOSTILE), st.text()))
def test_escaped_text_says_the_same(text: str) -> None:
    spelt = escaped(visible(text))
    assert html.unescape(re.sub(r"\\(.)", r"\1", spelt)) == visible(text)
