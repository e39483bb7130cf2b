"""Finding files: what is named, and what a folder holds, as git would see it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


SUFFIXES = {".json", ".jsonl", ".ndjson", ".yaml", ".yml"}
_NEVER = {".git", ".hg", ".svn", ".venv", "node_modules", "__pycache__", ".tox", ".nox"}


class PathNotFound(Exception):  # noqa: N818 - says what happened
    """A path that was named does not exist."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Candidate(Struct, frozen=True):
    """A file to check. ``display``: its name for people. ``named``: the user named it.

    ``error``: why it, or a folder, cannot be looked into. ``stdin``: it comes by standard input.
    """

    path: Path
    display: str
    named: bool
    error: str | None = None
    stdin: bool = False


def find(paths: Sequence[Path | str], exclude: Sequence[str] = ()) -> Iterator[Candidate]:
    """The files that ``paths`` mean, each once; folders are searched in sorted order.

    ``exclude``: patterns as in ``.gitignore``, for what is found in folders. Raises
    ``PathNotFound`` before the first file is given if a path does not exist.
    """
    missing = next((path for path in paths if not os.path.lexists(path)), None)
    if missing is not None:
        raise PathNotFound(str(missing))
    return _found(paths, _patterns(exclude) if exclude else None)


def _patterns(lines: Sequence[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - needed where there are patterns only

    return GitIgnoreSpec.from_lines(lines)


def _found(paths: Sequence[Path | str], excluded: GitIgnoreSpec | None) -> Iterator[Candidate]:
    seen: set[str] = set()
    for given in paths:
        path = Path(given)
        if path.is_dir():
            candidates = _search(path, excluded)
        else:
            candidates = iter([Candidate(path, _display(path), named=True)])
        for candidate in candidates:
            real = os.path.abspath(candidate.path)  # noqa: PTH100 - links are not followed
            if real not in seen:
                seen.add(real)
                yield candidate


def _display(path: Path) -> str:
    return path.as_posix()


class _Ignore(Struct, frozen=True):
    """One file of ignore patterns and the folder they are about."""

    folder: Path
    patterns: GitIgnoreSpec

    def says(self, path: Path, *, folder: bool) -> bool | None:
        """Whether the patterns ignore ``path``; None: they say nothing of it."""
        name = path.relative_to(self.folder).as_posix() + ("/" if folder else "")
        result = self.patterns.check_file(name)
        return result.include


def _search(root: Path, excluded: GitIgnoreSpec | None) -> Iterator[Candidate]:
    start = root.absolute()
    pending = [(start, root, _ignores_above(start))]
    while pending:
        folder, shown, ignores = pending.pop()
        here = [*ignores, *_ignores_in(folder)]
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            reason = error.strerror or "cannot be read"
            yield Candidate(folder, _display(shown), named=False, error=reason)
            continue
        inner = []
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and _suffix(entry.name) not in SUFFIXES:
                continue
            if _is_left_out(Path(entry.path), start, here, excluded, folder=is_folder):
                continue
            path = shown / entry.name
            if is_folder:
                inner.append((folder / entry.name, path, here))
            elif _is_regular(entry):
                yield Candidate(path, _display(path), named=False)
        pending.extend(reversed(inner))


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122 - a path for each would take long


def _is_regular(entry: os.DirEntry[str]) -> bool:
    """A file, or a link to one; a pipe or a device would wait for ever."""
    try:
        return stat.S_ISREG(entry.stat().st_mode)
    except OSError:
        return False


def _is_left_out(
    path: Path,
    start: Path,
    ignores: Sequence[_Ignore],
    excluded: GitIgnoreSpec | None,
    *,
    folder: bool,
) -> bool:
    if folder and path.name in _NEVER:
        return True
    if excluded is not None:
        name = path.relative_to(start).as_posix() + ("/" if folder else "")
        if excluded.match_file(name):
            return True
    for ignore in reversed(ignores):
        said = ignore.says(path, folder=folder)
        if said is not None:
            return said
    return False


def repository(folder: Path) -> Path:
    """The root of the repository around ``folder``, an absolute path; else that folder itself."""
    around = (folder, *folder.parents)
    return next((one for one in around if (one / ".git").exists()), folder)


def _ignores_above(start: Path) -> list[_Ignore]:
    """The ignore files of the folders around ``start``, up to the repository's root."""
    around: list[Path] = []
    for folder in (start, *start.parents):
        if (folder / ".git").exists():
            return [ignore for one in reversed(around) for ignore in _ignores_in(one)]
        around.append(folder.parent)
    return []


def _ignores_in(folder: Path) -> list[_Ignore]:
    path = folder / ".gitignore"
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [_Ignore(folder, _patterns(text.splitlines()))]
