"""A drawing as Mermaid's flowchart, for Markdown and the like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from wflint.drawing.draw import draw, with_path
from wflint.drawing.model import Drawing, Edge, Node, Shape
from wflint.drawing.palette import GREY, PAINTS, PATH, Paint, paint_of
from wflint.drawing.wording import edge_lines, node_lines, start_lines
from wflint.findings import Diagram, Finding
from wflint.rules.base import reference
from wflint.workflow.model import Workflow

MOST_EDGES: Final = 500
MOST_CHARACTERS: Final = 50_000
"""Mermaid draws no more unless the page around it says so; a diagram itself cannot."""

_SHAPES: Final[Mapping[Shape, tuple[str, str]]] = MappingProxyType(
    {
        Shape.START: ("([", "])"),
        Shape.ACTION: ("[", "]"),
        Shape.WAIT: ("(", ")"),
        Shape.BRANCH: ("{{", "}}"),
        Shape.END: ("((", "))"),
        Shape.MISSING: ("[", "]"),
    }
)
_PLAIN: Final = frozenset(" ,")
"""What may stand in a label beside letters and digits; all else is written as its number."""
_MAGIC: Final = frozenset("$:\\ﬂ°¶")
_OPENING: Final = '%%{init: {"flowchart": {"wrappingWidth": 400}}}%%\nflowchart TD'
"""Lines are broken by us."""


def render(drawing: Drawing) -> str:
    """The text of the diagram, in the order of the definition."""
    return "".join(f"{line}\n" for line in _lines(drawing))


def is_too_large(text: str, drawing: Drawing) -> bool:
    """Whether Mermaid, as it is set up by default, would refuse to draw it."""
    return len(drawing.edges) > MOST_EDGES or len(text) > MOST_CHARACTERS


def diagram(file: str, workflow: Workflow, findings: Sequence[Finding]) -> Diagram | None:
    """``workflow`` for a report that shows ``findings`` about it; the path of the worst is marked.

    None: Mermaid would refuse to draw it.
    """
    drawing = draw(workflow, findings, next(iter(with_path(findings)), None))
    text = render(drawing)
    if is_too_large(text, drawing):
        return None
    return Diagram(file, reference(workflow), text)


def _lines(drawing: Drawing) -> Iterator[str]:
    yield _OPENING
    first, *others = drawing.nodes
    yield f"  {_node(first, start_lines(drawing))}"
    for node in others:
        yield f"  {_node(node, node_lines(node))}"
    for edge in drawing.edges:
        yield f"  {_edge(edge)}"
    yield from _classes(drawing.nodes)
    yield from _line_styles(drawing.edges)


def _node(node: Node, lines: Iterable[str]) -> str:
    opening, closing = _SHAPES[node.shape]
    label = _quoted(lines) if node.shape is not Shape.END else '" "'
    return f"{node.key}{opening}{label}{closing}"


def _edge(edge: Edge) -> str:
    arrow = "==>" if edge.on_path else "-.->" if edge.goto or not edge.reached else "-->"
    lines = edge_lines(edge)
    label = f"|{_quoted(lines)}|" if lines else ""
    return f"{edge.source} {arrow}{label} {edge.target}"


def _quoted(lines: Iterable[str]) -> str:
    return f'"{"<br/>".join(map(escaped, lines))}"'


def escaped(text: str) -> str:
    """``text`` with everything spelt as a number that Mermaid, Markdown or HTML could obey."""
    return "".join(char if _is_plain(char) else _spelt(char) for char in text)


def _is_plain(char: str) -> bool:
    return char in _PLAIN or (char.isalnum() and char not in _MAGIC)


def _spelt(char: str) -> str:
    """The number of ``char``, and after some a space without width.

    Mermaid looks for formulas, icons, line breaks and signs of its own after numbers are read.
    """
    return f"#{ord(char)};{'#8203;' if char in _MAGIC else ''}"


def _classes(nodes: Iterable[Node]) -> Iterator[str]:
    """The colours: one class for each paint that is used."""
    used: dict[str, list[str]] = {}
    for node in nodes:
        used.setdefault(paint_of(node), []).append(node.key)
    for name, keys in used.items():
        yield f"  classDef {name} {_style(PAINTS[name])}"
        yield f"  class {','.join(keys)} {name}"


def _style(paint: Paint) -> str:
    width = ",stroke-width:3px" if paint.heavy else ""
    dashes = ",stroke-dasharray:4 3" if paint.dashed else ""
    return f"fill:{paint.fill},stroke:{paint.stroke},color:{paint.text}{width}{dashes}"


def _line_styles(edges: Iterable[Edge]) -> Iterator[str]:
    numbered = list(enumerate(edges))
    path = [str(at) for at, edge in numbered if edge.on_path]
    grey = [str(at) for at, edge in numbered if not edge.reached and not edge.on_path]
    if path:
        yield f"  linkStyle {','.join(path)} stroke:{PATH},stroke-width:4px"
    if grey:
        yield f"  linkStyle {','.join(grey)} stroke:{GREY},stroke-dasharray:4 3"
