"""wflint's own commands, as an environment has them."""

from __future__ import annotations

import compileall
import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.shelf import tool

_COMPILED = ("wflint", "pydantic", "click", "yaml", "orjson", "pathspec", "typing_extensions")


@dataclass(frozen=True)
class Wflint:
    """The program in one environment, and which of the options that matter here it has."""

    environment: Path
    options: frozenset[str]

    @classmethod
    def within(cls, environment: Path) -> Wflint:
        """That which is installed there."""
        asked = [str(tool(environment, "wflint")), "check", "--help"]
        text = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        known = ("--jobs", "--no-cache", "--cache-dir")
        return cls(environment, frozenset(option for option in known if option in text))

    @classmethod
    def here(cls) -> Wflint:
        """That of this checkout, pure Python; bytecode is compiled first: it is not measured."""
        for name in _COMPILED:
            spec = importlib.util.find_spec(name)
            for folder in (spec.submodule_search_locations or []) if spec else []:
                compileall.compile_dir(folder, quiet=2)
        return cls.within(Path(sys.prefix))

    @property
    def python(self) -> str:
        """The interpreter that it runs in."""
        return str(tool(self.environment, "python"))

    @property
    def caches(self) -> bool:
        """Whether it can be told where to keep its cache."""
        return "--cache-dir" in self.options

    def run(self, *arguments: str) -> list[str]:
        return [str(tool(self.environment, "wflint")), *arguments]

    def check(
        self, paths: Sequence[Path], *, jobs: int = 1, cache: Path | None = None, more: str = ""
    ) -> list[str]:
        """Check the paths with all default rules; without ``cache``, from nothing."""
        command = self.run("check", "--isolated", *more.split())
        if "--jobs" in self.options:
            command += ["--jobs", str(jobs)]
        if cache is not None:
            command += ["--cache-dir", str(cache)]
        elif "--no-cache" in self.options:
            command += ["--no-cache"]
        return [*command, *map(str, paths)]
