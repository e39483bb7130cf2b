"""Changes of values as edits of YAML, in the layout that is there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from wflint.fixes.bracketed import Brackets, Cut, Fresh
from wflint.fixes.plan import NotPossible, Plan, below
from wflint.fixes.yaml_scalars import Style, is_filled, quoted
from wflint.source.places import Span
from wflint.source.yaml_text import Node

_PROPERTIES: Final = re.compile(r"(?:[&!][^ \t\r\n]*[ \t\r\n]+)*")
_ANCHOR: Final = re.compile(r"&([^ \t\r\n,\[\]{}]+)")
_COLON: Final = re.compile(r"[ \t]*:")
_FLOW_COLON: Final = re.compile(r"[ \t]*:[ \t]*")
_HEAD: Final = re.compile(r" *(?:- +)*")
_LINE_REST: Final = re.compile(r"[ \t]*(?P<comment>#[^\r\n]*)?(?=[\r\n]|\Z)")
_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_KEEPS_ENDS: Final = re.compile(r"[|>][0-9]?\+")
_NESTED: Final = re.compile(r"(?m)^( *)[^\s#-][^\r\n]*:[ \t]*(?:\r\n|\n|\r)( *)(-?)(?=[^\s#])")
_QUOTED: Final = re.compile(r"[:-] +(['\"])")


class _Held(Struct, frozen=True):
    """What holds a value: a key, a dash or a bracket, and where that ends.

    ``indent``: the column of a key; that of what follows a dash. ``flow``: it is between brackets.
    """

    after: int
    indent: int = 0
    in_list: bool = False
    flow: bool = False


class _Slot(Struct, frozen=True):
    """A member in block style: from its key or dash to the end of its value."""

    start: int
    end: int
    held: _Held
    pointer: str = ""


def cuts(text: str, root: Node, todo: Plan) -> Iterator[Cut]:
    """The edits that do what is planned. Raises ``NotPossible``."""
    editor = _Editor(text, _style_of(text))
    if not root.several:
        yield from editor.root(root, todo)
        return
    if todo.is_whole or todo.items or any(one.removed for one in todo.inner.values()):
        raise NotPossible("documents")
    for step, inner in todo.inner.items():
        yield from editor.root(root.members[step][1], inner)


def _style_of(text: str) -> Style:
    """The style of a whole text: what is nested first shows it, and the quotes that most have."""
    unit, list_unit = "", ""
    for found in _NESTED.finditer(text):
        deeper = " " * (len(found[2]) - len(found[1]))
        if found[3] and len(found[2]) >= len(found[1]):
            list_unit = list_unit or f"-{deeper}"
        elif deeper:
            unit = unit or deeper
        if unit and list_unit:
            break
    single = [found[1] == "'" for found in _QUOTED.finditer(text)]
    return Style(
        unit or list_unit[1:] or "  ",
        list_unit[1:] if list_unit else "  ",
        needed="'" if sum(single) * 2 > len(single) else '"',
    )


class _Editor(Struct, frozen=True):
    text: str
    style: Style

    def root(self, node: Node, todo: Plan) -> Iterator[Cut]:
        """The edits of a document."""
        if todo.is_whole:
            raise NotPossible("document")
        yield from self._inside(node, todo, _Held(node.start))

    def _value(self, node: Node, todo: Plan, held: _Held) -> Iterator[Cut]:
        if todo.replaced is not None:
            self._check_anchors(node.start, node.end)
            yield from self._replaced(node, todo.replaced[0], todo.pointer, held)
        elif todo.is_deep:
            yield from self._inside(node, todo, held)

    # ------------------------------------------------------------ what is there

    def _content(self, node: Node) -> str:
        """The first character of a value, after its tag and anchor."""
        found = _PROPERTIES.match(self.text, node.start, max(node.start, node.end))
        at = found.end() if found is not None else node.start
        return self.text[at] if at < node.end else ""

    def _is_flow(self, node: Node) -> bool:
        return self._content(node) in ("[", "{")

    def _is_block(self, node: Node) -> bool:
        """Whether a value is a list or an object that is written in block style."""
        return bool(node.members) and not self._is_flow(node) and self.text[node.start] != "*"

    def _is_filled_flow(self, node: Node) -> bool:
        return bool(node.members) and not self._is_block(node)

    def _check_anchors(self, start: int, end: int) -> None:
        """Raise ``NotPossible`` where something is shared with another place of the text."""
        for name in _ANCHOR.findall(self.text, start, end):
            if f"*{name}" in self.text:
                raise NotPossible("an anchor")

    def _line_start(self, at: int) -> int:
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    def _rest(self, at: int) -> re.Match[str]:
        """What comes after a value on its line: space and a comment."""
        found = _LINE_REST.match(self.text, at)
        if found is None:
            raise NotPossible("more on the line")
        return found

    def _newline(self) -> str:
        found = _LINE_END.search(self.text)
        return found[0] if found is not None else "\n"

    def _column(self, at: int) -> int:
        """The column of a key or dash, counted from 0."""
        start = self._line_start(at)
        if not _HEAD.fullmatch(self.text, start, at):
            raise NotPossible("a key that is not simple")
        return at - start

    # ------------------------------------------------------------ containers

    def _inside(self, node: Node, todo: Plan, held: _Held) -> Iterator[Cut]:
        if self.text[node.start : node.start + 1] == "*":
            raise NotPossible("an alias")
        properties = _PROPERTIES.match(self.text, node.start)
        self._check_anchors(node.start, properties.end() if properties else node.start)
        if not self._is_flow(node):
            if held.flow:
                raise NotPossible("a pair without braces")
            yield from self._block(node, todo, held)
        elif not node.members and not held.flow:
            new = dict(todo.members) if isinstance(node.value, dict) else _all(todo.items)
            yield from self._replaced(node, new, todo.pointer, held)
        else:
            yield from self._flow(node, todo)

    def _members(self, node: Node, todo: Plan, held: Mapping[str, _Held]) -> Iterator[Cut]:
        """The edits inside of the members that stay."""
        for step, inner in todo.inner.items():
            if inner.removed:
                continue
            key, member = node.members[step]
            if inner.renamed is not None:
                yield self._renamed(key, inner)
            yield from self._value(member, inner, held[step])

    def _renamed(self, key: Span, todo: Plan) -> Cut:
        first = self.text[key[0]]
        if first in "*&!":
            raise NotPossible("a key with an anchor")
        text = quoted(todo.renamed or "", first if first in "'\"" else "", self.style.needed)
        return Cut(*key, text, todo.pointer)

    def _quotes(self, node: Node) -> Style:
        """The style with the quotes that the members of ``node`` have."""
        style = self.style
        for (start, end), member in node.members.values():
            if end > start:
                style = replace(style, key_quote=self._quote(start))
            if isinstance(member.value, str):
                style = replace(style, quote=self._quote(member.start))
        return style

    def _quote(self, at: int) -> str:
        first = self.text[at : at + 1]
        return first if first in ("'", '"') else ""

    # ------------------------------------------------------------ flow style

    def _flow(self, node: Node, todo: Plan) -> Iterator[Cut]:
        steps = list(node.members)
        slots = [
            (min(key[0], member.start), max(key[1], member.end))
            for key, member in node.members.values()
        ]
        start = self.text.index(self._content(node), node.start)
        pointers = [below(todo.pointer, step) for step in steps]
        brackets = Brackets(self.text, start, node.end, slots, pointers)
        style = self._flow_style(node, brackets)
        gone = [index for index, step in enumerate(steps) if _is_removed(todo, step)]
        for index in gone:
            self._check_anchors(*slots[index])
        fresh = {
            index: [Fresh(style.flow(value), f"{todo.pointer}/{index}") for value in values]
            for index, values in todo.items.items()
        }
        if todo.members:
            fresh[len(slots)] = [
                Fresh(style.flow_member(key, value), below(todo.pointer, key))
                for key, value in todo.members.items()
            ]
        if gone or fresh:
            self._check_brackets(brackets)
            yield from brackets.spliced(gone, fresh, style.comma[1:], ("", ""))
        held = {
            step: _Held(key[1], flow=True, in_list=isinstance(node.value, list))
            for step, (key, _) in node.members.items()
        }
        yield from self._members(node, todo, held)

    def _check_brackets(self, brackets: Brackets) -> None:
        """Raise ``NotPossible`` where there are comments at the brackets."""
        first, last = brackets.start + 1, brackets.end - 1
        ends = (
            (self.text[first : brackets.slots[0][0]], self.text[brackets.slots[-1][1] : last])
            if brackets.slots
            else (self.text[first:last],)
        )
        if any("#" in part for part in ends):
            raise NotPossible("comments")

    def _flow_style(self, node: Node, brackets: Brackets) -> Style:
        style = self._quotes(node)
        if len(brackets.slots) > 1:
            brackets.check()
            lead = brackets.lead(1)
            style = replace(style, comma=", " if _LINE_END.search(lead) else f",{lead}")
        for key, member in node.members.values():
            colon = self.text[key[1] : member.start]
            if _FLOW_COLON.fullmatch(colon):
                style = replace(style, colon=colon)
        return style

    # ------------------------------------------------------------ block style

    def _slots(self, node: Node, pointer: str) -> list[_Slot]:
        """The members of a block in the order of the text."""
        in_list = isinstance(node.value, list)
        find = self._item if in_list else self._pair
        slots: list[_Slot] = []
        for step, (key, member) in node.members.items():
            slot = find(key, member, slots[-1].end if slots else node.start)
            slots.append(replace(slot, pointer=below(pointer, step)))
        return slots

    def _item(self, _: Span, member: Node, after: int) -> _Slot:
        before = self.text[after : member.start].rstrip()
        dash = after + len(before) - 1
        if not before.endswith("-"):
            raise NotPossible("a comment after the dash")
        column = self._column(dash)
        return _Slot(dash, max(dash + 1, member.end), _Held(dash + 1, column + 2, in_list=True))

    def _pair(self, key: Span, member: Node, _: int) -> _Slot:
        column = self._column(key[0])
        colon = _COLON.match(self.text, key[1])
        if colon is None:
            raise NotPossible("a key that is not simple")
        return _Slot(key[0], max(colon.end(), member.end), _Held(colon.end(), column))

    def _block(self, node: Node, todo: Plan, held: _Held) -> Iterator[Cut]:
        slots = self._slots(node, todo.pointer)
        steps = list(node.members)
        gone = {index for index, step in enumerate(steps) if _is_removed(todo, step)}
        fresh = self._fresh(node, todo)
        for index in gone:
            self._check_anchors(slots[index].start, slots[index].end)
        if len(gone) == len(slots) and not fresh:
            yield from self._replaced(node, type(node.value)(), todo.pointer, held)
            return
        # What is put at the end of the last member comes before what is put after it.
        yield from self._members(
            node, todo, {step: slot.held for step, slot in zip(steps, slots, strict=True)}
        )
        if gone or fresh:
            yield from self._spliced(slots, gone, fresh)

    def _fresh(self, node: Node, todo: Plan) -> dict[int, list[tuple[list[str], str]]]:
        """The lines of what is new, and its pointer, by the index that it comes before."""
        style = self._quotes(node)
        found = {
            index: [(list(style.block_item(one)), f"{todo.pointer}/{index}") for one in values]
            for index, values in todo.items.items()
        }
        if todo.members:
            found[len(node.members)] = [
                (list(style.block_member(key, value)), below(todo.pointer, key))
                for key, value in todo.members.items()
            ]
        return found

    def _spliced(
        self,
        slots: Sequence[_Slot],
        gone: Collection[int],
        fresh: Mapping[int, Sequence[tuple[list[str], str]]],
    ) -> Iterator[Cut]:
        column = self._column(slots[0].start)
        line = self._newline() + " " * column
        kept = [index for index in range(len(slots)) if index not in gone]
        for before, after in pairwise([-1, *kept, len(slots)]):
            removed = list(range(before + 1, after))
            new = [
                (line.join(lines), where)
                for index in range(before + 1, after + 1)
                for lines, where in fresh.get(index, ())
            ]
            # What comes where something goes takes its place, and that of the comment beside it.
            for index, (text, where) in zip(removed, new, strict=False):
                yield Cut(slots[index].start, self._rest(slots[index].end).end(), text, where)
            pairs = min(len(removed), len(new))
            if removed[pairs:]:
                yield from self._without(slots, removed[pairs:])
            elif new[pairs:] and before + pairs >= 0:
                yield from self._after(slots[before + pairs], new[pairs:], line)
            else:
                at = self._above(slots[0].start)
                yield from (Cut(at, at, text + line, where) for text, where in new[pairs:])

    def _above(self, at: int) -> int:
        """Where the comments begin that stand right above a member, as deep as it; else ``at``."""
        start = self._line_start(at)
        lead = self.text[start:at]
        if lead.strip(" "):
            return at  # it follows a dash
        while start > 0:
            before = self._line_start(self._line_before(start))
            if not self.text.startswith(f"{lead}#", before):
                break
            start = before
        return start + len(lead)

    def _line_before(self, start: int) -> int:
        """The end of the line before the one that begins at ``start``."""
        return start - (2 if self.text.endswith("\r\n", 0, start) else 1)

    def _after(self, slot: _Slot, new: Sequence[tuple[str, str]], line: str) -> Iterator[Cut]:
        if _KEEPS_ENDS.match(self.text, slot.held.after + 1):
            raise NotPossible("a text that keeps the blank lines after it")
        at = self._rest(slot.end).end()
        yield Cut(at, at, "".join(line + text for text, _ in new), new[0][1])

    def _without(self, slots: Sequence[_Slot], removed: Sequence[int]) -> Iterator[Cut]:
        for index in removed:
            slot = slots[index]
            start = self._line_start(slot.start)
            end = self._rest(slot.end).end()
            if self.text[start : slot.start].strip(" "):
                # It begins on the line of a dash, where the next one has to follow it.
                following = slots[removed[-1] + 1].start
                if "#" in self.text[slots[removed[-1]].end : following]:
                    raise NotPossible("comments")
                yield Cut(slot.start, following, "", slot.pointer)
                return
            found = _LINE_END.match(self.text, end)
            yield Cut(start, found.end() if found else end, "", slot.pointer)

    # ------------------------------------------------------------ one value for another

    def _replaced(self, node: Node, new: Any, pointer: str, held: _Held) -> Iterator[Cut]:
        style = self._quotes_of(node)
        block = self._is_block(node)
        rest = "" if held.flow else self._rest(node.end)["comment"] or ""
        if not is_filled(new) or held.flow or (rest and not block) or self._is_filled_flow(node):
            yield self._in_line(node, style.flow(new), pointer, held)
            return
        self._check_space(held.after, node.start)
        end = self._rest(node.end).end() if block else node.end
        indent = held.indent if held.in_list else held.indent + len(style.pad(new))
        line = self._newline() + " " * indent
        first = " " if held.in_list else line
        yield Cut(held.after, end, first + line.join(style.block(new)), pointer)

    def _in_line(self, node: Node, text: str, pointer: str, held: _Held) -> Cut:
        """``text``, which is one line, in the place of ``node``."""
        if self._is_block(node):
            if held.after == node.start:
                return Cut(node.start, node.end, text, pointer)
            self._check_space(held.after, node.start)
            return Cut(held.after, node.end, f" {text}", pointer)
        if node.end > node.start:
            return Cut(node.start, node.end, text, pointer)
        if held.flow and not held.in_list and ":" not in self.text[held.after : node.start]:
            raise NotPossible("a key without a value")
        spaced = self.text[node.start - 1].isspace()
        return Cut(node.start, node.start, text if spaced else f" {text}", pointer)

    def _check_space(self, start: int, end: int) -> None:
        if self.text[start:end].strip():
            raise NotPossible("comments")

    def _quotes_of(self, node: Node) -> Style:
        if node.members:
            return self._quotes(node)
        return replace(self.style, quote=self._quote(node.start))


def _is_removed(todo: Plan, step: str) -> bool:
    return step in todo.inner and todo.inner[step].removed


def _all(items: Mapping[int, Sequence[Any]]) -> list[Any]:
    return [one for index in sorted(items) for one in items[index]]
