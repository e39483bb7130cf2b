"""Texts of a picture, cut to where they fit."""

from __future__ import annotations

import textwrap

from wflint.drawing.model import Drawing, Edge, Node, Shape

_COLUMNS = 28
_MOST_LINES = 3
_LONGEST = 400
"""Characters of a text that are looked at; no more could be shown."""
GOTO = "↪"


def node_lines(node: Node) -> tuple[str, ...]:
    """What stands in a node: its text, wrapped, and in words what its colour tells."""
    mark = (str(node.mark),) if node.mark is not None else ()
    unreached = () if node.reached or node.shape is Shape.END else ("never reached",)
    return (*wrapped(node.text), *(line for each in mark for line in wrapped(each)), *unreached)


def edge_lines(edge: Edge) -> tuple[str, ...]:
    """What stands on an edge; a jump to another place of the workflow has a sign of its own."""
    text = " ".join(filter(None, (GOTO if edge.goto else "", edge.text)))
    return (*wrapped(text), "never taken") if edge.closed else wrapped(text)


def start_lines(drawing: Drawing) -> tuple[str, ...]:
    """What stands in the first node where there is no room for a legend."""
    key = wrapped(f"thick: {drawing.path}") if drawing.path is not None else ()
    return (*node_lines(drawing.nodes[0]), *key)


def wrapped(text: str) -> tuple[str, ...]:
    """``text`` in a few short lines; what is too much gives way to an ellipsis."""
    lines = textwrap.wrap(
        text[:_LONGEST], _COLUMNS, max_lines=_MOST_LINES, placeholder="…", tabsize=1
    )
    return tuple(lines)
