"""What the readers say of a document that does not fit, and names that are nearly right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct


class Violation(Struct, frozen=True):
    """Something that is not of the format's shape; ``on_key``: the key is what is wrong.

    ``meant``: the valid name that what stands there is nearly, if there is just one such thing.
    """

    pointer: str
    message: str
    on_key: bool = False
    help: str = ""
    meant: str | None = None


class UnknownKind(Struct, frozen=True):
    """A kind of something that is not known; ``kind`` says of what: ``action type``."""

    pointer: str
    kind: str
    value: str


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that ``name`` is nearly, if there is one; letter case aside."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for names that are not known

    by_upper = {other.upper(): other for other in known}
    found = get_close_matches(name.upper(), by_upper, n=1, cutoff=0.85)
    return by_upper[found[0]] if found else None


def quoted(value: Any) -> str:
    """``value`` for people, shortened, on one line."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    text = value if isinstance(value, str) else repr(value)
    safe = "".join(c if c.isprintable() else "·" for c in text[:60])
    return f'"{safe}{"…" if len(text) > 60 else ""}"' if isinstance(value, str) else safe


def escaped(key: str) -> str:
    """``key`` as a step of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")
