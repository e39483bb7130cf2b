"""The base of wflint's values."""

from __future__ import annotations

from msgspec import Struct


class Frozen(Struct, frozen=True, cache_hash=True):
    """A value that does not change: equal to others of its kind whose fields are equal.

    For modules that are compiled; elsewhere it is ``class State(Struct, frozen=True)``: see
    docs/performance.md.
    """
