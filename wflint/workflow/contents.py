"""What is in a plain value, for those who look for something wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import orjson
from msgspec import Struct


class _Parts(Struct, frozen=True):
    texts: list[str]
    objects: list[dict[str, Any]]


class Contents:
    """Every text and every object in ``value``, without their places."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self._json = _json(value)

    def mentions(self, *words: str) -> bool:
        """Whether one of ``words`` may stand in it, in a key or a text; False: certainly not.

        Words are made of what JSON writes without escapes.
        """
        written = self._json
        return written is None or any(word in written for word in words)

    @property
    def json(self) -> str:
        """All of it as one text, with JSON's escapes; where it cannot be written so, its texts."""
        return "\n".join(self.texts) if self._json is None else self._json

    @property
    def texts(self) -> Sequence[str]:
        """Every text in it, keys left out."""
        return self._parts.texts

    @property
    def objects(self) -> Sequence[dict[str, Any]]:
        """Every object in it, ``value`` itself included."""
        return self._parts.objects

    @cached_property
    def _parts(self) -> _Parts:
        texts: list[str] = []
        objects: list[dict[str, Any]] = []
        pending = [self.value]
        for here in pending:
            kind = type(here)
            if kind is str:
                texts.append(here)
            elif kind is dict:
                objects.append(here)
                pending += here.values()
            elif kind is list:
                pending += here
        return _Parts(texts, objects)


def _json(value: Any) -> str | None:
    """Far quicker made than a walk through it; None: JSON's writer does not go so deep, say."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return None
