"""The file of a cache: a line for each entry, with its key and a checksum.

The file is trusted with nothing. It holds JSON, which can be read without running anything; each
line carries a checksum of itself, and one that does not agree with it, or cannot be read, counts as
absent. What cannot be read or written makes a run colder, never wrong.

Two runs at once do not hinder each other: the file is replaced as a whole, and what the other has
written meanwhile is taken over.
"""

from __future__ import annotations

import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from msgspec import MsgspecError, Struct, field, json

from wflint.checked import Checked
from wflint.source.secrets import may_hold_secrets
from wflint.source.writing import write_whole

FOLDER = ".wflint_cache"
_NAME = "check-2.txt"
"""Its number is raised by a change of the lines."""
_SUM = 32
"""Characters of a checksum."""
_LARGEST = 256 * 1024 * 1024
"""Bytes; a file beyond that is none of ours."""
_ROOM = 64 * 1024 * 1024
"""Bytes that may be kept for later runs."""
_RENEWED = 7
"""Days after which the day of an entry that is used is written anew."""
_KEPT = 30
"""Days that an entry is kept without being used."""
_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This folder is a cache of wflint; see https://bford.info/cachedir/\n"
)


class _Line(Struct, frozen=True):
    """What is kept under a key: the day it was last used on, and the value as it was written."""

    day: int
    text: bytes

    def written(self, key: str) -> bytes:
        return b"%s %s %d %s\n" % (
            key.encode(),
            _sum(key, self.day, self.text),
            self.day,
            self.text,
        )


class Cache(Struct):
    """What is known of files from earlier runs, by keys; ``folder``: where it is kept."""

    folder: Path
    _lines: dict[str, _Line] = field(default_factory=dict)
    _new: dict[str, _Line] = field(default_factory=dict)
    """What ``close`` has to write."""
    _today: int = field(default_factory=lambda: int(time.time() // 86_400))

    @classmethod
    def open(cls, folder: Path) -> Cache:
        """The cache in ``folder``; empty where there is none that can be read."""
        cache = cls(folder)
        cache._lines = _read(folder / _NAME)
        return cache

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known."""
        return not self._lines

    def get(self, key: str) -> Checked | None:
        """What is kept under ``key``; None: nothing that can be used."""
        line = self._lines.get(key)
        if line is None:
            return None
        try:
            found = json.decode(line.text, type=Checked)
        except (MsgspecError, ValueError, RecursionError):
            return None
        if self._today - line.day >= _RENEWED:
            self._new[key] = _Line(self._today, line.text)
        return found

    def put(self, key: str, checked: Checked) -> None:
        """Keep ``checked`` under ``key``.

        What would not come back the same, or may hold a secret, is not kept.
        """
        try:
            text = json.encode(checked)
            same = json.decode(text, type=Checked) == checked
        except (MsgspecError, ValueError, TypeError, RecursionError):
            return
        if same and not may_hold_secrets(text.decode()):
            self._new[key] = _Line(self._today, text)

    def close(self) -> None:
        """Write what is new, together with what is worth keeping; nothing happens if that fails."""
        if not self._new:
            return
        with suppress(OSError):
            _make(self.folder)
            lines = {**_read(self.folder / _NAME), **self._new}
            write_whole(self.folder / _NAME, b"".join(_kept(lines, self._today)))


# ---------------------------------------------------------------- reading


def _read(path: Path) -> dict[str, _Line]:
    """The lines of ``path`` that are as they were written."""
    try:
        found = path.lstat()
        # A pipe would wait for ever, and a link may lead anywhere.
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
            return {}
        with path.open("rb") as file:
            return dict(_lines(file))
    except OSError:
        return {}


def _lines(file: Iterable[bytes]) -> Iterator[tuple[str, _Line]]:
    for raw in file:
        parts = raw.rstrip(b"\n").split(b" ", 3)
        if len(parts) != 4 or not _is_number(parts[2]):
            continue
        key, line = parts[0].decode("ascii", "replace"), _Line(int(parts[2]), parts[3])
        if _sum(key, line.day, line.text) == parts[1]:
            yield key, line


def _is_number(text: bytes) -> bool:
    return text.isdigit() and len(text) < 8


def _sum(key: str, day: int, text: bytes) -> bytes:
    return sha256(b"%s %d %s" % (key.encode(), day, text)).hexdigest()[:_SUM].encode()


# ---------------------------------------------------------------- writing


def _kept(lines: dict[str, _Line], today: int) -> Iterator[bytes]:
    """The lines to write, those used last first; what is old, or finds no room, is dropped."""
    room = _ROOM
    recent = {key: line for key, line in lines.items() if today - _KEPT <= line.day <= today}
    for key, line in sorted(recent.items(), key=lambda one: (-one[1].day, one[0])):
        written = line.written(key)
        room -= len(written)
        if room < 0:
            return
        yield written


def _make(folder: Path) -> None:
    """Make ``folder``; what marks it as a cache keeps it out of repositories and backups."""
    with suppress(FileExistsError):
        folder.mkdir(parents=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        (folder / "CACHEDIR.TAG").write_text(_TAG, encoding="utf-8")


def default_folder() -> Path:
    """Where the cache is kept unless told otherwise: at the root of the project one is in.

    That is the nearest folder, from the working folder up, that holds a repository or settings.
    """
    here = Path.cwd()
    marks = (".git", "wflint.toml")
    roots = (each for each in (here, *here.parents) if any((each / m).exists() for m in marks))
    return next(roots, here) / FOLDER
