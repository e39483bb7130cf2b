"""The base of wflint's values."""

from __future__ import annotations

from msgspec import Struct


class Frozen(Struct, frozen=True):
    """A value that does not change: equal to others of its kind whose fields are equal.

    Structs are made, compared and defined several times as fast as dataclasses: see
    docs/performance.md. What is built up step by step is a plain ``msgspec.Struct``.
    """
