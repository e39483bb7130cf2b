"""What the parsers say of custom code."""

from __future__ import annotations

from msgspec import Struct

from wflint.source.places import Span


class Facts(Struct, frozen=True):
    """What code does, as far as rules ask.

    ``environment``: the variables it reads, and where. ``unanswered``: where it ends without giving
    anything back, and why that is so.
    """

    environment: tuple[tuple[str, Span], ...] = ()
    unanswered: tuple[tuple[Span, str], ...] = ()
