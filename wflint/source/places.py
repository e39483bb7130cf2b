"""Positions in a text: 1-based lines and columns, columns counted in Unicode code points."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class Position(Struct, frozen=True, order=True):
    """A point between two characters; line and column start at 1."""

    line: int
    column: int


class Range(Struct, frozen=True, order=True):
    """A stretch of text; the end is exclusive."""

    start: Position
    end: Position


Span: TypeAlias = tuple[int, int]
"""From the first character of something to the one after its last, counted from 0."""
