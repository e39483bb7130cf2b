"""The base of wflint's values."""

from __future__ import annotations

from msgspec import Struct


class Frozen(Struct, frozen=True, cache_hash=True):
    """A value that does not change: equal to others of its kind whose fields are equal.

    For modules that are compiled, in which ``frozen=True`` is repeated for the type checker and
    does nothing (see docs/performance.md); elsewhere it is ``class State(Struct, frozen=True)``.
    The hash is kept, as conditions are looked up again and again.
    """
