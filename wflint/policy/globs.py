"""File patterns as in ``.gitignore``, relative to the folder of the settings that hold them."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Globs(Struct, frozen=True):
    """Patterns and the absolute folder they are relative to."""

    folder: Path
    patterns: tuple[str, ...]

    def match(self, file: Path) -> bool:
        """Whether ``file`` lies below the folder and meets the patterns."""
        if not self.patterns:
            return False
        absolute = Path(os.path.abspath(file))  # noqa: PTH100 - links are not followed
        if not absolute.is_relative_to(self.folder):
            return False
        return _spec(self.patterns).match_file(absolute.relative_to(self.folder).as_posix())


@cache
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - most runs have no patterns

    return GitIgnoreSpec.from_lines(patterns)
