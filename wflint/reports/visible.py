"""Text of unknown origin made fit for a terminal: nothing in it is obeyed, everything is seen."""

from __future__ import annotations

import unicodedata

_TAB = "    "
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"})
"""Unicode categories that a terminal obeys, or does not show."""
_JOINERS = frozenset("\u200c\u200d")
"""Parts of emoji and of some scripts; harmless."""


def visible(text: str) -> str:
    """``text`` in one line, with control characters, line breaks and the like spelt out."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_spelt(char) for char in text)


def source_line(line: str) -> str:
    """As ``visible``, for a line of a file: tabs become spaces."""
    return visible(line.replace("\t", _TAB))


def width(text: str) -> int:
    """How many columns of a terminal a text without control characters takes."""
    return len(text) if text.isascii() else sum(_columns(char) for char in text)


def _spelt(char: str) -> str:
    if char in _JOINERS or unicodedata.category(char) not in _UNSEEN:
        return char
    if char in _ESCAPES:
        return _ESCAPES[char]
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
