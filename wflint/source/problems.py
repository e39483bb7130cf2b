"""What can be wrong with a text before it is known what it says."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from wflint.source.places import Range


class Problem(Struct, frozen=True):
    """A text that cannot be read (WF001), or a key that stands twice (WF002)."""

    code: Literal["WF001", "WF002"]
    message: str
    range: Range
    pointer: str | None = None


class SyntaxFault(Exception):  # noqa: N818 - the fault is the file's, not ours
    """The text cannot be read; ``start`` and ``end`` are offsets of the place."""

    def __init__(self, message: str, start: int, end: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = start + 1 if end is None else end


MAX_DEPTH = 256
"""Levels of nesting; nothing a workflow needs, and nothing below has to care about more."""

TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"
