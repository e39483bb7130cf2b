"""WF109."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from wflint.analysis.program import Hazard
from wflint.findings import Finding, Level, Verdict
from wflint.rules.base import Case, WorkflowRule, logged
from wflint.rules.witness import prove
from wflint.workflow.conditions import Opaque
from wflint.workflow.model import (
    Action,
    Decide,
    Delay,
    Split,
    Timing,
    WaitForEvent,
    WaitUntilDate,
    Window,
)

_WAITS_OR_BRANCHES = Delay | WaitUntilDate | WaitForEvent | Decide | Split


class OutsideTimeWindow(WorkflowRule):
    """The workflow runs its actions only at certain times, so some are put off.

    HubSpot logs that the action was outside of the time window settings and reschedules it
    (knowledge base, "Troubleshoot common workflow errors"). Delays and branches are not put off,
    the action after them is: what a branch has found out can be out of date when the action runs.

    That is information. It is a warning where no run can ever be inside: a window that ends before
    it starts, or a wait for a time that no window holds.

    **Example.** Time windows from Monday to Friday, 9 to 17, and a contact that comes in on a
    Saturday.

    **Repair.** Allow any time, or move what has to wait into a workflow of its own.
    """

    code = "WF109"
    name = "outside-time-window"
    level = Level.INFO

    def check(self, case: Case) -> Iterator[Finding]:
        """At most one finding, on what restricts the time or on what contradicts it."""
        timing = case.workflow.timing
        if timing.pointer is None:
            return
        postponed = [
            a for a in case.workflow.actions if not isinstance(a.meaning, _WAITS_OR_BRANCHES)
        ]
        hazards = [Hazard(self.code, a.id, Opaque("the time of day")) for a in postponed]
        prediction = next(case.study.on_paths(hazards), None)
        if prediction is None:
            return
        level, pointer, message = _worst(timing, case.workflow.actions)
        finding = self.finding(
            case, message, pointer, help="allow any time, or move what has to wait elsewhere"
        )
        finding = replace(
            finding,
            level=level,
            verdict=Verdict.POSSIBLE,
            hubspot_message=logged(self.code, case.workflow),
        )
        if not case.context.is_shown(finding):
            yield finding
            return
        witness = prove(prediction, case, starts=_moments(case))
        proved = witness is not None and witness.reproduced
        yield replace(finding, witness=witness, approximate=not proved)


def _moments(case: Case) -> list[datetime]:
    """Moments of a week, every three hours, and of the days that are blocked."""
    today, zone = case.context.today, ZoneInfo(case.portal.time_zone)
    week = [today + timedelta(days=ahead) for ahead in range(7)]
    years = (today.year, today.year + 1)
    blocked = sorted(case.workflow.timing.blocked, key=lambda b: (b.month, b.day, b.year or 0))
    named = [b.in_year(b.year or year) for b in blocked[:_MOST_DAYS] for year in years]
    days = [*week, *(day for day in named if day is not None and day >= today)]
    return [datetime.combine(day, time(hour), zone) for day in days for hour in range(9, 24, 3)] + [
        datetime.combine(day, time(hour), zone) for day in week for hour in range(0, 9, 3)
    ]


_MOST_DAYS = 10


def _worst(timing: Timing, actions: tuple[Action, ...]) -> tuple[Level, str, str]:
    """Level, place and message: the contradiction, if there is one."""
    for window in timing.windows:
        if _never_open(window):
            return Level.WARNING, window.pointer, "this time window ends before it starts"
    for action in actions:
        if timing.windows and _waits_in_vain(action, timing.windows):
            place = action.place("time", "days")
            return Level.WARNING, place, "waits for a time that lies in no time window"
    pointer = timing.pointer or ""
    return Level.INFO, pointer, "actions that come up outside of these times are put off"


def _never_open(window: Window) -> bool:
    return window.start is not None and window.end is not None and window.start >= window.end


def _waits_in_vain(action: Action, windows: tuple[Window, ...]) -> bool:
    meaning = action.meaning
    if not isinstance(meaning, Delay | WaitUntilDate):
        return False
    days = meaning.days if isinstance(meaning, Delay) else ()
    if meaning.time_of_day is None and not days:
        return False
    return not any(_holds(window, meaning.time_of_day, days) for window in windows)


def _holds(window: Window, time_of_day: tuple[int, int] | None, days: tuple[str, ...]) -> bool:
    if window.day is not None and days and window.day not in days:
        return False
    if time_of_day is None:
        return True
    minute = time_of_day[0] * 60 + time_of_day[1]
    return (window.start or 0) <= minute < (24 * 60 if window.end is None else window.end)
