"""Baselines: the findings of one day, to be lived with, so that only what is new is shown."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wflint.findings import Finding, Level, Suppressed
from wflint.policy.mistakes import SettingsError

if TYPE_CHECKING:
    from wflint.source.reading import Document

VERSION = 1
"""Raised by a change that an older wflint could not read."""
DEFAULT_NAME = "wflint-baseline.json"
_TEXTS = ("fingerprint", "code", "file", "message")


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding of that day, ``count`` times over.

    ``file`` is relative to the baseline's folder. All but fingerprint, level and count is there for
    people.
    """

    fingerprint: str
    level: Level
    count: int
    code: str
    file: str
    message: str
    workflow: str | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What a baseline makes of a run's findings; ``stale`` are entries that match nothing."""

    kept: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    stale: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A baseline that was read from ``path``."""

    path: Path
    entries: tuple[Entry, ...]

    def apply(
        self, findings: Iterable[Finding], files: Collection[str], codes: Collection[str]
    ) -> Applied:
        """Take out of ``findings``, in their order, what the baseline holds.

        One that has become more severe since is kept, as is one more of a kind than there were.
        ``files`` were checked, and the rules ``codes`` were on: only there can an entry be stale.
        """
        left = Counter({entry.fingerprint: entry.count for entry in self.entries})
        levels = {entry.fingerprint: entry.level for entry in self.entries}
        kept: list[Finding] = []
        suppressed: list[Finding] = []
        note = Suppressed("external", "in the baseline", self.path.as_posix())
        for finding in findings:
            known = levels.get(finding.fingerprint)
            if known is None or known.rank < finding.level.rank or not left[finding.fingerprint]:
                kept.append(finding)
                continue
            left[finding.fingerprint] -= 1
            suppressed.append(replace(finding, suppressed=note))
        return Applied(tuple(kept), tuple(suppressed), tuple(self._stale(left, files, codes)))

    def _stale(
        self, left: Counter[str], files: Collection[str], codes: Collection[str]
    ) -> Iterator[Entry]:
        folder = _folder(self.path)
        checked = {_relative(file, folder) for file in files}
        for entry in self.entries:
            was_checked = entry.file in checked or not (folder / entry.file).exists()
            if left[entry.fingerprint] == entry.count and was_checked and entry.code in codes:
                yield entry


# ---------------------------------------------------------------- writing


def render(findings: Sequence[Finding], path: Path) -> str:
    """The text of a baseline of ``findings`` that will stand at ``path``."""
    counts = Counter(finding.fingerprint for finding in findings)
    first = {finding.fingerprint: finding for finding in reversed(findings)}
    levels: dict[str, Level] = {}
    for finding in findings:
        known = levels.get(finding.fingerprint, finding.level)
        levels[finding.fingerprint] = max(known, finding.level, key=lambda level: level.rank)
    entries = [
        _written(finding, levels[key], counts[key], _folder(path)) for key, finding in first.items()
    ]
    entries.sort(key=lambda entry: (entry["file"], entry["code"], entry["fingerprint"]))
    document = {"version": VERSION, "findings": entries}
    return json.dumps(document, ensure_ascii=True, indent=2) + "\n"


def _written(finding: Finding, level: Level, count: int, folder: Path) -> dict[str, Any]:
    workflow = finding.workflow
    return {
        "fingerprint": finding.fingerprint,
        "code": finding.code,
        "level": level,
        "count": count,
        "file": _relative(finding.file, folder),
        "workflow": (workflow.name or workflow.id) if workflow is not None else None,
        "action": finding.action_id,
        "message": finding.message,
    }


def _folder(path: Path) -> Path:
    return Path(os.path.abspath(path)).parent  # noqa: PTH100 - links are not followed


def _relative(file: str, folder: Path) -> str:
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:  # on another drive
        return file


# ---------------------------------------------------------------- reading


def load(path: Path) -> Baseline:
    """The baseline in ``path``. Raises SettingsError where there is none that can be used."""
    from wflint.source.reading import read  # noqa: PLC0415 - many runs have no baseline

    try:
        document = read(str(path), path.read_bytes())
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror or error}") from None
    if document.value is None:
        problem = document.problems[0]
        start = problem.range.start
        raise SettingsError(f"{path}:{start.line}:{start.column}: {problem.message}")
    entries = tuple(_entries(document))
    folder = _folder(path)
    if entries and not any((folder / entry.file).exists() for entry in entries):
        raise SettingsError(
            f"{path}: none of its files is there ({entries[0].file}, …); "
            "it is the baseline of another folder"
        )
    return Baseline(path, entries)


def _entries(document: Document) -> Iterator[Entry]:
    value = document.value
    found = value.get("findings") if isinstance(value, dict) else None
    version = value.get("version") if isinstance(value, dict) else None
    if not isinstance(found, list) or type(version) is not int:
        raise _wrong(document, "", "this is no baseline; --write-baseline makes one")
    if version > VERSION:
        newer = f"this baseline has version {version}; this wflint reads up to version {VERSION}"
        raise _wrong(document, "/version", newer)
    for index, entry in enumerate(found):
        yield _entry(entry, document, f"/findings/{index}")


def _entry(entry: Any, document: Document, pointer: str) -> Entry:
    if not isinstance(entry, dict):
        raise _wrong(document, pointer, "an entry of a baseline must be an object")
    for key in _TEXTS:
        if not isinstance(entry.get(key), str):
            raise _wrong(document, f"{pointer}/{key}", f'an entry needs a text "{key}"')
    count, level = entry.get("count"), entry.get("level")
    if type(count) is not int or count < 1:
        raise _wrong(document, f"{pointer}/count", '"count" must be a number from 1 on')
    if level not in list(Level):
        raise _wrong(document, f"{pointer}/level", '"level" must be error, warning or info')
    texts = {key: entry[key] for key in _TEXTS}
    people = {key: entry[key] for key in ("workflow", "action") if isinstance(entry.get(key), str)}
    return Entry(level=Level(level), count=count, **texts, **people)


def _wrong(document: Document, pointer: str, message: str) -> SettingsError:
    start = document.range(pointer).start
    return SettingsError(f"{document.file}:{start.line}:{start.column}: {message}")
