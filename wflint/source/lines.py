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

    def between(self, first: int, last: int) -> tuple[str, ...]:
        """The lines from ``first`` to ``last``, both counted from 1, without their ends."""
        starts = self.starts
        first, last = max(first, 1), min(last, len(starts))
        return tuple(self._line(number) for number in range(first, last + 1))

    def _line(self, number: int) -> str:
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end].rstrip("\r\n")
