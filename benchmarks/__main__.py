"""Measures wflint beside its peers and writes ``benchmarks/RESULTS.md``.

Compiles wflint as it is released and installs it and the peers into a cache folder, makes the files
in a temporary folder, runs everything in turn, and prints what it writes. Progress goes to standard
error.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import released
from benchmarks.corpora import Recipe
from benchmarks.parts import FULL, PARTS, QUICK, Bench, Outcome
from benchmarks.shelf import NotInstalledError, Shelf
from benchmarks.table import page
from benchmarks.wflint import Wflint

RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> int:
    """Measure, print, and write the page; returns 0."""
    arguments = _arguments()
    scale = QUICK if arguments.quick else FULL
    outcome = Outcome()
    started = time.monotonic()

    def say(part: str, text: str) -> None:
        passed = time.monotonic() - started
        print(f"{passed:6.0f} s  {part}: {text}", file=sys.stderr, flush=True)

    shelf = Shelf(arguments.cache) if arguments.cache else Shelf.default()
    pure = Wflint.here()
    compiled, build = _released(shelf, partial(say, "wflint"))
    for name in arguments.parts or PARTS:
        with tempfile.TemporaryDirectory(prefix="wflint-benchmarks-") as folder:
            bench = Bench(
                folder=Path(folder),
                scale=scale,
                recipe=Recipe(seed=arguments.seed),
                wflint=compiled or pure,
                pure=pure if compiled else None,
                shelf=shelf,
                say=partial(say, name),
            )
            outcome.measured[name] = PARTS[name](bench, outcome)
    text = page(outcome, scale, os.cpu_count() or 1, build)
    print(text, end="")
    whole = not arguments.quick and not arguments.parts
    if output := arguments.output or (RESULTS if whole else None):
        output.write_text(text, encoding="utf-8")
        say("written", str(output))
    return 0


def _released(shelf: Shelf, say: Callable[[str], None]) -> tuple[Wflint | None, str]:
    """wflint compiled, if that can be had here; and what the page says of it."""
    try:
        return Wflint.within(released.environment(shelf, say)), "compiled, as it is released"
    except NotInstalledError as reason:
        return None, f"as pure Python, not as it is released: {reason}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these: {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="few files: only to see that it works")
    parser.add_argument("--seed", type=int, default=0, help="other workflows [0]")
    parser.add_argument("--cache", type=Path, help="where wflint and the peers are installed")
    parser.add_argument(
        "--output", type=Path, help="the page [RESULTS.md for a whole run, else none]"
    )
    arguments = parser.parse_args()
    for part in arguments.parts:
        if part not in PARTS:
            parser.error(f"there is no part {part!r}; there are {', '.join(PARTS)}")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
