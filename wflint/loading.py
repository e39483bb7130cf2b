"""What every command needs that looks at workflows: the file read, the portal, the day."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import orjson
from msgspec import Struct
from msgspec.structs import replace

from wflint.findings import WorkflowRef
from wflint.hubspot.envelope import Entry, entries
from wflint.policy.mistakes import SettingsError
from wflint.policy.settings import InForce, PortalSettings
from wflint.source.discovery import Candidate
from wflint.source.places import Position, Range
from wflint.source.reading import Document, Problem, read
from wflint.workflow.portal import Portal

if TYPE_CHECKING:
    from wflint.source.comments import Comment

_START = Range(Position(1, 1), Position(1, 1))


def read_candidate(candidate: Candidate, stdin: bytes = b"") -> Document:
    """The document; what is wrong with the file is among its problems."""
    if candidate.stdin:
        return read(candidate.display, stdin)
    reason = candidate.error
    if reason is None:
        try:
            return read(candidate.display, candidate.path.read_bytes())
        except OSError as error:
            reason = error.strerror or "it cannot be read"
    problem = Problem("WF001", f"cannot be read: {reason}", _START)
    return Document(candidate.display, "", "json", None, (problem,))


class Contents(Struct, frozen=True):
    """What of a file matters to the settings: its workflows, and its comments to wflint."""

    workflows: tuple[WorkflowRef, ...] = ()
    comments: tuple[Comment, ...] = ()


def contents_of(path: Path) -> Contents:
    """What stands in ``path``; nothing where it cannot be read."""
    document = read_candidate(Candidate(path, str(path), named=True))
    listed = entries(document.value) if document.value is not None else ()
    found = (reference_to(each, at) for at, each in enumerate(listed) if each.kind is not None)
    return Contents(tuple(found), tuple(document.comments()))


def reference_to(entry: Entry, index: int) -> WorkflowRef:
    """How findings name the workflow that stands at ``index`` in its file."""

    def text(key: str) -> str | None:
        value = entry.value.get(key)
        plain = isinstance(value, str | int) and not isinstance(value, bool)
        return str(value) if plain else None

    return WorkflowRef(text("id"), text("name"), index)


def portal_of(settings: PortalSettings) -> Portal:
    """What is known of the portal; raises ``SettingsError`` where the snapshot cannot be used."""
    here = settings.snapshot.absolute() if settings.snapshot is not None else None
    return _portal_of(settings, here)


@cache
def _portal_of(settings: PortalSettings, _: Path | None) -> Portal:
    """Read once; a path that is relative leads elsewhere from another folder."""
    portal = _snapshot(settings.snapshot) if settings.snapshot is not None else Portal()
    said = {
        "marketing_contacts": settings.marketing_contacts,
        "legal_basis": settings.legal_basis,
        "graymail": settings.graymail,
        "lifecycle_order": settings.lifecycle_stages,
        "time_zone": settings.time_zone,
    }
    changes: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    return replace(portal, **changes)


def _snapshot(path: Path) -> Portal:
    from wflint.hubspot.portal import SnapshotError, load_snapshot  # noqa: PLC0415 - rare
    from wflint.workflow.snapshot import portal_from  # noqa: PLC0415

    try:
        return portal_from(load_snapshot(orjson.loads(path.read_bytes())))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise SettingsError(f"{path}:{error.lineno}:{error.colno}: no JSON: {error.msg}") from None
    except SnapshotError as error:
        raise SettingsError(f"{path}: {error}") from None


def today_in(settings: InForce) -> date:
    """The day on which dates are judged: that of the settings, else the portal's."""
    zone = portal_of(settings.portal).time_zone
    return settings.today or datetime.now(ZoneInfo(zone)).date()
