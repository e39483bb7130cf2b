"""The cache folder: wflint as it is released and every peer, each in an environment of its own.

It lies outside the checkout and stays there for the next run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

Command = Sequence[str | Path]


class NotInstalledError(Exception):
    """What was wanted cannot be had here; the message says why."""


@dataclass(frozen=True)
class Shelf:
    """A folder of environments."""

    folder: Path

    @classmethod
    def default(cls) -> Shelf:
        """Where programs keep what they can make again."""
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        return cls(Path(base) / "wflint-benchmarks")

    def kept(self, name: str, made_from: str, make: Callable[[Path], None]) -> Path:
        """The folder that ``make`` has filled.

        It is made anew when it was made from something else, or only half. Raises what ``make``
        raises.
        """
        folder = self.folder / f"{name}-py{sys.version_info[0]}.{sys.version_info[1]}"
        stamp = folder / "made from"
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != made_from:
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            stamp.write_text(made_from, encoding="utf-8")
        return folder


def tool(folder: Path, name: str) -> Path:
    """A command of an environment."""
    return folder / ("Scripts" if os.name == "nt" else "bin") / name


# ---------------------------------------------------------------- installing


class Run(Protocol):
    """Runs a command to its end; raises ``NotInstalledError`` if it fails."""

    def __call__(
        self,
        command: Command,
        /,
        *,
        folder: Path | None = None,
        more: Mapping[str, str] | None = None,
    ) -> None: ...


def run(
    command: Command, /, *, folder: Path | None = None, more: Mapping[str, str] | None = None
) -> None:
    """In ``folder``, with ``more`` in its environment; a failure is shown on standard error."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **(more or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        print(f"{done.stdout}\n{done.stderr}"[-2000:], file=sys.stderr)
        raise NotInstalledError("could not be installed")


def install(
    wanted: str | Path, folder: Path, run: Run, more: Mapping[str, str] | None = None
) -> None:
    """``wanted`` with all that it needs into a new environment, bytecode compiled."""
    quiet = ("-qq", "--disable-pip-version-check", "--no-input", "--compile")
    run([sys.executable, "-m", "venv", folder])
    run([tool(folder, "python"), "-m", "pip", "install", *quiet, wanted], more=more)
