"""Comments in YAML that speak to wflint."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from wflint.source.lines import Lines
from wflint.source.places import Range
from wflint.source.yaml_text import Node

_CALL: Final = re.compile(
    # Also what comes near to one: it is better told of than passed over.
    r"(?:(?<=[ \t])|(?m:^))#[ \t]*(?=(?i:wflint(?:[ \t]*:|[ \t-]+ignore\b)))"
)
_LINE_REST: Final = re.compile(r"[^\r\n]*")
_SAYS_NOTHING: Final = re.compile(r"[ \t]*(?:#.*)?")


class Comment(Struct, frozen=True):
    """A comment that begins with ``wflint:``, or seems meant to.

    ``about``: the line it speaks of: its own; where it stands alone, the next one that says
    something.
    """

    text: str
    range: Range
    about: int


def comments(text: str, root: Node) -> Iterator[Comment]:
    """Our comments in a YAML text; ``root`` is what was read from it."""
    calls = list(_calls(text, root)) if "wflint" in text.lower() else []
    if not calls:
        return
    lines = Lines(text)
    about = _about(lines)
    following = [*(start for start, _ in calls[1:]), len(text)]
    for (start, words), limit in zip(calls, following, strict=True):
        rest = _LINE_REST.match(text, words, limit)
        said = rest[0].rstrip() if rest else ""
        place = lines.range(start, words + len(said))
        yield Comment(said, place, about[place.start.line])


def _calls(text: str, root: Node) -> Iterator[tuple[int, int]]:
    """Where our comments start, and where their words do; several can stand on a line."""
    scalars = sorted(_scalars(root))
    starts = [start for start, _ in scalars]
    for found in _CALL.finditer(text):
        before = bisect_right(starts, found.start()) - 1
        if before < 0 or scalars[before][1] <= found.start():
            yield found.span()  # no text of a value that only looks like a comment


def _about(lines: Lines) -> list[int]:
    """For each line, counted from 1, the line that a comment on it is about.

    Itself where it says something, else the first one after it that does, else itself.
    """
    count = len(lines.starts)
    found = list(range(count + 1))
    following: int | None = None
    for number in range(count, 0, -1):
        if not _SAYS_NOTHING.fullmatch(lines.between(number, number)[0]):
            following = number
        found[number] = following or number
    return found


def _scalars(root: Node) -> Iterator[tuple[int, int]]:
    """Where the values and keys are that hold no others."""
    pending = [root]
    while pending:
        node = pending.pop()
        if not node.members:
            yield node.start, node.end
        for key, inner in node.members.values():
            if key[1] > key[0]:
                yield key
            pending.append(inner)
