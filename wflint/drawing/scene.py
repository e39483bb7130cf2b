"""Where everything of a drawing stands, measured in the units of a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from wflint.drawing.layered import Box, Layout, Link, lay_out, spans_of
from wflint.drawing.model import Drawing, Edge, Node, Shape
from wflint.drawing.wording import GOTO, edge_lines, node_lines, wrapped
from wflint.reports.visible import width as columns

SIZE: Final = 12.0
"""The size of the letters in a node."""
SMALL: Final = 11.0
"""The size of the letters on an edge."""
LEADING: Final = 1.3
"""The height of a line, in sizes of its letters."""
CORNER: Final = 9.0
"""How far the sides of a branch are drawn in."""
DOT: Final = 5.0
"""The radius of an end."""
_PER_COLUMN: Final = 0.56
"""The width of a small letter, in sizes: a little more than common fonts need on average."""
_PER_CAPITAL: Final = 0.74
_PADDING: Final = 11.0
_TIGHT: Final = 4.0
_MOST_ROWS: Final = 16
"""An edge that goes down further ends in a note that says where it leads: nobody can follow it."""


class Part(Struct, frozen=True):
    """A box of the layout: a node, what is written on an edge, or a note in place of a target."""

    lines: tuple[str, ...]
    size: Box
    node: Node | None = None
    grey: bool = False


class Piece(Struct, frozen=True):
    """An edge, or the half of one to what is written on it, or from there on."""

    link: Link
    edge: Edge
    arrow: bool


class Scene(Struct, frozen=True):
    """All that is drawn, and where."""

    parts: Sequence[Part]
    pieces: Sequence[Piece]
    layout: Layout


def scene_of(drawing: Drawing) -> Scene:
    """The scene of ``drawing``."""
    nodes = [_part(node) for node in drawing.nodes]
    place = {node.key: at for at, node in enumerate(drawing.nodes)}
    labels = [edge_lines(edge) for edge in drawing.edges]
    parts, pieces = _joined(nodes, place, drawing.edges, labels)
    return _with_notes(parts, pieces)


def _joined(
    nodes: Sequence[Part],
    place: Mapping[str, int],
    edges: Sequence[Edge],
    labels: Sequence[tuple[str, ...]],
) -> tuple[list[Part], list[Piece]]:
    """Nodes and edges; what is written on an edge is a box between its halves."""
    parts, pieces = list(nodes), list[Piece]()
    for edge, lines in zip(edges, labels, strict=True):
        source, target = place[edge.source], place[edge.target]
        if lines:
            pieces.append(Piece(Link(source, len(parts)), edge, arrow=False))
            source = len(parts)
            parts.append(Part(lines, _measured(lines, SMALL, _TIGHT), grey=not edge.reached))
        pieces.append(Piece(Link(source, target), edge, arrow=True))
    return parts, pieces


def _with_notes(parts: list[Part], pieces: Sequence[Piece]) -> Scene:
    """Edges that lead back, or run past much of the picture, end in notes that say where to."""
    spans = spans_of(len(parts), [piece.link for piece in pieces])
    drawn: list[Piece] = []
    for piece, span in zip(pieces, spans, strict=True):
        link = piece.link
        if not 1 <= span <= _MOST_ROWS:
            target = parts[link.target].node
            lines = wrapped(f"{GOTO} {target.text if target is not None else ''}")
            link = Link(link.source, len(parts))
            parts.append(Part(lines, _measured(lines, SMALL, _TIGHT), grey=not piece.edge.reached))
        drawn.append(replace(piece, link=link))
    return Scene(parts, drawn, lay_out([one.size for one in parts], [p.link for p in drawn]))


def _part(node: Node) -> Part:
    if node.shape is Shape.END:
        return Part((), Box(2 * DOT, 2 * DOT), node)
    lines = node_lines(node)
    size = _measured(lines, SIZE, _PADDING)
    slant = 2 * CORNER if node.shape is Shape.BRANCH else 0.0
    return Part(lines, Box(size.width + slant, size.height), node)


def _measured(lines: Sequence[str], size: float, padding: float) -> Box:
    """The room that ``lines`` need in letters of ``size``."""
    across = text_width(lines, size) + 2 * padding
    return Box(across, len(lines) * size * LEADING + padding)


def text_width(lines: Sequence[str], size: float) -> float:
    """About how wide the longest of ``lines`` is in letters of ``size``."""
    return max((_text_width(line) for line in lines), default=0.0) * size


def _text_width(line: str) -> float:
    capitals = sum(char.isupper() or char in "%@" for char in line)
    return (columns(line) - capitals) * _PER_COLUMN + capitals * _PER_CAPITAL
