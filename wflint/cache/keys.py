"""Keys: a digest of everything that the result of checking a file depends on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from json import loads
from pathlib import Path

from msgspec import Struct, field

from wflint import __version__
from wflint.policy.discovery import Policy
from wflint.policy.settings import PortalSettings, Settings
from wflint.rule_table import rule_names
from wflint.source.discovery import Candidate

_SIZE = 32
"""Characters of a key. Processors have instructions for this digest, so that it is the fastest."""
_PACKAGE = Path(__file__).resolve().parents[1]
_ZONE = "UTC"
"""The portal's time zone where nobody says another."""
_ZONE_KEYS = ("timeZone", "time_zone")
"""How a snapshot may spell it."""


class Keys(Struct, frozen=True):
    """Makes the keys of one run. ``asked``: the options of the run that change a result."""

    policy: Policy
    asked: str
    _by_folder: dict[Path, bytes] = field(default_factory=dict)

    def of(self, candidate: Candidate, content: bytes) -> str:
        """The key of a file that holds ``content``.

        Raises SettingsError where the settings for it cannot be used.
        """
        folder = candidate.path.parent
        if folder not in self._by_folder:
            self._by_folder[folder] = self._common(candidate)
        # Patterns in the settings go by the whole path, reports by the name; ``named`` files are
        # never passed over.
        path = os.path.abspath(candidate.path)  # noqa: PTH100 - links are not followed
        about = repr((path, candidate.display, candidate.named))
        digest = sha256(self._by_folder[folder] + about.encode("utf-8", "backslashreplace") + b"\0")
        digest.update(content)
        return digest.hexdigest()[:_SIZE]

    def _common(self, candidate: Candidate) -> bytes:
        """What is the same for all files of a folder."""
        settings = self.policy.sources(candidate.path)
        portals = tuple(each.portal for each in _all(settings))
        parts = (engine(), self.asked, settings, tuple(_outside(portals)))
        return _digest(repr(parts).encode("utf-8", "backslashreplace")).encode()


def _all(sources: Iterable[Settings]) -> Iterator[Settings]:
    """``sources`` and their overrides, whomever those are about."""
    for source in sources:
        yield source
        yield from (override.settings for override in source.overrides)


def _outside(portals: Sequence[PortalSettings]) -> Iterator[str]:
    """What settings of the portal point to: what its snapshots hold, and the day where it is."""
    snapshots = {one.snapshot for one in portals if one.snapshot is not None}
    contents = [_content(path) for path in sorted(snapshots)]
    yield from (_digest(content) for content in contents)
    zones = {one.time_zone for one in portals if one.time_zone is not None}
    for zone in sorted(zones.union({_ZONE}, *map(_zones, contents))):
        yield f"{zone} {_today(zone)}"


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""  # the run will say so


def _zones(snapshot: bytes) -> set[str]:
    """The time zone that a snapshot names; reading all of it is left to runs that check files."""
    try:
        value = loads(snapshot)
    except (ValueError, RecursionError):
        return set()
    named = [value.get(key) for key in _ZONE_KEYS] if isinstance(value, dict) else []
    return {zone for zone in named if isinstance(zone, str)}


def _today(zone: str) -> date | None:
    """The day it is in ``zone``; None: there is no such zone."""
    if zone == _ZONE:
        return datetime.now(UTC).date()
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - most portals are taken to be in UTC

    try:
        return datetime.now(ZoneInfo(zone)).date()
    except (ValueError, OSError, LookupError):
        return None


@cache
def engine() -> tuple[str, ...]:
    """What judges: wflint, its rules, Python, and the libraries that are installed.

    In a checkout, where the version says little, its source as well.
    """
    rules = (repr(rule_names()),)
    return (__version__, sys.version, *rules, *_libraries(), *(_source() if _is_checkout() else ()))


def _libraries() -> list[str]:
    """The names of all installed distributions, with their versions."""
    found: set[str] = set()
    for folder in sys.path:
        with suppress(OSError), os.scandir(folder) as listing:
            found.update(each.name for each in listing if each.name.endswith(".dist-info"))
    return sorted(found)


def _is_checkout() -> bool:
    return (_PACKAGE.parent / "pyproject.toml").is_file()


def _source() -> Iterator[str]:
    """When which file of the package was written, and how long it is."""
    pending = [str(_PACKAGE)]
    found: list[str] = []
    while pending:
        with os.scandir(pending.pop()) as listing:
            for entry in listing:
                if entry.is_dir() and entry.name != "__pycache__":
                    pending.append(entry.path)
                elif entry.name.endswith((".py", ".json")):
                    about = entry.stat()
                    found.append(f"{entry.path} {about.st_mtime_ns} {about.st_size}")
    yield _digest("\n".join(sorted(found)).encode("utf-8", "backslashreplace"))


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:_SIZE]
