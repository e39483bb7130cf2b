"""The lines of the source that a finding is about, with the place underlined."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from wflint.findings import Excerpt
from wflint.reports.visible import source_line, width
from wflint.source.places import Range

COLUMNS = 100
"""How many characters of a line are shown."""
_BEFORE = 40
"""How many characters are kept before the place in a line that is cut."""
_CUT = "…"


class Line(Struct, frozen=True):
    """One line to print: its number (None: a line of marks), and its text."""

    number: int | None
    text: str


def numbered(excerpt: Excerpt, place: Range) -> Iterator[Line]:
    """The lines of ``excerpt`` and, below the first line of ``place``, the marks under it."""
    start = place.start.line - excerpt.first_line
    if not 0 <= start < len(excerpt.lines):
        return
    begin = place.start.column - 1 - excerpt.left
    end = None
    if place.start.line == place.end.line:
        end = place.end.column - 1 - excerpt.left
    left = _left(excerpt.lines[start], begin, begin + 1 if end is None else end)
    for number, text in enumerate(excerpt.lines, excerpt.first_line):
        if text.strip() or number == place.start.line:
            yield Line(number, _window(text, left))
        if number == place.start.line:
            yield Line(None, _marks(text, left, begin, end))


def _left(line: str, begin: int, end: int) -> int:
    """The first character to show, so that what lies between ``begin`` and ``end`` is seen."""
    if len(line) <= COLUMNS or end <= COLUMNS:
        return 0
    return max(0, begin - _BEFORE)


def _window(line: str, left: int) -> str:
    """What is shown of ``line``; what is cut off leaves an ellipsis."""
    shown = line[left : left + COLUMNS]
    before = _CUT if left and shown else ""
    after = _CUT if len(line) > left + COLUMNS else ""
    return before + source_line(shown) + after


def _marks(line: str, left: int, begin: int, end: int | None) -> str:
    """Marks below the place in ``line``; ``end`` None: it goes on beyond the line."""
    stop = len(line.rstrip()) if end is None else end
    stop = min(max(stop, begin), left + COLUMNS)
    indent = width(source_line(line[left:begin])) + (len(_CUT) if left else 0)
    length = max(1, width(source_line(line[begin:stop])))
    return " " * indent + "^" * length + (_CUT if end is None else "")
