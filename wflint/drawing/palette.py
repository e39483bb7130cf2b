"""The colours of all pictures. None of them says anything that a word or a line does not."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from wflint.drawing.model import Edge, Node, Shape
from wflint.findings import Level


class Paint(Struct, frozen=True):
    """How a node looks. ``heavy``: its outline is thick; ``dashed``: it is broken."""

    fill: str
    stroke: str
    text: str = "#1f2933"
    heavy: bool = False
    dashed: bool = False


PAINTS: Final[Mapping[str, Paint]] = MappingProxyType(
    {
        "plain": Paint("#ffffff", "#627386"),
        "entry": Paint("#e8eef4", "#3b4c5e"),
        "over": Paint("#3b4c5e", "#3b4c5e"),
        "missing": Paint("#ffffff", "#b42318", dashed=True),
        "error": Paint("#fde0de", "#b42318", heavy=True),
        "warning": Paint("#fff0cc", "#a15c00", heavy=True),
        "info": Paint("#dceefb", "#1a6aa8", heavy=True),
        "unreached": Paint("#f5f5f5", "#9a9a9a", "#6b6b6b", dashed=True),
    }
)
LINE: Final = "#627386"
GREY: Final = PAINTS["unreached"].stroke
PATH: Final = "#1f2933"

_OWN: Final = {Shape.START: "entry", Shape.END: "over", Shape.MISSING: "missing"}


def paint_of(node: Node) -> str:
    """The name of the paint of ``node``: its findings come first, then whether it is reached."""
    if node.mark is not None:
        return str(Level(node.mark.level))
    return _OWN.get(node.shape, "plain") if node.reached else "unreached"


def colour_of(edge: Edge) -> str:
    """The colour of the line."""
    if edge.on_path:
        return PATH
    return LINE if edge.reached else GREY
