"""YAML 1.2 with its core schema, from the events of PyYAML; nothing is ever constructed.

Beyond the core schema, digits with a leading zero stay text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

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


@dataclass(slots=True)
class Node:
    """A value and where it is; ``members``: key → where the key is, and the value there."""

    start: int
    end: int
    value: Any = None
    size: int = 1
    members: dict[str, tuple[tuple[int, int], Node]] = field(default_factory=dict)
    several: bool = False
    """The list of the documents of a text."""


@dataclass(frozen=True, slots=True)
class RepeatedKey:
    """A key that stands a second time."""

    key: str
    start: int
    end: int
    pointer: str


@dataclass(frozen=True, slots=True)
class Parsed:
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
        return Node(self.roots[0].start, last.end, value, members=members, several=True)


def parse(text: str) -> Parsed:
    """The documents in ``text``; raises ``SyntaxFault``."""
    builder = _Builder(text)
    try:
        for event in _events(text):
            builder.take(event)
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


def _events(text: str) -> Iterator[Any]:
    loader = _LOADER(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


def _fault(error: yaml.MarkedYAMLError, text: str) -> SyntaxFault:
    mark = error.problem_mark or error.context_mark
    at = min(mark.index, len(text)) if mark is not None else 0
    return SyntaxFault(_one_line(error.problem or error.context or "this is no YAML"), at)


def _one_line(message: str) -> str:
    return " ".join(message.split())


@dataclass(slots=True)
class _Open:
    """A container that is being read."""

    node: Node
    kind: str
    anchor: str | None
    flow: bool
    key: tuple[str, tuple[int, int]] | None = None
    pointer: str = ""


class _Builder:
    """Turns events into nodes, one at a time."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.roots: list[Node] = []
        self.repeated: list[RepeatedKey] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, Node | None] = {}
        self._extra = 0
        self._takers: Mapping[type[Any], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.AliasEvent: self._alias,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.DocumentStartEvent: self._document,
        }

    def take(self, event: Any) -> None:
        """One event of the parser."""
        taker = self._takers.get(type(event))
        if taker is not None:
            taker(event)

    def _document(self, _: Any) -> None:
        self._anchors = {}

    def _mapping(self, event: Any) -> None:
        _check_tag(event, "map")
        self._start(event, {}, "map")

    def _sequence(self, event: Any) -> None:
        _check_tag(event, "seq")
        self._start(event, [], "seq")

    def _start(self, event: Any, value: Any, kind: str) -> None:
        at = event.start_mark.index
        if self._expects_key():
            raise SyntaxFault("a key has to be a single value", at)
        if len(self._open) >= MAX_DEPTH:
            raise SyntaxFault(TOO_DEEP, at)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        node = Node(at, at, value)
        opened = _Open(node, kind, event.anchor, bool(event.flow_style), None, self._pointer())
        self._open.append(opened)

    def _pointer(self) -> str:
        if not self._open:
            return f"/{len(self.roots)}" if self.roots else ""
        top = self._open[-1]
        step = top.key[0] if top.key is not None else str(len(top.node.members))
        return f"{top.pointer}/{step.replace('~', '~0').replace('/', '~1')}"

    def _close(self, event: Any) -> None:
        done = self._open.pop()
        node = done.node
        if done.flow or not node.members:
            node.end = event.end_mark.index
        else:
            node.end = max(inner.end for _, inner in node.members.values())
            node.start = min(node.start, *self._first_starts(node))
        if done.anchor is not None:
            self._anchors[done.anchor] = node
        self._put(node)

    def _first_starts(self, node: Node) -> tuple[int, ...]:
        return tuple(key[0] for key, _ in list(node.members.values())[:1])

    def _scalar(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        if event.style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip())
        if self._expects_key():
            _check_tag(event, "str", "int", "float", "bool", "null")
            self._open[-1].key = (event.value, (start, end))
            return
        node = Node(start, end, _resolved(event, start, end))
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
        self._put(Node(at, end, known.value, known.size, known.members))

    def _expects_key(self) -> bool:
        return bool(self._open) and self._open[-1].kind == "map" and self._open[-1].key is None

    def _put(self, node: Node) -> None:
        if not self._open:
            self.roots.append(node)
            return
        parent = self._open[-1]
        parent.node.size += node.size
        if parent.kind == "seq":
            parent.node.members[str(len(parent.node.members))] = ((node.start, node.start), node)
            parent.node.value.append(node.value)
            return
        assert parent.key is not None  # noqa: S101 - a mapping's value follows its key
        key, place = parent.key
        if key in parent.node.members:
            self.repeated.append(RepeatedKey(key, *place, self._pointer()))
        parent.node.members[key] = (place, node)
        parent.node.value[key] = node.value
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


def _check_tag(event: Any, *allowed: str) -> None:
    tag = event.tag
    if tag is None or tag == "!" or tag.removeprefix(_TAG) in allowed:
        return
    shown = tag.replace(_TAG, "!!")
    message = f"the tag {shown} is not allowed here; only plain values are read"
    raise SyntaxFault(message, event.start_mark.index, event.end_mark.index)


def _resolved(event: Any, start: int, end: int) -> Any:
    """The value of a scalar by its tag, else by the core schema."""
    _check_tag(event, "str", "int", "float", "bool", "null")
    text: str = event.value
    tag = event.tag
    if tag == "!" or (tag is not None and tag.removeprefix(_TAG) == "str"):
        return text
    if tag is None and event.style not in (None, ""):
        return text
    return _core(text, start, end)


def _core(text: str, start: int, end: int) -> Any:
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if len(text) > _LONGEST_NUMBER:
        return text
    if _INT.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _NOT_JSON.fullmatch(text):
        raise SyntaxFault(f"{text} has no counterpart in JSON; quote it if it is text", start, end)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if abs(number) != float("inf") else text
    return text
