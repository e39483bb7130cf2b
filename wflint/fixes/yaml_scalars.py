"""Values as YAML text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import yaml
from msgspec import Struct

from wflint.source import yaml_text

_PLAIN: Final = re.compile(r"[^\W_](?:[\w ./@$+()-]*[\w/@$+()-])?|[_$/](?:[\w./$-]*[\w/$-])?")
_UNPRINTABLE: Final = re.compile("[\x7f-\x9f\xad\u2028\u2029\ufeff\ufffe\uffff]")
_IMPLICIT: Final = yaml.resolver.Resolver()
_MORE_BOOLEANS: Final = {"y", "Y", "n", "N"}
_TEXT_TAG: Final = "tag:yaml.org,2002:str"


class Style(Struct, frozen=True):
    """How new text is written: ``quote`` and ``key_quote`` are what neighbours have, or empty.

    ``needed``: the quotes of what cannot be without, where the neighbours have none.
    ``unit``: how much deeper each level is; ``list_unit``: the same of a list in an object.
    ``comma`` and ``colon`` are those between brackets, with their space.
    """

    unit: str = "  "
    list_unit: str = ""
    quote: str = ""
    key_quote: str = ""
    needed: str = '"'
    comma: str = ", "
    colon: str = ": "

    def scalar(self, value: Any) -> str:
        """``value``, which has no members, as text."""
        if isinstance(value, str):
            return quoted(value, self.quote, self.needed)
        return json.dumps(value)

    def key(self, key: str) -> str:
        """A key as text."""
        return quoted(key, self.key_quote, self.needed)

    def flow(self, value: Any) -> str:
        """``value`` as text on one line."""
        if isinstance(value, dict):
            return f"{{{self.comma.join(self.flow_member(k, v) for k, v in value.items())}}}"
        if isinstance(value, list):
            return f"[{self.comma.join(self.flow(inner) for inner in value)}]"
        return self.scalar(value)

    def flow_member(self, key: str, value: Any) -> str:
        """A member between braces."""
        written = self.key(key)
        # Only after a quote may the value follow the colon at once.
        colon = self.colon if written[0] in "'\"" or self.colon[-1:].isspace() else ": "
        return f"{written}{colon}{self.flow(value)}"

    def block(self, value: Any) -> Iterator[str]:
        """The lines of ``value`` in block style."""
        if isinstance(value, dict) and value:
            for key, inner in value.items():
                yield from self.block_member(key, inner)
        elif isinstance(value, list) and value:
            for inner in value:
                yield from self.block_item(inner)
        else:
            yield self.flow(value)

    def block_member(self, key: str, value: Any) -> Iterator[str]:
        """The lines of a member."""
        if not is_filled(value):
            yield f"{self.key(key)}: {self.flow(value)}"
            return
        yield f"{self.key(key)}:"
        for line in self.block(value):
            yield f"{self.pad(value)}{line}"

    def block_item(self, value: Any) -> Iterator[str]:
        """The lines of an item."""
        for number, line in enumerate(self.block(value)):
            yield f"  {line}" if number else f"- {line}"

    def pad(self, value: Any) -> str:
        """How much deeper than its key the lines of ``value`` are."""
        return self.list_unit if isinstance(value, list) else self.unit


def is_filled(value: Any) -> bool:
    """Whether ``value`` has members or items."""
    return isinstance(value, dict | list) and bool(value)


def quoted(text: str, quote: str = "", needed: str = '"') -> str:
    """``text`` in ``quote``; without one as it is, or in those that are ``needed``.

    What cannot stand in single quotes stands in double ones.
    """
    if not quote and _is_plain(text):
        return text
    if (quote or needed) == "'" and text.isprintable() and not _UNPRINTABLE.search(text):
        return "'" + text.replace("'", "''") + "'"
    return _UNPRINTABLE.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _is_plain(text: str) -> bool:
    """Whether every reader, one of YAML 1.1 as well, takes ``text`` without quotes for text."""
    if not _PLAIN.fullmatch(text) or text in _MORE_BOOLEANS:
        return False
    resolved = _IMPLICIT.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return resolved == _TEXT_TAG and yaml_text.is_text(text)
