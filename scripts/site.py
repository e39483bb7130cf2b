#!/usr/bin/env python3
"""Builds the documentation as a site, in ``build/site``.

    python3 scripts/dev.py python scripts/site.py

The pages are those of the checkout: README.md is the start page, and links between files become
links between pages. A link that leads nowhere fails the build (exit code 1).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
PAGES = BUILD / "pages"
SETTINGS = "zensical.toml"
NAMES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
}
LINK = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<target>[^)\s]+)\)")
ELSEWHERE = ("http://", "https://", "mailto:", "#")


def main() -> int:
    """Assemble the pages and build the site; returns the exit code."""
    assemble()
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    return subprocess.call([*command, "--config-file", str(BUILD / SETTINGS)], cwd=BUILD)


def assemble() -> None:
    """``build/pages``: what the site is made of."""
    shutil.rmtree(PAGES, ignore_errors=True)
    shutil.rmtree(BUILD / "site", ignore_errors=True)
    places = pages()
    for source, place in places.items():
        target = PAGES / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(relinked(source, places), encoding="utf-8")
    shutil.copy(ROOT / SETTINGS, BUILD / SETTINGS)


def pages() -> dict[Path, str]:
    """Each page in the checkout, and its name in the site."""
    found = {ROOT / name: place for name, place in NAMES.items()}
    docs = ROOT / "docs"
    for path in sorted(docs.rglob("*.md")):
        name = path.relative_to(docs).as_posix()
        found[path] = re.sub(r"README\.md$", "index.md", name)
    return found


def relinked(source: Path, places: dict[Path, str]) -> str:
    """The text of ``source``; links to what is no page are left as words."""

    def link(found: re.Match[str]) -> str:
        path, anchor, fragment = found["target"].partition("#")
        if found["target"].startswith(ELSEWHERE):
            return found[0]
        target = Path(os.path.normpath(source.parent / path))
        if target in places:
            there = os.path.relpath(places[target], Path(places[source]).parent)
            return f"[{found['text']}]({Path(there).as_posix()}{anchor}{fragment})"
        # A file of the checkout; one that is not there stays a link, for the build to complain.
        return found["text"] if target.exists() else found[0]

    return LINK.sub(link, source.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
