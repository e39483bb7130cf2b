"""Comments in YAML that speak to wflint."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from wflint.source.lines import Lines
from wflint.source.places import Range
from wflint.source.yaml_text import Node

_OURS: Final = re.compile(r"(?:(?<=[ \t])|(?m:^))#[ \t]*(?P<text>wflint[ \t]*:[^\r\n]*)")
_PART: Final = re.compile(r"(?<![^ \t])#[ \t]*(?=wflint[ \t]*:)")
_SAYS_NOTHING: Final = re.compile(r"[ \t]*(?:#.*)?")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that begins with ``wflint:``.

    ``about``: the line it speaks of: its own; where it stands alone, the next one that says
    something.
    """

    text: str
    range: Range
    about: int


def comments(text: str, root: Node) -> Iterator[Comment]:
    """Our comments in a YAML text; ``root`` is what was read from it."""
    if "wflint" not in text:
        return
    lines = Lines(text)
    following = _following(lines)
    scalars = sorted(_scalars(root))
    starts = [start for start, _ in scalars]
    for found in _OURS.finditer(text):
        before = bisect_right(starts, found.start()) - 1
        if before >= 0 and scalars[before][1] > found.start():
            continue  # text of a value that only looks like a comment
        about = _about(lines.range(*found.span()), lines, following)
        for start, words, end in _parts(text, *found.span()):
            yield Comment(text[words:end].rstrip(), lines.range(start, end), about)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The comments to us that share a line: where each starts, its words start, and it ends."""
    found = [part.span() for part in _PART.finditer(text, start, end)]
    ends = [*(first for first, _ in found[1:]), end]
    return ((first, words, last) for (first, words), last in zip(found, ends, strict=True))


def _following(lines: Lines) -> list[int]:
    """For each line, counted from 1, the first one after it that says something, else itself."""
    count = len(lines.starts)
    found = [0] * (count + 1)
    following: int | None = None
    for number in range(count, 0, -1):
        found[number] = number if following is None else following
        if not _SAYS_NOTHING.fullmatch(lines.between(number, number)[0]):
            following = number
    return found


def _about(place: Range, lines: Lines, following: Sequence[int]) -> int:
    number = place.start.line
    (own,) = lines.between(number, number)
    is_alone = _SAYS_NOTHING.fullmatch(own[: place.start.column - 1])
    return following[number] if is_alone else number


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
