"""Mermaid: whatever a text holds, the diagram stays what it is."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tests.drawing.drawings import HOSTILE, drawings
from tests.properties import flows
from tests.workflow.building import built
from wflint.drawing.mermaid import MOST_EDGES, diagram, escaped, is_too_large, render
from wflint.drawing.model import Drawing, Edge, Node, Shape
from wflint.reports.visible import visible

LABEL = r'"(?:[^\W_]|[ ,]|#\d+;|<br/>)*"'
NODE = re.compile(rf"  (\w+)(?:\(\[|\[|\(|\{{\{{|\(\(){LABEL}(?:\]\)|\]|\)|\}}\}}|\)\))")
EDGE = re.compile(rf"  (\w+) (?:-->|==>|-\.->)(?:\|{LABEL}\|)? (\w+)")
CLASS = re.compile(r"  (?:classDef \w+ [\w:#,\- ]+|class [\w,]+ \w+|linkStyle [\d,]+ [\w:#,\- ]+)")


@given(drawings())
def test_every_line_is_one_of_ours(drawing: Drawing) -> None:
    setting, first, *lines = render(drawing).splitlines()
    assert setting == '%%{init: {"flowchart": {"wrappingWidth": 400}}}%%'
    assert first == "flowchart TD"
    nodes = [match[1] for line in lines if (match := NODE.fullmatch(line))]
    edges = [(match[1], match[2]) for line in lines if (match := EDGE.fullmatch(line))]
    assert nodes == [node.key for node in drawing.nodes]
    assert edges == [(edge.source, edge.target) for edge in drawing.edges]
    rest = lines[len(nodes) + len(edges) :]
    assert all(CLASS.fullmatch(line) for line in rest)
    assert render(drawing) == render(drawing)


@given(st.one_of(st.sampled_from(HOSTILE), st.text()))
def test_escaped_text_says_the_same(text: str) -> None:
    spelt = escaped(visible(text))
    back = re.sub(r"#(\d+);", lambda match: chr(int(match[1])), spelt)
    assert back.replace("\u200b", "") == visible(text).replace("\u200b", "")
    assert not set("\"'`<>[](){}|%&*_-~^$\\.:/") & set(spelt)
    assert not re.search(r"#(?!\d+;)", spelt)


def test_marks_and_paths_are_told_in_words_and_lines() -> None:
    start = Node("start", Shape.START, "in", on_path=True)
    nodes = (start, Node("a0", Shape.ACTION, "1 x", on_path=True), Node("a1", Shape.WAIT, "2 y"))
    edges = (Edge("start", "a0", on_path=True), Edge("a0", "a1", "n", goto=True))
    text = render(Drawing("t", nodes, edges, "the way"))
    assert 'start(["in<br/>thick#58;#8203; the way"])' in text
    assert "start ==> a0" in text
    assert 'a0 -.->|"#8618; n"| a1' in text
    assert "linkStyle 0 stroke" in text


def test_a_class_is_never_a_word_of_mermaid() -> None:
    nodes = (Node("start", Shape.START, "in"), Node("starte", Shape.END))
    text = render(Drawing("t", nodes, (Edge("start", "starte"),)))
    assert not re.search(r"class(?:Def)? (?:[\w,]+ )?(?:end|default)(?: |$)", text, re.MULTILINE)


def test_what_mermaid_refuses_is_no_diagram_of_a_report() -> None:
    chain = [flows.delay(str(at), str(at + 1)) for at in range(MOST_EDGES + 1)]
    assert diagram("a.json", built(flows.flow(*chain)), ()) is None
    small = diagram("a.json", built(flows.flow(*chain[:3])), ())
    assert small is not None
    assert (small.file, small.workflow.id) == ("a.json", "5200117")
    assert "\nflowchart TD\n" in small.text


def test_the_bound_is_that_of_edges_and_of_characters() -> None:
    empty = Drawing("t", (Node("start", Shape.START, "in"),), ())
    full = Drawing("t", empty.nodes, (Edge("start", "start"),) * MOST_EDGES)
    assert not is_too_large("", full)
    assert is_too_large("", Drawing("t", full.nodes, (*full.edges, full.edges[0])))
    assert is_too_large("x" * 50_001, empty)
