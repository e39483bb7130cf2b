"""``wflint init``: the settings file to start from, and the lines for pre-commit and CI."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

import click
from msgspec import Struct, field

from wflint import __version__
from wflint.cli import snippets
from wflint.cli.help import BUG, Command
from wflint.cli.output import complain, emit, write_file
from wflint.cli.snippets import Source
from wflint.hubspot.envelope import entries
from wflint.hubspot.portal import SnapshotError, load_snapshot
from wflint.hubspot.reading import parse
from wflint.loading import read_candidate
from wflint.policy.reading import open_source
from wflint.policy.template import Found, template
from wflint.reports.visible import visible
from wflint.source.discovery import find
from wflint.source.reading import Document
from wflint.workflow.build import build
from wflint.workflow.portal import Portal

_NAME = "wflint.toml"
_ELSEWHERE = "https://example.com/wflint.git"
_MOST = 4
"""So many folders are named one by one; of more, the one around them."""
_EXITS = (
    ("0", "the file was written, or was there already just so"),
    ("2", "usage, or there are other settings already"),
    BUG,
)
_EXAMPLES = (
    ("wflint init", "at the root of the repository that holds your workflows"),
    ("wflint init --source https://github.com/you/wflint --revision v0.1.0", "your own copy"),
)


@click.command("init", cls=Command, exits=_EXITS, examples=_EXAMPLES)
@click.option(
    "--source",
    metavar="URL",
    show_default="the repository it was installed from, where pip has noted one",
    help="Where wflint is kept, for the lines to paste.",
)
@click.option(
    "--revision",
    metavar="REV",
    show_default="the one installed",
    help="The tag, branch or commit of it to use.",
)
def command(source: str | None, revision: str | None) -> int:
    """Write a commented wflint.toml, and print the lines for pre-commit, GitHub and GitLab.

    Workflows are looked for as `wflint check` does. A file that is there is never overwritten.
    """
    here = Path.cwd()
    look = _Look()
    for document in _documents():
        look.take(document)
    folders = outermost(look.folders)
    text = template(look.found(folders))
    emit(f"{_write(Path(_NAME), text)}\n\n")
    kept = _source(source, revision)
    emit(_lines(kept, [_below_root(here, folder) for folder in folders]))
    if kept.url == _ELSEWHERE:
        complain(f"{_ELSEWHERE} has to be replaced by where you keep wflint: --source URL")
    return 0


# ---------------------------------------------------------------- what there is


class _Look(Struct):
    """What the files have shown so far."""

    folders: Counter[str] = field(default_factory=Counter)
    snapshot: str | None = None
    dated: list[str] = field(default_factory=list)

    def take(self, document: Document) -> None:
        """Look at one file."""
        listed = [entry for entry in entries(document.value) if entry.kind is not None]
        if listed:
            self.folders[Path(document.file).parent.as_posix()] += len(listed)
        elif self.snapshot is None and _is_snapshot(document):
            self.snapshot = document.file
        for index, entry in enumerate(listed):
            workflow = build(entry, parse(entry), index, Portal())
            name = (workflow.name or workflow.id) if workflow is not None else None
            if workflow is not None and workflow.anchor is not None and name:
                self.dated += [name] if name.isprintable() else []

    def found(self, folders: Iterable[str]) -> Found:
        """All of it, told by ``folders``."""
        counts = [(visible(folder), self._within(folder)) for folder in folders]
        return Found(tuple(counts), self.snapshot, tuple(dict.fromkeys(self.dated)))

    def _within(self, around: str) -> int:
        each = self.folders.items()
        return sum(count for folder, count in each if Path(folder).is_relative_to(around))


def _documents() -> Iterator[Document]:
    for candidate in find(["."]):
        document = read_candidate(candidate)
        if document.value is not None:
            yield document


def _is_snapshot(document: Document) -> bool:
    """Whether the file describes a portal, says something of it, and can be named in a setting."""
    value = document.value
    if not isinstance(value, dict) or not {"properties", "emails", "associations"} & value.keys():
        return False
    if not document.file.isprintable():
        return False
    try:
        load_snapshot(value)
    except SnapshotError:
        return False
    return True


def outermost(folders: Iterable[str]) -> tuple[str, ...]:
    """The folders of ``folders`` that lie in none of the others; few at the most."""
    kept: list[str] = []
    for folder in sorted(set(folders), key=lambda one: (len(Path(one).parts), one)):
        if not any(Path(folder).is_relative_to(outer) for outer in kept):
            kept.append(folder)
    if len(kept) <= _MOST:
        return tuple(sorted(kept))
    shared = _shared([Path(folder).parts for folder in kept])
    return (Path(*shared).as_posix(),)


def _shared(paths: list[tuple[str, ...]]) -> tuple[str, ...]:
    """What the paths begin with, all of them."""
    shared: list[str] = []
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return tuple(shared)


def _below_root(here: Path, folder: str) -> str:
    """``folder``, which lies below ``here``, as the root of the repository sees it."""
    root = next((one for one in (here, *here.parents) if (one / ".git").exists()), here)
    return (here / folder).relative_to(root).as_posix()


# ---------------------------------------------------------------- what comes of it


def _write(path: Path, text: str) -> str:
    """Write the settings; returns what to say. Raises ClickException where there are others."""
    if path.is_file() and path.read_bytes() == text.encode():
        return f"{path} is there already, just so"
    if path.exists():
        raise click.ClickException(f"{path} is there already; it is not overwritten")
    other = Path("pyproject.toml")
    if other.is_file() and open_source(other, other.name) is not None:
        raise click.ClickException(f"{other} holds settings already, in [tool.wflint]")
    write_file(path, text)
    return f"{path} is written"


def _lines(source: Source, folders: list[str]) -> str:
    paths = snippets.paths(folders)
    parts = {
        ".pre-commit-config.yaml": snippets.pre_commit(source, paths),
        ".github/workflows/wflint.yml": snippets.github(source, paths),
        ".gitlab-ci.yml": snippets.gitlab(source, paths),
    }
    return "\n".join(f"# {name}\n{text}" for name, text in parts.items())


def _source(url: str | None, revision: str | None) -> Source:
    """What the user says, else what pip noted when it installed wflint from a repository."""
    try:
        note = json.loads(metadata.distribution("wflint").read_text("direct_url.json") or "{}")
    except metadata.PackageNotFoundError:  # it runs where it lies
        note = {}
    git = note.get("vcs_info", {})
    installed = git.get("requested_revision") or git.get("commit_id")
    return Source(
        url or (note["url"] if git else _ELSEWHERE),
        revision or (installed if installed and url is None else f"v{__version__}"),
    )
