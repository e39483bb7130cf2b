"""JSON: values fast, and places only where they are asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, Final

import orjson
from msgspec import Struct, field

from wflint.source.problems import MAX_DEPTH, TOO_DEEP, SyntaxFault

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_CONSTANT: Final = re.compile(r'"(?:[^"\\]|\\.)*"|-?Infinity|NaN', re.DOTALL)
_SURROGATE: Final = re.compile(
    r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
_LARGE: Final = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]+', re.DOTALL)
_HIDDEN_COLON: Final = re.compile(rb"\\u003[aA]")
_ALL_ZERO: Final = bytes.maketrans(b"123456789", b"000000000")
_LONG_NUMBER: Final = b"0" * 18
_WHITE: Final = " \t\n\r"
_SPACE: Final = re.compile(f"[{_WHITE}]*")
_LINE_END: Final = re.compile(r"\r\n|\n|\r")
EXTRA: Final = "more text after the end of the value"
_DECODER: Final = json.JSONDecoder()


class Duplicate(Struct, frozen=True):
    """A key that stands a second time: the object's start, the key, and how often before."""

    start: int
    key: str
    key_start: int
    key_end: int
    pointer: str


class Parsed(Struct, frozen=True):
    """The value of a JSON text, and whether some key may stand twice there."""

    value: Any
    may_repeat_keys: bool


def parse(text: str, data: bytes, offset: int = 0) -> Parsed:
    """What a JSON text says that starts at ``offset`` of its file. Raises ``SyntaxFault``."""
    try:
        value = _load(text, data)
    except (ValueError, RecursionError):
        raise _fault(text, offset) from None
    try:
        colons = orjson.dumps(value).count(b":")
    except TypeError:  # nested more deeply than orjson writes, or a number beyond 64 bits
        if _depth(value) > MAX_DEPTH:
            raise _too_deep(text, offset) from None
        colons = json.dumps(value).count(":")
    return Parsed(value, _colons(data) > colons)


def _load(text: str, data: bytes) -> Any:
    value = orjson.loads(data)
    # orjson reads numbers beyond 64 bits as floats, which changes ids.
    return json.loads(text) if _LONG_NUMBER in data.translate(_ALL_ZERO) else value


def _colons(data: bytes) -> int:
    """How many colons a JSON text holds, escaped ones too; rather too many than too few.

    Each key has one, and what stands in texts is the same however it is written. So a text that
    has no more of them than its value when that is written anew has lost no key.
    """
    plain = data.count(b":")
    return plain + len(_HIDDEN_COLON.findall(data)) if b"\\u003" in data else plain


def _depth(value: Any) -> int:
    """How deep ``value`` is nested, up to one more than is allowed."""
    depth = 0
    level = [value]
    while level and depth <= MAX_DEPTH:
        inner: list[Any] = []
        for container in level:
            items = container.values() if type(container) is dict else container
            if type(items) is not str and type(container) in (dict, list):
                inner += [item for item in items if type(item) is dict or type(item) is list]
        level = inner
        depth += 1
    return depth


# ---------------------------------------------------------------- what is wrong


def _fault(text: str, offset: int) -> SyntaxFault:
    """Why ``text`` is no JSON, and where."""
    deep = _deep_at(text)
    if deep is not None:
        return SyntaxFault(TOO_DEEP, deep + offset)
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return _syntax_fault(text, error, offset)
    except ValueError:
        return SyntaxFault("a number has more digits than can be read", offset)
    return _too_lax(text, offset)


def _too_lax(text: str, offset: int) -> SyntaxFault:
    """What Python takes for JSON and the standard does not."""
    for found in _CONSTANT.finditer(text):
        if not found[0].startswith('"'):
            message = f'found "{found[0]}"; JSON has no such number'
            return SyntaxFault(message, found.start() + offset, found.end() + offset)
    for found in _LARGE.finditer(text):
        if not found[0].startswith('"') and abs(float(found[0])) == float("inf"):
            message = "this number is too large"
            return SyntaxFault(message, found.start() + offset, found.end() + offset)
    for found in _SURROGATE.finditer(text):
        if found[1]:
            message = f'"{found[1]}" is half a character: a lone surrogate'
            return SyntaxFault(message, found.start() + offset, found.end() + offset)
    return SyntaxFault("this is no JSON", offset)


def _syntax_fault(text: str, error: json.JSONDecodeError, offset: int) -> SyntaxFault:
    at = error.pos
    here = text[at : at + 1]
    before = text[:at].rstrip()[-1:]
    if not text.strip():
        return SyntaxFault("the file is empty", offset, offset)
    for found in _CONSTANT.finditer(text[:at]):
        if not found[0].startswith('"'):
            return _too_lax(text, offset)
    return SyntaxFault(_described(error, here, before, text[at : at + 2]), at + offset)


def _described(error: json.JSONDecodeError, here: str, before: str, two: str) -> str:
    if two in ("//", "/*") or here == "#":
        return "JSON has no comments"
    if here and here in "]}" and before == ",":
        return f'trailing comma before "{here}"'
    if before == "," and "trailing comma" in error.msg:
        return "trailing comma before the end"
    if not here:
        return "the text ends before its value is complete"
    if here == "'":
        return "texts and keys need double quotes"
    known = next((text for start, text in _WHOLE.items() if error.msg.startswith(start)), None)
    return known or f"{_PLAIN.get(error.msg, error.msg.lower())}, found {_shown(here)}"


_WHOLE: Final[Mapping[str, str]] = {
    "Invalid control character": "a text holds a line end or another control character",
    "Unterminated string": "this text has no closing quote",
    "Extra data": EXTRA,
}
_PLAIN: Final[Mapping[str, str]] = {
    "Expecting value": "a value is expected",
    "Expecting ',' delimiter": "a comma is expected",
    "Expecting ':' delimiter": "a colon is expected",
    "Expecting property name enclosed in double quotes": "a key in double quotes is expected",
}


def _shown(character: str) -> str:
    return f'"{character}"' if character.isprintable() else f"U+{ord(character):04X}"


def _too_deep(text: str, offset: int) -> SyntaxFault:
    return SyntaxFault(TOO_DEEP, (_deep_at(text) or 0) + offset)


def _deep_at(text: str) -> int | None:
    """Where the nesting gets too deep; None: nowhere."""
    depth = 0
    for found in _TOKEN.finditer(text):
        bracket = found[0]
        if bracket in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return found.start()
        elif bracket in "]}":
            depth -= 1
    return None


# ---------------------------------------------------------------- places


class Member(Struct, frozen=True):
    """One member of a container: its key, if it has one, and where its value starts."""

    start: int
    key_start: int = -1
    key_end: int = -1


class JsonPlaces(Struct):
    """Finds values in a text that is known to be JSON; ``roots``: where its values start."""

    text: str
    roots: Sequence[int]
    lines: bool = False
    """JSON Lines: the first step of a pointer names a root."""
    _known: dict[int, dict[str, Member]] = field(default_factory=dict)
    _ends: dict[int, int] = field(default_factory=dict)
    _indents: dict[int, str | None] = field(default_factory=dict)

    def find(self, steps: Sequence[str], *, on_key: bool) -> tuple[int, int]:
        """The offsets of a value, or of its key; of the nearest one around it that exists."""
        here, rest = self._root(steps)
        member = Member(here)
        for step in rest:
            inner = self.members(member.start).get(step)
            if inner is None:
                on_key = False
                break
            member = inner
        if on_key and member.key_start >= 0:
            return member.key_start, member.key_end
        return member.start, self.end(member.start)

    def _root(self, steps: Sequence[str]) -> tuple[int, Sequence[str]]:
        if not self.lines:
            return self.roots[0], steps
        if not steps or not steps[0].isdecimal() or int(steps[0]) >= len(self.roots):
            return self.roots[0], ()
        return self.roots[int(steps[0])], steps[1:]

    def end(self, start: int) -> int:
        """Where the value at ``start`` ends."""
        known = self._ends.get(start)
        if known is None:
            known = self._ends[start] = _DECODER.raw_decode(self.text, start)[1]
        return known

    def members(self, start: int) -> Mapping[str, Member]:
        """The members of the container at ``start``; of a key that stands twice, the last."""
        known = self._known.get(start)
        if known is None:
            known = self._known[start] = dict(self.listed(start))
        return known

    def indent(self, start: int) -> str | None:
        """The line end and the space with which members of the container at ``start`` begin.

        None: it has none, or they stand on one line, or all that is in them does.
        """
        if start not in self._indents:
            self._indents[start] = self._indent(start)
        return self._indents[start]

    def _indent(self, start: int) -> str | None:
        members = self.members(start).values()
        nested = (self.text[one.start : self.end(one.start)] for one in members)
        filled = [one for one in nested if one[0] in "[{" and one[1:-1].strip()]
        if filled and not any(_LINE_END.search(one) for one in filled):
            return None
        return next(filter(None, map(self._line_start, members)), None)

    def _line_start(self, member: Member) -> str | None:
        """The line end and the space before a member; None: something stands before it."""
        first = at = member.start if member.key_start < 0 else member.key_start
        while self.text[at - 1] in _WHITE:
            at -= 1
        ends = list(_LINE_END.finditer(self.text, at, first))
        return self.text[ends[-1].start() : first] if ends else None

    def listed(self, start: int) -> Iterator[tuple[str, Member]]:
        """The members of the container at ``start`` as they stand there, repeated keys too."""
        opening = self.text[start]
        if opening not in "[{":
            return
        at = self._skip(start + 1)
        index = 0
        while self.text[at] not in "]}":
            key, key_start, key_end = str(index), -1, -1
            if opening == "{":
                key_start = at
                key, key_end = scanstring(self.text, at + 1)
                at = self._skip(self._skip(key_end) + 1)
            yield key, Member(at, key_start, key_end)
            index += 1
            at = self._skip(self.end(at))
            if self.text[at] == ",":
                at = self._skip(at + 1)

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def duplicates(self) -> Iterator[Duplicate]:
        """The keys that stand again in their object, in no particular order."""
        pending = [
            (root, f"/{index}" if self.lines else "")
            for index, root in reversed(list(enumerate(self.roots)))
        ]
        while pending:
            start, pointer = pending.pop()
            seen: dict[str, Member] = {}
            for key, member in self.listed(start):
                here = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
                if key in seen:
                    yield Duplicate(start, key, member.key_start, member.key_end, here)
                seen[key] = member
                if self.text[member.start] in "[{":
                    pending.append((member.start, here))
