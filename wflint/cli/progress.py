"""How far a long run is: one line on the terminal, gone in the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from msgspec import Struct

from wflint.jobs.run import Progress, silent

_PATIENCE = 1.0
"""Seconds that a run may last before anything is said."""
_PAUSE = 0.1
"""Seconds between two words."""


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """What to tell the progress to. Only a terminal shows it, and ``quiet`` nobody."""
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    line = _Line(sys.stderr, time.monotonic() + _PATIENCE)
    try:
        yield line.show
    finally:
        line.erase()


class _Line(Struct):
    """The line; ``due``: when it may be written next."""

    stream: TextIO
    due: float
    width: int = 0

    def show(self, done: int, of: int) -> None:
        now = time.monotonic()
        if now >= self.due:
            self.due = now + _PAUSE
            self._write(f"{done} of {of} files")

    def erase(self) -> None:
        if self.width:
            self._write("")
            self._write("")

    def _write(self, text: str) -> None:
        """``text`` over what was written before, the cursor at its end."""
        with suppress(OSError):
            self.stream.write(f"\r{text:<{self.width}}\r{text}")
            self.stream.flush()
        self.width = len(text)
