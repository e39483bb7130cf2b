"""The clock of a run: spans of time, and the times at which actions may run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from wflint.workflow.model import Window

_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_LONGEST = 60 * 24 * 365 * 100


def span(minutes: float) -> timedelta:
    """An amount of time; at most a hundred years."""
    return timedelta(minutes=max(-_LONGEST, min(_LONGEST, minutes)))


def next_opening(at: datetime, windows: Sequence[Window], time_zone: str) -> datetime | None:
    """The first moment from ``at`` on that lies in a window; None: there is none.

    Without windows any time will do. The result is in UTC, windows are in ``time_zone``.
    """
    if not windows:
        return at
    local = at.astimezone(ZoneInfo(time_zone))
    moments = [opening for window in windows for opening in _openings(local, window)]
    return min(moments).astimezone(UTC) if moments else None


def _openings(local: datetime, window: Window) -> list[datetime]:
    """The next moments in ``window``, today or in the week ahead."""
    found = []
    for days in range(8):
        day = (local + timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
        if window.day is not None and _DAYS[day.weekday()] != window.day:
            continue
        opens = day + timedelta(minutes=window.start or 0)
        closes = day + timedelta(minutes=24 * 60 if window.end is None else window.end)
        first = max(opens, local)
        if first < closes:
            found.append(first)
    return found
