"""Time in a run: how long it waits, what day it is, and when windows open.

Moments are aware and in UTC, between the years 2 and 9000; days and times of day are those of the
portal's time zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from wflint.workflow.model import BlockedDate, Timing, Window
from wflint.workflow.numbers import exact_number

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = datetime(2, 1, 1, tzinfo=UTC)
_LAST = datetime(9000, 1, 1, tzinfo=UTC)
_WEEK = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_MINUTES_OF_DAY = 24 * 60


def zone_of(name: str) -> tzinfo:
    """The time zone of that name; UTC where it is not known."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        return UTC


def moment(at: datetime) -> datetime:
    """``at`` in UTC; what has no time zone is in UTC already."""
    aware = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    # Time zones cannot be told close to the ends of the calendar.
    return max(_FIRST, min(_LAST, aware)).astimezone(UTC)


def later(at: datetime, minutes: float) -> datetime:
    """``at`` and so many minutes."""
    try:
        return moment(at + timedelta(minutes=minutes))
    except (OverflowError, ValueError):
        return _LAST if minutes > 0 else _FIRST


def day_of(at: datetime, zone: tzinfo) -> date:
    """The day it is in ``zone``."""
    return at.astimezone(zone).date()


def from_milliseconds(milliseconds: float) -> datetime:
    """The moment that is so many milliseconds after the epoch."""
    return later(_EPOCH, milliseconds / 60_000)


def to_milliseconds(at: datetime) -> int:
    """``at`` as HubSpot writes moments."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def from_text(text: str, zone: tzinfo) -> datetime | None:
    """The moment that a date property holds: epoch milliseconds, or ISO 8601; None: another text.

    A day means its beginning in ``zone``.
    """
    number = exact_number(text)
    if number is not None:
        return from_milliseconds(float(number))
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment(found if found.tzinfo is not None else found.replace(tzinfo=zone))


def at_time(at: datetime, hour_and_minute: tuple[int, int] | None, zone: tzinfo) -> datetime:
    """That time on the day of ``at``."""
    if hour_and_minute is None:
        return at
    return at_time_of(day_of(at, zone), hour_and_minute, zone)


def at_time_of(day: date, hour_and_minute: tuple[int, int], zone: tzinfo) -> datetime:
    """That time on ``day``."""
    return moment(datetime.combine(day, time(*hour_and_minute), zone))


def next_time(
    at: datetime, hour_and_minute: tuple[int, int] | None, days: Iterable[str], zone: tzinfo
) -> datetime:
    """The first moment from ``at`` on that is at that time, on one of ``days`` (none: any)."""
    allowed = frozenset(days) & frozenset(_WEEK)
    found = (at_time(day, hour_and_minute, zone) for day in _days(at, allowed or None, zone))
    return next((one for one in found if one >= at), at)


def _days(at: datetime, allowed: Iterable[str] | None, zone: tzinfo) -> Iterator[datetime]:
    """``at``, and the same time on the days of the week that follows, as far as allowed."""
    local = at.astimezone(zone)
    for days in range(8):
        day = local + timedelta(days=days)
        if allowed is None or _WEEK[day.weekday()] in allowed:
            yield day.astimezone(UTC)


# ---------------------------------------------------------------- time windows


_ALL_DAY = (Window(None, None, None, ""),)
_WEEK_AHEAD = 8
"""Every window of a week lies within so many days: the last one is the first of the next week."""
_TWO_YEARS = 731


def next_opening(at: datetime, timing: Timing, zone: tzinfo) -> datetime | None:
    """``at`` if an action may run then, else when the next one may; None: it is not to be seen.

    A day that is blocked has no windows.
    """
    windows = timing.windows or _ALL_DAY
    local = at.astimezone(zone)
    for ahead in range(_TWO_YEARS if timing.blocked else _WEEK_AHEAD):
        day = local.date() + timedelta(days=ahead)
        if not _is_blocked(day, timing.blocked):
            minute = local.hour * 60 + local.minute if ahead == 0 else 0
            starts = [start for window in windows for start in _starts(window, day, minute)]
            if starts:
                first = min(starts)
                is_now = ahead == 0 and first == minute
                return at if is_now else at_time_of(day, divmod(first, 60), zone)
    return None


def _is_blocked(day: date, blocked: frozenset[BlockedDate]) -> bool:
    years = (None, day.year)
    return any(BlockedDate(day.month, day.day, year) in blocked for year in years)


def _starts(window: Window, day: date, minute: int) -> Iterator[int]:
    """The first minute from ``minute`` on that lies in the window on that day, if one does."""
    start = 0 if window.start is None else window.start
    end = _MINUTES_OF_DAY if window.end is None else window.end
    if 0 <= start < end <= _MINUTES_OF_DAY and window.day in (None, _WEEK[day.weekday()]):
        first = max(start, minute)
        if first < end:
            yield first
