"""From bytes to a document: plain values, and the places of them on demand."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from wflint.source import inside, json_text
from wflint.source.lines import Lines
from wflint.source.places import Range, Span
from wflint.source.problems import Problem, SyntaxFault

if TYPE_CHECKING:
    from wflint.source.comments import Comment

Format = Literal["json", "jsonl", "yaml"]

__all__ = ["Document", "Problem", "read"]

_FORMATS: dict[str, Format] = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
}
_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


class Document(Struct, frozen=True, dict=True):
    """A file that was read. After a WF001 ``value`` is None. ``text`` is without a BOM."""

    file: str
    text: str
    format: Format
    value: Any = None
    problems: tuple[Problem, ...] = ()
    _roots: tuple[int, ...] = (0,)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def json_places(self) -> json_text.JsonPlaces:
        """Where the values are, of a document that is no YAML."""
        return json_text.JsonPlaces(self.text, self._roots, self.format == "jsonl")

    @cached_property
    def yaml_root(self) -> Any:
        """The ``yaml_text.Node`` of the whole value, of a document that is YAML."""
        from wflint.source import yaml_text  # noqa: PLC0415 - JSON needs no YAML

        return yaml_text.parse(self.text).root()

    def range(self, pointer: str, on_key: bool = False) -> Range:
        """The place of a value, or of its key; of the nearest one around it that exists."""
        if self.value is None:
            return self._lines.range(0, 0)
        steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
        if self.format == "yaml":
            from wflint.source import yaml_text  # noqa: PLC0415

            return self._lines.range(*yaml_text.find(self.yaml_root, steps, on_key=on_key))
        return self._lines.range(*self.json_places.find(steps, on_key=on_key))

    def range_inside(self, pointer: str, span: Span) -> Range:
        """The place of a part of the text at ``pointer``; of all of it where it cannot be told."""
        whole = self.range(pointer)
        start = self._lines.offset(whole.start)
        if self.text[start : start + 1] == '"':
            found = inside.in_quotes(self.text, start, span)
        else:
            found = inside.in_block(self.text, start, self._lines.offset(whole.end), span)
        return whole if found is None else self._lines.range(*found)

    def range_between(self, start: int, end: int) -> Range:
        """The place of the stretch between two offsets of the text."""
        return self._lines.range(start, end)

    def span(self, place: Range) -> Span:
        """The offsets of a place: the other way round."""
        return self._lines.offset(place.start), self._lines.offset(place.end)

    def comments(self) -> tuple[Comment, ...]:
        """The comments that speak to wflint; only YAML has any."""
        if self.format != "yaml" or self.value is None:
            return ()
        from wflint.source import comments  # noqa: PLC0415 - JSON needs no YAML

        return tuple(comments.comments(self.text, self.yaml_root))

    def lines(
        self, first: int, last: int, left: int = 0, right: int | None = None
    ) -> tuple[str, ...]:
        """The lines from ``first`` to ``last``, both counted from 1, without their ends.

        ``left``, ``right``: only their characters between these.
        """
        return self._lines.between(first, last, left, right)

    def longest_line(self, first: int, last: int) -> int:
        """How many characters the longest of those lines has, its end included."""
        return self._lines.longest(first, last)


def read(file: str, data: bytes) -> Document:
    """The document in ``data``; ``file`` names it, and says by its suffix what it is written in."""
    try:
        text = _decoded(data)
    except SyntaxFault as fault:
        text = data.decode("utf-8", "replace")
        return _unreadable(Document(file, text, "json"), fault)
    if not text or text.isspace():
        empty = SyntaxFault("the file is empty", 0, 0)
        return _unreadable(Document(file, text, _format_of(file) or "json"), empty)
    kind = _format_of(file)
    if kind == "yaml" or (kind is None and text.lstrip()[:1] not in ("{", "[")):
        return _read_yaml(file, text)
    if kind == "jsonl":
        return _read_lines(file, text)
    return _read_json(file, text, data.removeprefix(codecs.BOM_UTF8), named=kind is not None)


def _decoded(data: bytes) -> str:
    for mark, name in _OTHER_ENCODINGS:
        if data.startswith(mark):
            raise SyntaxFault(f"the file is {name}; save it as UTF-8", 0)
    if data[:4].count(0) >= 2 or (data[1:2] == b"\0" and data[:1] in b"{[- \"'"):
        raise SyntaxFault("the file is UTF-16 or UTF-32; save it as UTF-8", 0)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8-sig")
        byte = data[error.start]
        raise SyntaxFault(f"byte 0x{byte:02X} is no UTF-8; save it as UTF-8", len(good)) from None


def _format_of(file: str) -> Format | None:
    dot = file.rfind(".")
    return _FORMATS.get(file[dot:].lower()) if dot >= 0 else None


def _unreadable(document: Document, fault: SyntaxFault) -> Document:
    place = Lines(document.text).range(fault.start, min(fault.end, len(document.text)))
    problem = Problem("WF001", fault.message, place)
    return Document(document.file, document.text, document.format, None, (problem,))


def _read_json(file: str, text: str, data: bytes, *, named: bool) -> Document:
    """A text that is JSON or, where its name does not say so, perhaps JSON Lines."""
    try:
        parsed = json_text.parse(text, data)
    except SyntaxFault as fault:
        if not named and fault.message == json_text.EXTRA:
            lines = _read_lines(file, text)
            if lines.value is not None:
                return lines
        return _unreadable(Document(file, text, "json"), fault)
    start = len(text) - len(text.lstrip(" \t\r\n"))
    document = Document(file, text, "json", parsed.value, (), (start,))
    return _with_repeated_keys(document) if parsed.may_repeat_keys else document


def _read_lines(file: str, text: str) -> Document:
    values: list[Any] = []
    roots: list[int] = []
    may_repeat_keys = False
    for start, line in _filled_lines(text):
        try:
            parsed = json_text.parse(line, line.encode(), start)
        except SyntaxFault as fault:
            return _unreadable(Document(file, text, "jsonl"), fault)
        values.append(parsed.value)
        roots.append(start + len(line) - len(line.lstrip(" \t\r")))
        may_repeat_keys |= parsed.may_repeat_keys
    document = Document(file, text, "jsonl", values, (), tuple(roots))
    return _with_repeated_keys(document) if may_repeat_keys else document


def _filled_lines(text: str) -> Iterable[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, line
        start += len(line) + 1


def _with_repeated_keys(document: Document) -> Document:
    lines = Lines(document.text)
    repeated = sorted(document.json_places.duplicates(), key=lambda found: found.key_start)
    problems = tuple(
        _repeated(d.key, lines.range(d.key_start, d.key_end), d.pointer) for d in repeated
    )
    return replace(document, problems=problems)


def _repeated(key: str, place: Range, pointer: str) -> Problem:
    shown = "".join(c if c.isprintable() else "·" for c in key[:60])
    message = f'the key "{shown}" stands here again; only this last one counts'
    return Problem("WF002", message, place, pointer)


def _read_yaml(file: str, text: str) -> Document:
    from wflint.source import yaml_text  # noqa: PLC0415 - JSON needs no YAML

    try:
        parsed = yaml_text.parse(text)
    except SyntaxFault as fault:
        return _unreadable(Document(file, text, "yaml"), fault)
    if not parsed.roots:
        return _unreadable(Document(file, text, "yaml"), SyntaxFault("the file is empty", 0, 0))
    lines = Lines(text)
    problems = tuple(
        _repeated(r.key, lines.range(r.start, r.end), r.pointer) for r in parsed.repeated
    )
    root = parsed.root()
    document = Document(file, text, "yaml", root.value, problems)
    document.__dict__["yaml_root"] = root  # the places are there already
    return document
