"""SVG: well-formed, without links and scripts, and everything in it once."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given

from tests.drawing.drawings import drawings
from tests.properties import flows
from tests.workflow.building import built
from wflint.drawing.draw import draw
from wflint.drawing.model import Drawing, Edge, Node, Shape
from wflint.drawing.svg import render

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "rect", "text", "g", "path", "polygon", "circle"}


def words(picture: ET.Element) -> list[str]:
    return [element.text or "" for element in picture.iter(f"{SVG}text")]


@given(drawings())
def test_it_is_xml_of_harmless_parts(drawing: Drawing) -> None:
    text = render(drawing)
    picture = ET.fromstring(text)
    assert {element.tag.removeprefix(SVG) for element in picture.iter()} <= ELEMENTS
    for element in picture.iter():
        assert not any(name.startswith("on") or "href" in name for name in element.attrib)
    assert picture.findtext(f"{SVG}title") == drawing.title
    assert text == render(drawing)


@given(drawings())
def test_every_end_is_a_dot_and_every_edge_a_line(drawing: Drawing) -> None:
    picture = ET.fromstring(render(drawing))
    ends = sum(node.shape is Shape.END for node in drawing.nodes)
    assert len(list(picture.iter(f"{SVG}circle"))) == ends
    assert len(list(picture.iter(f"{SVG}path"))) >= len(drawing.edges)


def test_every_action_stands_in_it_once() -> None:
    chain = [flows.delay(str(at), str(at + 1), str(at)) for at in range(1, 40)]
    picture = ET.fromstring(render(draw(built(flows.flow(*chain, flows.delay("40"))), ())))
    said = words(picture)
    assert [said.count(f"{at} Delay {at} days") for at in range(2, 40)] == [1] * 38


def test_what_leads_back_or_far_ends_in_a_note() -> None:
    nodes = (Node("start", Shape.START, "in"), *(_action(at) for at in range(30)))
    down = [Edge("start", "a0"), *(Edge(f"a{at}", f"a{at + 1}") for at in range(29))]
    others = [Edge("a5", "a2"), Edge("a7", "a7"), Edge("a1", "a29"), Edge("a3", "a5")]
    said = words(ET.fromstring(render(Drawing("t", nodes, (*down, *others)))))
    assert sorted(one for one in said if one.startswith("↪")) == ["↪ no 2", "↪ no 29", "↪ no 7"]


def _action(at: int) -> Node:
    return Node(f"a{at}", Shape.ACTION, f"no {at}")


def test_a_legend_names_only_what_occurs() -> None:
    nodes = (Node("start", Shape.START, "in"), Node("a0", Shape.ACTION, "1 x"))
    plain = words(ET.fromstring(render(Drawing("t", nodes, (Edge("start", "a0"),)))))
    assert plain == ["t", "in", "1 x"]
    grey = Edge("start", "a0", closed=True, reached=False)
    edges = (Edge("start", "a0", goto=True, on_path=True), grey)
    said = words(ET.fromstring(render(Drawing("t", nodes, edges, "the way"))))
    assert said[:4] == ["t", "the way", "↪ go to another action", "no record gets there"]
    assert "never taken" in said
