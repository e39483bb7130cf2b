"""The whole pipeline on one page: find, read, model, judge, filter, locate.

The command, the hook and the tests all call ``check``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from wflint.policy.settings import Settings
from wflint.source.places import Position, Range

_START = Range(Position(1, 1), Position(1, 1))


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What to check and how. ``-`` among ``paths`` is ``stdin``, named ``stdin_filename``.

    ``settings`` is what the command line says; ``config`` and ``isolated`` are as in ``Policy``.
    """

    paths: tuple[str, ...] = (".",)
    settings: Settings = field(default_factory=Settings)
    config: Path | None = None
    isolated: bool = False
    stdin: bytes = b""
    stdin_filename: str = "<stdin>"
