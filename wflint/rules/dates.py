"""Dates as rules see them: what lies before or after today, in the portal's time zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from wflint.workflow.conditions import Condition, DateRange, Some, StableFact, Test, holds, tests


def day_of(milliseconds: float, offset_minutes: float, time_zone: str) -> date | None:
    """The day of a moment given in epoch milliseconds; None: there is no such day."""
    try:
        moment = datetime.fromtimestamp(0, UTC) + timedelta(
            milliseconds=milliseconds, minutes=offset_minutes
        )
        return moment.astimezone(ZoneInfo(time_zone)).date()
    except (OverflowError, ValueError):
        return None


def lies_in_future(name: str, condition: Condition, today: date) -> Condition:
    """What, of the tests in ``condition``, says that the date property lies today or later."""

    def future(range_: DateRange) -> bool:
        return range_.after is not None and _days(range_.after, today) >= 0

    return _any_saying(name, condition, future)


def lies_in_past(name: str, condition: Condition, today: date) -> Condition:
    """What, of the tests in ``condition``, says that the date property lies before now."""

    def past(range_: DateRange) -> bool:
        return range_.before is not None and _days(range_.before, today) <= 0

    return _any_saying(name, condition, past)


def _days(bound: float | date, today: date) -> float:
    return float((bound - today).days) if isinstance(bound, date) else bound


def _any_saying(name: str, condition: Condition, says: Callable[[DateRange], bool]) -> Condition:
    facts = dict.fromkeys(_facts(name, condition))
    when_true = [holds(fact) for fact in facts if fact.date is not None and says(fact.date)]
    when_false = [_fails(fact) for fact in facts if (rest := _rest(fact)) and says(rest)]
    return Some((*when_true, *when_false))


def _facts(name: str, condition: Condition) -> list[StableFact]:
    return [
        test.subject
        for test in tests(condition)
        if isinstance(test.subject, StableFact)
        and test.subject.date is not None
        and test.subject.date.property == name
    ]


def _fails(fact: StableFact) -> Test:
    true = holds(fact).predicate
    return Test(fact, type(true)(true.operator, negated=True, on_blank=True))


def _rest(fact: StableFact) -> DateRange | None:
    """Where the date lies if ``fact`` is false; None: on either side."""
    range_ = fact.date
    if range_ is None or (range_.after is None) == (range_.before is None):
        return None
    return DateRange(range_.property, after=range_.before, before=range_.after)
