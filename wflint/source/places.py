"""Positions in a text: 1-based lines and columns, columns counted in Unicode code points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A point between two characters; line and column start at 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Range:
    """A stretch of text; the end is exclusive."""

    start: Position
    end: Position


Span: TypeAlias = tuple[int, int]
"""From the first character of something to the one after its last, counted from 0."""
