"""Baselines: the findings of one day, to be lived with, so that only what is new is shown."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from wflint.findings import Finding, Level, Suppressed
from wflint.policy.mistakes import SettingsError

if TYPE_CHECKING:
    from wflint.source.reading import Document

VERSION = 1
"""Raised by a change that an older wflint could not read."""
DEFAULT_NAME = "wflint-baseline.json"
_TEXTS = ("fingerprint", "code", "file", "message")


class Entry(Struct, frozen=True):
    """A finding of that day, ``count`` times over.

    ``file`` is relative to the baseline's folder. All but fingerprint, level and count is there for
    people.
    """

    fingerprint: str
    code: str
    level: Level
    count: int
    file: str
    message: str
    workflow: str | None = None
    action: str | None = None


class Stale(Struct, frozen=True):
    """An entry of which ``gone`` findings, from one up to all of them, are not there any more."""

    entry: Entry
    gone: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the entry is left."""
        return self.gone == self.entry.count


class Applied(Struct, frozen=True):
    """What a baseline makes of a run's findings; ``stale``: where it holds more than is there."""

    kept: tuple[Finding, ...]
    suppressed: tuple[Finding, ...]
    stale: tuple[Stale, ...]


class Baseline(Struct, frozen=True):
    """A baseline that was read from ``path``."""

    path: Path
    entries: tuple[Entry, ...]

    def apply(
        self, findings: Iterable[Finding], files: Collection[str], off: Collection[str]
    ) -> Applied:
        """Take out of ``findings``, in their order, what the baseline holds.

        One that has become more severe since is kept, as is one more of a kind than there were.
        ``files`` were checked, by all rules but those that are ``off``: only there can an entry be
        stale, and so can one of a rule that there is not.
        Raises SettingsError for the baseline of another folder.
        """
        left = Counter({entry.fingerprint: entry.count for entry in self.entries})
        worse: Counter[str] = Counter()
        levels = {entry.fingerprint: entry.level for entry in self.entries}
        kept: list[Finding] = []
        suppressed: list[Finding] = []
        note = Suppressed("external", "in the baseline", self.path.as_posix())
        for finding in findings:
            known = levels.get(finding.fingerprint)
            is_worse = known is not None and known.rank < finding.level.rank
            if known is None or is_worse or not left[finding.fingerprint]:
                worse[finding.fingerprint] += is_worse
                kept.append(finding)
                continue
            left[finding.fingerprint] -= 1
            suppressed.append(replace(finding, suppressed=note))
        if kept and not suppressed:
            self._must_be_of_this_folder()
        return Applied(tuple(kept), tuple(suppressed), tuple(self._stale(left - worse, files, off)))

    def _must_be_of_this_folder(self) -> None:
        """Of a baseline that matches nothing of what is found, at least one file must be there.

        Where nothing is found, there is nothing that it could have matched: all was repaired.
        """
        folder = _folder(self.path)
        if self.entries and not any(_is_there(folder, entry.file) for entry in self.entries):
            raise SettingsError(
                f"{self.path}: none of its findings and none of its files is there "
                f"({self.entries[0].file}, …), so it seems to be the baseline of another folder; "
                "where all of it is dealt with, --write-baseline begins anew"
            )

    def _stale(
        self, left: Counter[str], files: Collection[str], off: Collection[str]
    ) -> Iterator[Stale]:
        """What is stale. ``left``: how many of a kind nothing was found for.

        Of an entry that is used in part as well: the rest would keep a return of it asleep.
        """
        beyond = set(self.beyond(files, off))
        for entry in self.entries:
            if left[entry.fingerprint] and entry not in beyond:
                yield Stale(entry, left[entry.fingerprint])

    def beyond(self, files: Collection[str], off: Collection[str]) -> Iterator[Entry]:
        """The entries of which a run over ``files`` can say nothing, some rules being ``off``."""
        folder = _folder(self.path)
        checked = {_relative(file, folder) for file in files}
        for entry in self.entries:
            was_checked = entry.file in checked or not _is_there(folder, entry.file)
            if not was_checked or entry.code in off:
                yield entry


# ---------------------------------------------------------------- writing


def render(findings: Sequence[Finding], path: Path, kept: Iterable[Entry] = ()) -> str:
    """The text of a baseline that will stand at ``path``: of ``findings``, and what is ``kept``."""
    counts = Counter(finding.fingerprint for finding in findings)
    first = {finding.fingerprint: finding for finding in reversed(findings)}
    levels: dict[str, Level] = {}
    for finding in findings:
        known = levels.get(finding.fingerprint, finding.level)
        levels[finding.fingerprint] = max(known, finding.level, key=lambda level: level.rank)
    folder = _folder(path)
    entries = [_entry_of(each, levels[key], counts[key], folder) for key, each in first.items()]
    entries += [entry for entry in kept if entry.fingerprint not in counts]
    entries.sort(key=lambda entry: (entry.file, entry.code, entry.fingerprint))
    document = {"version": VERSION, "findings": to_builtins(entries)}
    return json.dumps(document, ensure_ascii=True, indent=2) + "\n"


def _entry_of(finding: Finding, level: Level, count: int, folder: Path) -> Entry:
    workflow = finding.workflow
    return Entry(
        fingerprint=finding.fingerprint,
        code=finding.code,
        level=level,
        count=count,
        file=_relative(finding.file, folder),
        workflow=(workflow.name or workflow.id) if workflow is not None else None,
        action=finding.action_id,
        message=finding.message,
    )


def _folder(path: Path) -> Path:
    return Path(os.path.abspath(path)).parent  # noqa: PTH100 - links are not followed


def _is_there(folder: Path, file: str) -> bool:
    """Whether there is such a file; a name that cannot be one is none."""
    return os.path.exists(folder / file)  # noqa: PTH110 - never raises


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
    if document.value is None and document.problems:
        problem = document.problems[0]
        start = problem.range.start
        raise SettingsError(f"{path}:{start.line}:{start.column}: {problem.message}")
    return Baseline(path, tuple(_entries(document)))


def _entries(document: Document) -> Iterator[Entry]:
    value = document.value
    found = value.get("findings") if isinstance(value, dict) else None
    version = value.get("version") if isinstance(value, dict) else None
    if not isinstance(found, list) or type(version) is not int:
        raise _wrong(document, "", "this is no baseline of wflint")
    if version != VERSION:
        other = f"this baseline has version {version}; this wflint reads version {VERSION}"
        raise _wrong(document, "/version", other)
    known: set[str] = set()
    for index, value in enumerate(found):
        pointer = f"/findings/{index}"
        entry = _entry(value, document, pointer)
        if entry.fingerprint in known:
            raise _wrong(document, f"{pointer}/fingerprint", "this fingerprint stands there twice")
        known.add(entry.fingerprint)
        yield entry


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
