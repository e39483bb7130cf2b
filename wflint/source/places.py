"""Positions in a text: 1-based lines and columns, columns counted in Unicode code points."""

from __future__ import annotations

from dataclasses import dataclass


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
