"""A drawing as SVG: a picture that needs nothing else, and holds neither links nor scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import Final

from wflint.drawing.layered import Point
from wflint.drawing.model import Drawing, Edge, Shape
from wflint.drawing.palette import GREY, LINE, PAINTS, PATH, Paint, colour_of, paint_of
from wflint.drawing.scene import (
    CORNER,
    DOT,
    LEADING,
    SIZE,
    SMALL,
    Part,
    Scene,
    scene_of,
    text_width,
)
from wflint.drawing.wording import GOTO

_FONT: Final = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"
_MARGIN: Final = 24.0
_TITLE: Final = 17.0
_SAMPLE: Final = 26.0
"""The width of a sample in the legend."""
_TIP: Final = 7.0
"""The length of an arrow's head."""
_DASHES: Final = ' stroke-dasharray="5 4"'
_DOTS: Final = ' stroke-dasharray="1.5 4" stroke-linecap="round"'


def render(drawing: Drawing) -> str:
    """The picture, as the text of an SVG file."""
    return "".join(f"{line}\n" for line in _lines(scene_of(drawing), drawing))


def _lines(scene: Scene, drawing: Drawing) -> Iterator[str]:
    legend = _legend(drawing)
    title = drawing.title
    above = _MARGIN + _TITLE * LEADING * (2 if legend else 1) + 12
    least = max(text_width([title], _TITLE), _legend_width(legend))
    width = max(scene.layout.width, least) + 2 * _MARGIN
    height = above + scene.layout.height + _MARGIN
    size = f'width="{_n(width)}" height="{_n(height)}"'
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}'
        f' viewBox="0 0 {_n(width)} {_n(height)}" font-family="{_FONT}">'
    )
    yield f"<title>{_xml(title)}</title>"
    yield f'<rect {size} fill="#ffffff"/>'
    yield _text(title, (_MARGIN, _MARGIN + _TITLE / 2), _TITLE, PATH, bold=True, anchor="start")
    yield from _legend_lines(legend)
    yield f'<g transform="translate({_n((width - scene.layout.width) / 2)} {_n(above)})">'
    routed = zip(scene.pieces, scene.layout.routes, strict=True)
    for piece, route in sorted(routed, key=lambda one: one[0].edge.on_path):
        yield from _line(piece.edge, route, arrow=piece.arrow)
    for part, middle in zip(scene.parts, scene.layout.middles, strict=True):
        yield from _box(part, middle)
    yield "</g>"
    yield "</svg>"


# ---------------------------------------------------------------- boxes


def _box(part: Part, middle: Point) -> Iterator[str]:
    if part.node is None:
        colour = PAINTS["unreached"].text if part.grey else PAINTS["plain"].text
        yield from _words(part.lines, middle, SMALL, colour)
        return
    paint = PAINTS[paint_of(part.node)]
    yield _outline(part, middle, paint)
    yield from _words(part.lines, middle, SIZE, paint.text)


def _outline(part: Part, middle: Point, paint: Paint) -> str:
    x, y = middle
    wide, high = part.size.width / 2, part.size.height / 2
    shape = part.node.shape if part.node is not None else Shape.ACTION
    style = _style(paint)
    if shape is Shape.END:
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(DOT)}"{style}/>'
    if shape is Shape.BRANCH:
        corners = (
            (x - wide, y),
            (x - wide + CORNER, y - high),
            (x + wide - CORNER, y - high),
            (x + wide, y),
            (x + wide - CORNER, y + high),
            (x - wide + CORNER, y + high),
        )
        return f'<polygon points="{" ".join(map(_point, corners))}"{style}/>'
    radius = {Shape.START: high, Shape.WAIT: 11.0}.get(shape, 2.0)
    return (
        f'<rect x="{_n(x - wide)}" y="{_n(y - high)}" width="{_n(2 * wide)}"'
        f' height="{_n(2 * high)}" rx="{_n(radius)}"{style}/>'
    )


def _style(paint: Paint) -> str:
    width = "2.5" if paint.heavy else "1.2"
    dashes = _DASHES if paint.dashed else ""
    return f' fill="{paint.fill}" stroke="{paint.stroke}" stroke-width="{width}"{dashes}'


# ---------------------------------------------------------------- lines


def _line(edge: Edge, route: Sequence[Point], *, arrow: bool) -> Iterator[str]:
    """An edge as a curve that leaves and enters boxes upright."""
    colour = colour_of(edge)
    width = 4.0 if edge.on_path else 1.4
    end = route[-1]
    stop = (end[0], end[1] - _TIP) if arrow else end
    dashes = "" if edge.reached else _DASHES
    dashes = dashes or (_DOTS if edge.goto and not edge.on_path else "")
    yield (
        f'<path d="{_curve((*route[:-1], stop))}" fill="none" stroke="{colour}"'
        f' stroke-width="{_n(width)}"{dashes}/>'
    )
    if arrow:
        half = _TIP * (0.8 if edge.on_path else 0.5)
        tip = (end, (end[0] - half, stop[1] - 1), (end[0] + half, stop[1] - 1))
        yield f'<polygon points="{" ".join(map(_point, tip))}" fill="{colour}"/>'


def _curve(route: Sequence[Point]) -> str:
    steps = [f"M{_point(route[0])}"]
    for (x, y), (to_x, to_y) in pairwise(route):
        if x == to_x:
            steps.append(f"V{_n(to_y)}")
        else:
            half = (y + to_y) / 2
            steps.append(f"C{_n(x)},{_n(half)} {_n(to_x)},{_n(half)} {_n(to_x)},{_n(to_y)}")
    return " ".join(steps)


# ---------------------------------------------------------------- the legend

_Entry = tuple[str, str]
"""What is shown as a sample, and what it means."""


def _legend(drawing: Drawing) -> list[_Entry]:
    """What is not plain from the words in the picture, and does occur in it."""
    entries = [("path", drawing.path)] if drawing.path is not None else []
    if any(edge.goto for edge in drawing.edges):
        entries.append(("goto", f"{GOTO} go to another action"))
    reached = (*(node.reached for node in drawing.nodes), *(edge.reached for edge in drawing.edges))
    if not all(reached):
        entries.append(("unreached", "no record gets there"))
    return entries


def _legend_width(legend: Sequence[_Entry]) -> float:
    return sum(_entry_width(words) for _, words in legend)


def _entry_width(words: str) -> float:
    return _SAMPLE + 8 + text_width([words], SMALL) + 20


def _legend_lines(legend: Sequence[_Entry]) -> Iterator[str]:
    styles = {
        "path": f'stroke="{PATH}" stroke-width="4"',
        "goto": f'stroke="{LINE}" stroke-width="1.4"{_DOTS}',
        "unreached": f'stroke="{GREY}" stroke-width="1.4"{_DASHES}',
    }
    x, y = _MARGIN, _MARGIN + _TITLE * LEADING + 8
    for sample, words in legend:
        yield f'<path d="M{_n(x)},{_n(y)} h{_n(_SAMPLE)}" fill="none" {styles[sample]}/>'
        yield _text(words, (x + _SAMPLE + 8, y), SMALL, PATH, anchor="start")
        x += _entry_width(words)


# ---------------------------------------------------------------- words and numbers


def _words(lines: Sequence[str], middle: Point, size: float, colour: str) -> Iterator[str]:
    """``lines`` below each other, around ``middle``."""
    x, y = middle
    first = y - (len(lines) - 1) * size * LEADING / 2
    for at, line in enumerate(lines):
        yield _text(line, (x, first + at * size * LEADING), size, colour)


def _text(  # noqa: PLR0913 - how a line of text looks
    words: str,
    at: Point,
    size: float,
    colour: str,
    *,
    bold: bool = False,
    anchor: str = "middle",
) -> str:
    """One line of text; its letters stand around the height of ``at``."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{_n(at[0])}" y="{_n(at[1] + size * 0.35)}" font-size="{_n(size)}"'
        f' text-anchor="{anchor}" fill="{colour}"{weight}>{_xml(words)}</text>'
    )


def _xml(text: str) -> str:
    return escape(text)


def _point(point: Point) -> str:
    return f"{_n(point[0])},{_n(point[1])}"


def _n(number: float) -> str:
    """A number with as many places as a picture needs."""
    return f"{number:.1f}".removesuffix(".0")
