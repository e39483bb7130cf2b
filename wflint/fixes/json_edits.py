"""Changes of values as edits of JSON, in the layout that is there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from wflint.fixes.bracketed import Brackets, Cut, Fresh
from wflint.fixes.plan import NotPossible, Plan, below
from wflint.source.json_text import JsonPlaces, Member
from wflint.source.places import Span

_UNIT: Final = re.compile(r"[\[{][ \t]*(?:\r\n|\n|\r)([ \t]+)")
_SPACED: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[:,]([ \t]?)')
_LINE_START: Final = re.compile(r"(?:\r\n|\n|\r)[ \t]*")
_LINE_END: Final = re.compile(r"[\r\n]")


class _Style(Struct, frozen=True):
    """How new text is written: ``indent`` is the start of the line it stands on, if it may break.

    ``unit``: how much deeper each level is. ``comma`` and ``colon`` are followed by their space.
    """

    unit: str
    comma: str
    colon: str
    indent: str | None = None

    def written(self, value: Any) -> str:
        """``value`` as text."""
        separators = (self.comma.rstrip() if self.indent else self.comma, self.colon)
        unit = self.unit if self.indent else None
        text = json.dumps(value, ensure_ascii=False, indent=unit, separators=separators)
        return text.replace("\n", self.indent) if self.indent else text

    def member(self, key: str, value: Any) -> str:
        """A member of an object as text."""
        return f"{json.dumps(key, ensure_ascii=False)}{self.colon}{self.written(value)}"

    def deeper(self) -> _Style:
        """The style of what is one level deeper."""
        return replace(self, indent=self.indent + self.unit) if self.indent else self


def cuts(places: JsonPlaces, todo: Plan) -> Iterator[Cut]:
    """The edits that do what is planned. Raises ``NotPossible``."""
    editor = _Editor(places, _style_of(places.text))
    if not places.lines:
        yield from editor.value(places.roots[0], todo, None)
        return
    if todo.is_whole or todo.items or any(one.removed for one in todo.inner.values()):
        raise NotPossible("lines")
    for step, inner in todo.inner.items():
        yield from editor.value(places.roots[int(step)], inner, None)


@lru_cache(maxsize=1)
def _style_of(text: str) -> _Style:
    """The style of a whole text: its first deeper line, comma and colon are taken to show it."""
    unit = _UNIT.search(text)
    spaces: dict[str, str] = {}
    for found in _SPACED.finditer(text):
        if found[1] is not None:
            spaces.setdefault(found[0][0], found[1])
        if len(spaces) == 2:
            break
    colon = spaces.get(":", " ")
    pretty = unit is not None or "," not in spaces
    return _Style(unit[1] if unit else "  ", f",{colon if pretty else spaces[',']}", f":{colon}")


class _Editor(Struct, frozen=True):
    places: JsonPlaces
    style: _Style

    def value(self, start: int, todo: Plan, indent: str | None) -> Iterator[Cut]:
        """The edits of the value at ``start``; ``indent``: how its line starts, if it is pretty."""
        end = self.places.end(start)
        if todo.replaced is not None:
            if indent is None and _LINE_END.search(self.places.text[start:end]):
                indent = _line_start(self.places.text, start)
            text = replace(self.style, indent=indent).written(todo.replaced[0])
            yield Cut(start, end, text, todo.pointer)
        elif todo.is_deep:
            yield from self._container(start, end, todo, indent)

    def _container(self, start: int, end: int, todo: Plan, indent: str | None) -> Iterator[Cut]:
        if todo.changes_members:
            yield from self._spliced(start, end, todo, indent)
        members = self.places.members(start)
        for key, inner in todo.inner.items():
            if not inner.removed:
                yield from self._renamed(members[key], inner)
                yield from self.value(members[key].start, inner, self.places.indent(start))

    def _spliced(self, start: int, end: int, todo: Plan, indent: str | None) -> Iterator[Cut]:
        """The edits that put members in, and take members out."""
        members = list(self.places.listed(start))
        slots = [self._slot(member) for _, member in members]
        pointers = [below(todo.pointer, key) for key, _ in members]
        brackets = Brackets(self.places.text, start, end, slots, pointers)
        style = self._inside(start, brackets, members, indent)
        gone = [i for i, (key, _) in enumerate(members) if _is_removed(todo, key)]
        around = ("", "")
        if not members and indent is not None:
            around = (indent + self.style.unit, indent)
        yield from brackets.spliced(
            gone, _fresh(todo, len(members), style), style.comma[1:], around
        )

    def _slot(self, member: Member) -> Span:
        start = member.key_start if member.key_start >= 0 else member.start
        return start, self.places.end(member.start)

    def _renamed(self, member: Member, todo: Plan) -> Iterator[Cut]:
        if todo.renamed is not None:
            text = json.dumps(todo.renamed, ensure_ascii=False)
            yield Cut(member.key_start, member.key_end, text, todo.pointer)

    def _inside(
        self,
        start: int,
        brackets: Brackets,
        members: Sequence[tuple[str, Member]],
        indent: str | None,
    ) -> _Style:
        """The style of new members: that of the ones that are there."""
        style = self.style
        if not members:
            return replace(style, indent=indent).deeper()
        _, last = members[-1]
        if last.key_end >= 0:
            style = replace(style, colon=self.places.text[last.key_end : last.start])
        if len(members) > 1 and not _LINE_END.search(brackets.lead(1)):
            style = replace(style, comma=f",{brackets.lead(1)}")
        return replace(style, indent=self.places.indent(start))


def _line_start(text: str, at: int) -> str:
    """The line end before ``at``, and the space with which the line begins."""
    starts = list(_LINE_START.finditer(text, 0, at))
    return starts[-1][0] if starts else "\n"


def _is_removed(todo: Plan, key: str) -> bool:
    return key in todo.inner and todo.inner[key].removed


def _fresh(todo: Plan, count: int, style: _Style) -> Mapping[int, Sequence[Fresh]]:
    """The texts of what is new, by the index it comes before; ``count``: of the members."""
    items = {
        index: [Fresh(style.written(value), f"{todo.pointer}/{index}") for value in values]
        for index, values in todo.items.items()
    }
    members = [
        Fresh(style.member(key, value), below(todo.pointer, key))
        for key, value in todo.members.items()
    ]
    return {**items, count: members} if members else items
