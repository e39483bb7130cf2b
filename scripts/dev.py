#!/usr/bin/env python3
"""Runs a tool of this checkout in the checkout's own environment.

    python3 scripts/dev.py wflint check fixtures/showcase
    python3 scripts/dev.py pytest

The environment is ``.venv``; it is made when it is missing and brought up to date when
``pyproject.toml``, ``constraints.txt`` or the Python version has changed. The tool's exit code is
passed on; 2 means that the environment could not be made. Standard library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "wflint-dev.stamp"
OLDEST = (3, 11)


class SetupError(Exception):
    """The environment could not be made; the message is for people."""


def main(arguments: list[str]) -> int:
    """Run ``arguments[0]`` with the rest of ``arguments``; returns its exit code."""
    if not arguments:
        print("usage: python3 scripts/dev.py TOOL [ARGUMENTS...]", file=sys.stderr)
        return 2
    try:
        prepare()
        tool = find(arguments[0])
    except SetupError as error:
        print(f"dev.py: {error}", file=sys.stderr)
        return 2
    return subprocess.call([tool, *arguments[1:]])


def prepare() -> None:
    """Make the environment, or bring it up to date. Does nothing if it already is."""
    if sys.version_info < OLDEST:
        raise SetupError(f"Python {'.'.join(map(str, OLDEST))} or newer is needed")
    wanted = fingerprint()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    print("dev.py: preparing .venv, this takes a minute", file=sys.stderr)
    if not PYTHON.exists():
        run([sys.executable, "-m", "venv", str(VENV)])
    install = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    run([*install, "-c", str(ROOT / "constraints.txt"), "-e", f"{ROOT}[dev]"])
    STAMP.write_text(wanted, encoding="utf-8")


def fingerprint() -> str:
    """What the environment is made from, as one line of text."""
    digest = hashlib.sha256(repr((sys.version_info[:2], str(ROOT))).encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def run(command: list[str]) -> None:
    """Run a step of the setup, its output on standard error."""
    if subprocess.call(command, stdout=sys.stderr) != 0:
        raise SetupError(f"this command failed: {' '.join(command)}")


def find(name: str) -> str:
    """The path of a tool that is installed in the environment."""
    tool = shutil.which(name, path=str(BIN))
    if tool is None:
        raise SetupError(f"there is no tool {name!r} in {BIN}")
    return tool


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
