"""YAML 1.2 with its core schema, from the events of PyYAML; nothing is ever constructed.

Beyond the core schema, digits with a leading zero stay text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import yaml
from msgspec import Struct

from wflint.source.problems import MAX_DEPTH, TOO_DEEP, SyntaxFault

MAX_NODES = 200_000
"""Values that a text may hold beyond those that are written out, through aliases."""

_TAG: Final = "tag:yaml.org,2002:"
_NULL: Final = {"", "~", "null", "Null", "NULL"}
_TRUE: Final = {"true", "True", "TRUE"}
_FALSE: Final = {"false", "False", "FALSE"}
_INT: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_JSON: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LOADER: Final = getattr(yaml, "CLoader", yaml.Loader)
_LONGEST_NUMBER = 4000


_SCALARS: Final = ("str", "int", "float", "bool", "null")
_NUMERIC: Final = frozenset("+-.0123456789")
"""What a number starts with."""
_NO_MEMBERS: Final[Mapping[str, Any]] = MappingProxyType({})


class Node(Struct):
    """A value and where it is; ``members``: key → where the key is, and the value there."""

    start: int
    end: int
    value: Any
    members: Mapping[str, tuple[tuple[int, int], Node]]
    size: int = 1
    several: bool = False
    """The list of the documents of a text."""


class RepeatedKey(Struct, frozen=True):
    """A key that stands a second time."""

    key: str
    start: int
    end: int
    pointer: str


class Parsed(Struct, frozen=True):
    """The documents of a text."""

    roots: tuple[Node, ...]
    repeated: tuple[RepeatedKey, ...]

    def root(self) -> Node:
        """The value: that of the one document, or the list of all."""
        if len(self.roots) == 1:
            return self.roots[0]
        members = {
            str(index): ((node.start, node.start), node) for index, node in enumerate(self.roots)
        }
        last = self.roots[-1]
        value = [node.value for node in self.roots]
        return Node(self.roots[0].start, last.end, value, members, several=True)


def parse(text: str) -> Parsed:
    """The documents in ``text``; raises ``SyntaxFault``."""
    builder = _Builder(text)
    try:
        _take_all(text, builder.takers)
    except yaml.MarkedYAMLError as error:
        raise _fault(error, text) from None
    except yaml.reader.ReaderError as error:
        at = error.position if isinstance(error.position, int) else 0
        raise SyntaxFault("YAML does not allow this character", min(at, len(text))) from None
    except yaml.YAMLError as error:
        raise SyntaxFault(_one_line(str(error)), 0) from None
    return Parsed(tuple(builder.roots), tuple(builder.repeated))


def find(root: Node, steps: list[str], *, on_key: bool) -> tuple[int, int]:
    """The offsets of a value, or of its key; of the nearest one around it that exists."""
    node, key = root, None
    for step in steps:
        member = node.members.get(step)
        if member is None:
            key = None
            break
        key, node = member
    if on_key and key is not None and key[1] > key[0]:
        return key
    return node.start, node.end


def is_text(plain: str) -> bool:
    """Whether a scalar without quotes is read as text."""
    try:
        return isinstance(_core(plain, 0, 0), str)
    except SyntaxFault:
        return False


def _take_all(text: str, takers: Mapping[type[Any], Callable[[Any], None]]) -> None:
    """Each event of the parser, in turn, to what takes its kind; other kinds say nothing."""
    loader = _LOADER(text)
    try:
        for event in iter(loader.get_event, None):
            taker = takers.get(type(event))
            if taker is not None:
                taker(event)
    finally:
        loader.dispose()


def _fault(error: yaml.MarkedYAMLError, text: str) -> SyntaxFault:
    mark = error.problem_mark or error.context_mark
    at = min(mark.index, len(text)) if mark is not None else 0
    return SyntaxFault(_one_line(error.problem or error.context or "this is no YAML"), at)


def _one_line(message: str) -> str:
    return " ".join(message.split())


class _Open(Struct):
    """A container that is being read."""

    node: Node
    members: dict[str, tuple[tuple[int, int], Node]]
    is_map: bool
    anchor: str | None
    flow: bool
    key: tuple[str, tuple[int, int]] | None = None


class _Builder:
    """Turns events into nodes, one at a time."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.roots: list[Node] = []
        self.repeated: list[RepeatedKey] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, Node | None] = {}
        self._extra = 0
        self.takers: Mapping[type[Any], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.AliasEvent: self._alias,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.DocumentStartEvent: self._document,
        }

    def _document(self, _: Any) -> None:
        self._anchors = {}

    def _mapping(self, event: Any) -> None:
        _check_tag(event, ("map",))
        self._start(event, {}, is_map=True)

    def _sequence(self, event: Any) -> None:
        _check_tag(event, ("seq",))
        self._start(event, [], is_map=False)

    def _start(self, event: Any, value: Any, *, is_map: bool) -> None:
        at = event.start_mark.index
        if self._expects_key():
            raise SyntaxFault("a key has to be a single value", at)
        if len(self._open) >= MAX_DEPTH:
            raise SyntaxFault(TOO_DEEP, at)
        anchor = event.anchor
        if anchor is not None:
            self._anchors[anchor] = None
        members: dict[str, tuple[tuple[int, int], Node]] = {}
        node = Node(at, at, value, members)
        self._open.append(_Open(node, members, is_map, anchor, bool(event.flow_style)))

    def _pointer(self) -> str:
        """Where the value belongs that comes next."""
        steps = [f"/{len(self.roots)}"] if self.roots else []
        for one in self._open:
            step = one.key[0] if one.key is not None else str(len(one.members))
            steps.append(f"/{step.replace('~', '~0').replace('/', '~1')}")
        return "".join(steps)

    def _close(self, event: Any) -> None:
        done = self._open.pop()
        node = done.node
        if done.flow or not done.members:
            node.end = event.end_mark.index
        else:
            (first, _), _ = next(iter(done.members.values()))
            node.start = min(node.start, first)
        if done.anchor is not None:
            self._anchors[done.anchor] = node
        self._put(node)

    def _scalar(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        if event.style and event.style in "|>":
            end = start + len(self.text[start:end].rstrip())
        if event.tag is not None:
            _check_tag(event, _SCALARS)
        if self._expects_key():
            self._open[-1].key = (event.value, (start, end))
            return
        node = Node(start, end, _resolved(event, start, end), _NO_MEMBERS)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        self._put(node)

    def _alias(self, event: Any) -> None:
        at, end = event.start_mark.index, event.end_mark.index
        if event.anchor not in self._anchors:
            raise SyntaxFault(f"the alias *{event.anchor} has no anchor before it", at, end)
        known = self._anchors[event.anchor]
        if known is None:
            raise SyntaxFault(f"the alias *{event.anchor} stands inside its own anchor", at, end)
        if self._expects_key():
            if isinstance(known.value, dict | list):
                raise SyntaxFault("a key has to be a single value", at)
            self._open[-1].key = (str(known.value), (at, end))
            return
        self._extra += known.size
        if self._extra > MAX_NODES:
            raise SyntaxFault(f"aliases expand to more than {MAX_NODES} values", at, end)
        if len(self._open) + _depth(known) > MAX_DEPTH:
            raise SyntaxFault(TOO_DEEP, at, end)
        self._put(Node(at, end, known.value, known.members, known.size))

    def _expects_key(self) -> bool:
        if not self._open:
            return False
        top = self._open[-1]
        return top.is_map and top.key is None

    def _put(self, node: Node) -> None:
        if not self._open:
            self.roots.append(node)
            return
        parent = self._open[-1]
        around = parent.node
        around.size += node.size
        around.end = max(around.end, node.end)
        if parent.key is None:
            parent.members[str(len(parent.members))] = ((node.start, node.start), node)
            around.value.append(node.value)
            return
        key, place = parent.key
        if key in parent.members:
            self.repeated.append(RepeatedKey(key, *place, self._pointer()))
        parent.members[key] = (place, node)
        around.value[key] = node.value
        parent.key = None


def _depth(node: Node) -> int:
    """How deep a node that an alias repeats is nested."""
    depth = 0
    level = [node]
    while level and depth <= MAX_DEPTH:
        unique = {id(inner): inner for one in level for _, inner in one.members.values()}
        level = list(unique.values())
        depth += 1
    return depth


def _check_tag(event: Any, allowed: tuple[str, ...]) -> None:
    tag = event.tag
    if tag is None or tag == "!" or tag.removeprefix(_TAG) in allowed:
        return
    shown = tag.replace(_TAG, "!!")
    message = f"the tag {shown} is not allowed here; only plain values are read"
    raise SyntaxFault(message, event.start_mark.index, event.end_mark.index)


def _resolved(event: Any, start: int, end: int) -> Any:
    """The value of a scalar by its tag, else by the core schema."""
    text: str = event.value
    tag = event.tag
    if tag is None:
        return text if event.style else _core(text, start, end)
    return text if tag == "!" or tag.removeprefix(_TAG) == "str" else _core(text, start, end)


def _core(text: str, start: int, end: int) -> Any:
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if text[0] not in _NUMERIC or len(text) > _LONGEST_NUMBER:
        return text
    if _INT.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _NOT_JSON.fullmatch(text):
        raise SyntaxFault(f"{text} has no counterpart in JSON; quote it if it is text", start, end)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if abs(number) != float("inf") else text
    return text
