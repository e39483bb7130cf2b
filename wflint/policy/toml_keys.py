"""Where the keys of a TOML text stand, which the standard library's parser does not say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

from msgspec import Struct, field

from wflint.source.places import Position

KeyPath: TypeAlias = tuple[str | int, ...]
"""The keys that lead to a value; a number counts the items of an array."""

_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|\n"
    r"|[\[\]{},=.]"
    r"|[^\s\[\]{},=.#\"']+",
    re.DOTALL,
)


class Written(Struct, frozen=True):
    """A table of a TOML text: the name of the file, its text, and the keys that lead to the table.

    Without a file it is what stands nowhere: the defaults, the command line.
    """

    file: str | None = None
    text: str = ""
    prefix: KeyPath = ()

    def __repr__(self) -> str:
        # Settings are told apart by how they look: what else stands in the file is no difference.
        return f"Written({self.file!r}, {self.prefix!r})"

    def inner(self, *path: str | int) -> Written:
        """A table in this one."""
        return Written(self.file, self.text, (*self.prefix, *path))

    def line(self, *path: str | int) -> int | None:
        """The line of the longest part of ``path`` that is written there."""
        if self.file is None:
            return None
        places = key_places(self.text)
        full: KeyPath = (*self.prefix, *path)
        while full and full not in places:
            full = full[:-1]
        return places[full].line if full else None


@cache
def key_places(text: str) -> Mapping[KeyPath, Position]:
    """The place of every key and array item of ``text``, which must be valid TOML."""
    scan = _Scan(text, [match for match in _TOKEN.finditer(text) if match[0][0] != "#"])
    scan.document()
    return scan.places


class _Scan(Struct):
    text: str
    tokens: list[re.Match[str]]
    at: int = 0
    places: dict[KeyPath, Position] = field(default_factory=dict)
    tables: dict[KeyPath, int] = field(default_factory=dict)
    """The number of tables so far in each array of tables."""

    def peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def take(self) -> re.Match[str]:
        self.at += 1
        return self.tokens[self.at - 1]

    def skip(self, *texts: str) -> None:
        while self.peek() and self.peek() in texts:
            self.at += 1

    def note(self, path: KeyPath, token: re.Match[str]) -> None:
        if path not in self.places:
            line = self.text.count("\n", 0, token.start()) + 1
            column = token.start() - (self.text.rfind("\n", 0, token.start()) + 1) + 1
            self.places[path] = Position(line, column)

    def document(self) -> None:
        prefix: KeyPath = ()
        self.skip("\n")
        while self.peek():
            if self.peek() == "[":
                prefix = self.header()
            else:
                self.pair(prefix)
            self.skip("\n")

    def header(self) -> KeyPath:
        """``[a.b]`` or ``[[a.b]]``; returns the path of the table that begins."""
        self.take()
        is_array = self.peek() == "["
        self.skip("[")
        first = self.tokens[self.at]
        path = self.key((), "]")
        self.skip("]")
        if not is_array:
            return path
        index = self.tables.get(path, 0)
        self.tables[path] = index + 1
        self.note((*path, index), first)
        return (*path, index)

    def key(self, prefix: KeyPath, end: str) -> KeyPath:
        """A dotted key up to ``end``, which is left; every part of it is noted."""
        path = prefix
        while self.peek() not in (end, ""):
            token = self.take()
            if token[0] == ".":
                path = self.entered(path)
                continue
            path = (*path, _plain(token[0]))
            self.note(path, token)
        return path

    def entered(self, path: KeyPath) -> KeyPath:
        """``path``, or the last table of the array of tables that it names."""
        return (*path, self.tables[path] - 1) if path in self.tables else path

    def pair(self, prefix: KeyPath) -> None:
        path = self.key(prefix, "=")
        self.skip("=")
        self.value(path)

    def value(self, path: KeyPath) -> None:
        if self.peek() == "[":
            self.array(path)
        elif self.peek() == "{":
            self.inline_table(path)
        else:
            while self.peek() not in (",", "]", "}", "\n", ""):
                self.take()

    def array(self, path: KeyPath) -> None:
        self.take()
        self.skip("\n")
        index = 0
        while self.peek() not in ("]", ""):
            self.note((*path, index), self.tokens[self.at])
            self.value((*path, index))
            self.skip(",", "\n")
            index += 1
        self.skip_one("]")

    def inline_table(self, path: KeyPath) -> None:
        self.take()
        self.skip("\n")
        while self.peek() not in ("}", ""):
            self.pair(path)
            self.skip(",", "\n")
        self.skip_one("}")

    def skip_one(self, text: str) -> None:
        if self.peek() == text:
            self.take()


def _plain(key: str) -> str:
    """A key without its quotes."""
    return str(tomllib.loads(f"key = {key}")["key"]) if key[0] in "\"'" else key
