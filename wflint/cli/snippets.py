"""What a repository needs to run wflint on commit and in CI, ready to paste."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

_PLAIN = re.compile(r"\w[\w./ -]*")
"""Paths that mean nothing else in a shell, in YAML or to GitHub."""
_GITHUB = re.compile(r"https://github\.com/(?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?")
_SSH = re.compile(r"(?P<user>[\w.-]+)@(?P<host>[\w.-]+):(?P<path>[^/].*)")


class Source(Struct, frozen=True):
    """Where wflint is kept (what git clones) and which revision to use."""

    url: str
    revision: str

    @property
    def requirement(self) -> str:
        """How pip names it."""
        ssh = _SSH.fullmatch(self.url)
        if ssh:
            return f"git+ssh://{ssh['user']}@{ssh['host']}/{ssh['path']}@{self.revision}"
        url = self.url if "://" in self.url else Path(self.url).absolute().as_uri()
        return f"git+{url}@{self.revision}"

    @property
    def action(self) -> str | None:
        """How a workflow of GitHub names it; None: it is kept elsewhere."""
        found = _GITHUB.fullmatch(self.url)
        return f"{found['name']}@{self.revision}" if found else None


def paths(folders: Sequence[str]) -> tuple[str, ...]:
    """``folders`` as far as they can be written anywhere, else the whole repository."""
    plain = all(_PLAIN.fullmatch(folder) for folder in folders)
    return tuple(folders) if folders and plain else (".",)


def pre_commit(source: Source, folders: Sequence[str]) -> str:
    """Of ``.pre-commit-config.yaml``: changed workflows are checked, or everything each time."""
    hook = f"""\
repos:
  - repo: {source.url}
    rev: {source.revision}
    hooks:
"""
    if "." in folders:
        return hook + "      - id: wflint-all\n"
    files = "|".join(re.sub(r"[.]", r"\\.", folder) for folder in folders)
    pattern = f"^({files})/" if len(folders) > 1 else f"^{files}/"
    return f"{hook}      - id: wflint\n        files: '{pattern}'\n"


def github(source: Source, folders: Sequence[str]) -> str:
    """A workflow of GitHub Actions, whole."""
    head = """\
name: wflint
on: [push, pull_request]
permissions:
  contents: read
jobs:
  wflint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
"""
    if source.action is not None:
        lines = "".join(f"            {folder}\n" for folder in folders)
        return f"{head}      - uses: {source.action}\n        with:\n          paths: |\n{lines}"
    return f"""{head}      - uses: actions/setup-python@v6
        with:
          python-version: "3.13"
      - run: |
          pip install {shlex.quote(source.requirement)}
      - run: |
          wflint check {_words(folders)} --output-format github
"""


def gitlab(source: Source, folders: Sequence[str]) -> str:
    """A job of ``.gitlab-ci.yml``."""
    report = "gl-code-quality-report.json"
    return f"""\
wflint:
  image: python:3.13
  script:
    - |
      pip install {shlex.quote(source.requirement)}
      wflint check {_words(folders)} --output-format gitlab --output-file {report} \\
        --output-format text
  artifacts:
    when: always
    reports:
      codequality: {report}
"""


def _words(folders: Sequence[str]) -> str:
    return " ".join(shlex.quote(folder) for folder in folders)
