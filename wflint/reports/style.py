"""ANSI colours, or none."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct


class Style(Struct, frozen=True):
    """Paints text, if ``color`` says so."""

    color: bool

    RED: ClassVar[str] = "1;31"
    YELLOW: ClassVar[str] = "1;33"
    CYAN: ClassVar[str] = "1;36"

    def paint(self, text: str, code: str) -> str:
        """``text`` in the ANSI colour ``code``."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and text else text

    def bold(self, text: str) -> str:
        return self.paint(text, "1")

    def blue(self, text: str) -> str:
        return self.paint(text, "1;34")
