"""Members put into, and taken out of, brackets with commas: JSON, and YAML in flow style."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from wflint.fixes.plan import NotPossible
from wflint.source.places import Span

_GAP: Final = re.compile(r"[ \t\r\n]*,[ \t\r\n]*")
_LINE_END: Final = re.compile(r"\r\n|\n|\r")


class Cut(Struct, frozen=True, order=True):
    """An edit by offsets: ``text`` takes the place of what is from ``start`` to ``end``."""

    start: int
    end: int
    text: str
    pointer: str


class Fresh(Struct, frozen=True):
    """The text of a new member."""

    text: str
    pointer: str


class Brackets(Struct, frozen=True):
    """A container: its members are at ``slots``, all of it from ``start`` to ``end``.

    ``pointers`` are those of the members.
    """

    source: str
    start: int
    end: int
    slots: Sequence[Span]
    pointers: Sequence[str]

    def lead(self, index: int) -> str:
        """The space before a member: after the comma, or the bracket, that comes before it."""
        return self.source[self._after_comma(index - 1) : self.slots[index][0]]

    def check(self) -> None:
        """Raise ``NotPossible`` where something else than commas is between the members."""
        gaps = (self.source[one[1] : other[0]] for one, other in pairwise(self.slots))
        if not all(_GAP.fullmatch(gap) for gap in gaps):
            raise NotPossible("comments")

    def _after_comma(self, index: int) -> int:
        if index < 0:
            return self.start + 1
        return self.source.index(",", self.slots[index][1]) + 1

    # ------------------------------------------------------------ what goes, and what comes

    def spliced(
        self,
        gone: Collection[int],
        fresh: Mapping[int, Sequence[Fresh]],
        space: str,
        around: tuple[str, str],
    ) -> Iterator[Cut]:
        """The edits that take members out and put new ones in, by the index they come before.

        ``space`` comes after a comma where no neighbour
        shows what does; ``around``: what comes after the bracket and before the other one
        where there has been no member.
        """
        self.check()
        kept = [index for index in range(len(self.slots)) if index not in gone]
        for before, after in pairwise([-1, *kept, len(self.slots)]):
            removed = range(before + 1, after)
            new = [one for index in range(before + 1, after + 1) for one in fresh.get(index, ())]
            pairs = list(zip(removed, new, strict=False))
            # What comes where something goes takes its place, and needs no layout of its own.
            yield from (Cut(*self.slots[index], one.text, one.pointer) for index, one in pairs)
            if removed[len(pairs) :]:
                yield self._without(removed[len(pairs) :])
            elif new[len(pairs) :]:
                yield self._with(new[len(pairs) :], before + len(pairs), space, around)

    def _without(self, removed: range) -> Cut:
        first, last = removed[0], removed[-1]
        where = self.pointers[first]
        if last + 1 == len(self.slots):
            if first == 0:
                return Cut(self.start + 1, self.end - 1, "", where)
            return Cut(self.slots[first - 1][1], self.slots[last][1], "", where)
        alone = bool(_LINE_END.search(self.lead(first)))
        followed = bool(_LINE_END.search(self.lead(last + 1)))
        if followed if alone else first > 0:
            return Cut(self._after_comma(first - 1), self._after_comma(last), "", where)
        return Cut(self.slots[first][0], self.slots[last + 1][0], "", where)

    def _with(self, new: Sequence[Fresh], after: int, space: str, around: tuple[str, str]) -> Cut:
        """``new`` put in after the member ``after``; -1: before all."""
        pointer = new[0].pointer
        if not self.slots:
            gap = around[0] or space
            inner = f",{gap}".join(one.text for one in new)
            return Cut(self.start + 1, self.end - 1, around[0] + inner + around[1], pointer)
        gap = self._gap(after, space)
        if after >= 0:
            at = self.slots[after][1]
            return Cut(at, at, "".join(f",{gap}{one.text}" for one in new), pointer)
        at = self.slots[0][0]
        return Cut(at, at, "".join(f"{one.text},{gap}" for one in new), pointer)

    def _gap(self, after: int, space: str) -> str:
        if len(self.slots) > 1:
            return self.lead(max(after, 1))
        lead = self.lead(0)
        return lead if _LINE_END.search(lead) else space


def merged(cuts: Iterable[Cut]) -> list[Cut]:
    """``cuts`` in order, those that touch made one. Raises ``NotPossible`` where they overlap."""
    done: list[Cut] = []
    for cut in sorted(cuts, key=lambda one: (one.start, one.end)):
        last = done[-1] if done else None
        if last is None or cut.start > last.end:
            done.append(cut)
        elif cut.start == last.end:
            done[-1] = Cut(last.start, cut.end, last.text + cut.text, last.pointer)
        else:
            raise NotPossible(cut.pointer)
    return done
