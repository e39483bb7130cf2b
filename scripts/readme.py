#!/usr/bin/env python3
"""Keeps the runs shown in README.md true.

    python3 scripts/dev.py python scripts/readme.py           rewrites them
    python3 scripts/dev.py python scripts/readme.py --check   exit code 1 if one is out of date

A comment ``<!-- output: wflint … -->`` says what the fenced block after it shows.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(
    r"<!-- output: (?P<command>wflint [^\n]*) -->\n```text\n.*?^```\n", re.DOTALL | re.MULTILINE
)


def main(arguments: list[str]) -> int:
    """Rewrite the blocks, or with ``--check`` compare them."""
    text = README.read_text(encoding="utf-8")
    fresh = BLOCK.sub(shown, text)
    if "--check" in arguments:
        return int(fresh != text)
    README.write_text(fresh, encoding="utf-8")
    return 0


def shown(block: re.Match[str]) -> str:
    """The comment and a block of what its command prints."""
    command = block["command"]
    run = readable(f"$ {command}\n{output(command)}")
    return f"<!-- output: {command} -->\n```text\n{run}```\n"


def readable(text: str) -> str:
    """``text`` without what only makes the run repeatable."""
    return text.replace(" --isolated", "")


def output(command: str) -> str:
    """What the command prints on both streams, in order, without colours."""
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(command)],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
