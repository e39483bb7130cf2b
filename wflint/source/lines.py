"""Offsets in a text as lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import Final

from msgspec import Struct

from wflint.source.places import Position, Range

_BREAK: Final = re.compile(r"\r\n|\n|\r")


class Lines(Struct, frozen=True, dict=True):
    """The lines of a text; only the line ends of files count, not those of typography."""

    text: str

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each line starts."""
        return [0, *(found.end() for found in _BREAK.finditer(self.text))]

    def position(self, offset: int) -> Position:
        """Line and column of an offset."""
        line = bisect_right(self.starts, offset) - 1
        return Position(line + 1, offset - self.starts[line] + 1)

    def offset(self, position: Position) -> int:
        """The offset of a line and column."""
        return self.starts[position.line - 1] + position.column - 1

    def range(self, start: int, end: int) -> Range:
        """The stretch between two offsets."""
        return Range(self.position(start), self.position(max(start, end)))

    def between(
        self, first: int, last: int, left: int = 0, right: int | None = None
    ) -> tuple[str, ...]:
        """The lines from ``first`` to ``last``, both counted from 1, without their ends.

        ``left``, ``right``: only their characters between these.
        """
        numbers = range(max(first, 1), min(last, len(self.starts)) + 1)
        return tuple([self._line(number, left, right) for number in numbers])

    def longest(self, first: int, last: int) -> int:
        """How many characters the longest of those lines has, its end included."""
        starts = self.starts[first - 1 : last]
        ends = [*self.starts[first : last + 1], len(self.text)]
        return max((end - start for start, end in zip(starts, ends, strict=False)), default=0)

    def _line(self, number: int, left: int, right: int | None) -> str:
        start = self.starts[number - 1]
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        if right is not None:
            end = min(end, start + right)
        return self.text[start + left : end].rstrip("\r\n")
