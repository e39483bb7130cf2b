"""A drawing in DOT, the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from wflint.drawing.model import Drawing, Edge, Node, Shape
from wflint.drawing.palette import PAINTS, colour_of, paint_of
from wflint.drawing.wording import edge_lines, node_lines, start_lines

_SHAPES: Final[Mapping[Shape, str]] = MappingProxyType(
    {
        Shape.START: "box",
        Shape.ACTION: "box",
        Shape.WAIT: "box",
        Shape.BRANCH: "hexagon",
        Shape.END: "point",
        Shape.MISSING: "box",
    }
)
_ROUND: Final = (Shape.START, Shape.WAIT)
_OPENING: Final = """\
digraph workflow {
  graph [rankdir=TB, ordering=out, fontname="Helvetica", fontsize=16, labelloc=t, ranksep=0.35];
  node [fontname="Helvetica", fontsize=11, style=filled, margin="0.15,0.07", height=0.3];
  edge [fontname="Helvetica", fontsize=10, arrowsize=0.7];
"""

Attributes = Mapping[str, str]


def render(drawing: Drawing) -> str:
    """The text of the graph, in the order of the definition."""
    body = "".join(f"  {line};\n" for line in _lines(drawing))
    return f"{_OPENING}{body}}}\n"


def _lines(drawing: Drawing) -> Iterator[str]:
    yield f"label={_quoted([drawing.title])}"
    first, *others = drawing.nodes
    yield f"{first.key}{_written(_node(first, start_lines(drawing)))}"
    for node in others:
        yield f"{node.key}{_written(_node(node, node_lines(node)))}"
    for edge in drawing.edges:
        yield f"{edge.source} -> {edge.target}{_written(_edge(edge))}"


def _node(node: Node, lines: Iterable[str]) -> Attributes:
    paint = PAINTS[paint_of(node)]
    styles = ["filled"]
    styles += ["rounded"] if node.shape in _ROUND else []
    styles += ["dashed"] if paint.dashed else []
    label = {} if node.shape is Shape.END else {"label": _quoted(lines)}
    size = {"width": "0.12", "height": "0.12"} if node.shape is Shape.END else {}
    return {
        "shape": _SHAPES[node.shape],
        **label,
        **size,
        "style": _quoted([",".join(styles)]),
        "fillcolor": _quoted([paint.fill]),
        "color": _quoted([paint.stroke]),
        "fontcolor": _quoted([paint.text]),
        **({"penwidth": "2.5"} if paint.heavy else {}),
    }


def _edge(edge: Edge) -> Attributes:
    lines = edge_lines(edge)
    style = "" if edge.reached else "dashed"
    style = style or ("dotted" if edge.goto and not edge.on_path else "solid")
    return {
        **({"label": _quoted(lines)} if lines else {}),
        "style": style,
        "color": _quoted([colour_of(edge)]),
        **({"penwidth": "3.5"} if edge.on_path else {}),
    }


def _written(attributes: Attributes) -> str:
    return f" [{', '.join(f'{name}={value}' for name, value in attributes.items())}]"


def _quoted(lines: Iterable[str]) -> str:
    text = "\\n".join(map(escaped, lines))
    return f'"{text}"'


def escaped(text: str) -> str:
    """``text`` for a quoted string: Graphviz reads backslashes and HTML's entities in it."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
