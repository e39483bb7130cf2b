"""Where a date lies if a filter on it holds: the part of date filters that rules decide by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from wflint.hubspot import filters as hubspot
from wflint.workflow.conditions import DateRange
from wflint.workflow.numbers import exact_number

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Months, quarters and years differ in length; rules only ask on which side of today a bound lies.
_DAYS: Mapping[str, float] = MappingProxyType(
    {
        "minutes": 1 / 1440,
        "hours": 1 / 24,
        "days": 1.0,
        "weeks": 7.0,
        "months": 30.0,
        "quarters": 91.0,
        "years": 365.0,
    }
)

Bound = float | date | None


def date_range(name: str, operation: hubspot.Operation) -> DateRange | None:
    """Where the date in property ``name`` lies if ``operation`` holds; None: it does not say."""
    operator = operation.operator or ""
    match operation:
        case hubspot.RollingOperation(number_of_days=days):
            return _rolling(name, operator, days)
        case hubspot.TimePointOperation(time_point=point):
            return _side(name, operator, _point(point)) if _of_value(operation) else None
        case hubspot.TimeRangedOperation():
            return _span_of_points(name, operation) if _of_value(operation) else None
        case hubspot.RangedDateOperation(lower_bound=low, upper_bound=high):
            days = (day_of(low), _next(day_of(high)))
            return _range(name, *days) if operator == "IS_BETWEEN" else None
        case hubspot.DatetimeOperation(timestamp=moment):
            return _side(name, operator, day_of(moment))
        case hubspot.DateOperation():
            return _side(name, operator, _calendar_day(operation))
        case hubspot.CalendarDateOperation():
            return _calendar(name, operator)
        case _:
            return None


def day_of(milliseconds: Any) -> date | None:
    """The day of a moment in epoch milliseconds; None: it is no such moment."""
    number = exact_number(milliseconds)
    if number is None or abs(number) > 10**15:
        return None
    try:
        return (_EPOCH + timedelta(milliseconds=float(number))).date()
    except OverflowError:
        return None


def _of_value(operation: hubspot.TimePointOperation | hubspot.TimeRangedOperation) -> bool:
    """Whether the date itself is meant, not when it was written or its anniversary."""
    parser: str | None = operation.property_parser
    return parser is None or parser.upper().startswith("VALUE")


def _range(name: str, after: Bound, before: Bound) -> DateRange | None:
    if after is None and before is None:
        return None
    return DateRange(name, after=after, before=before)


def _side(name: str, operator: str, point: Bound) -> DateRange | None:
    if operator in ("IS_AFTER", "IS_AFTER_DATE"):
        return _range(name, point, None)
    if operator in ("IS_BEFORE", "IS_BEFORE_DATE"):
        return _range(name, None, point)
    on_it = operator == "IS_EQUAL_TO" and isinstance(point, date)
    return _range(name, point, _next(point)) if on_it else None


def _next(bound: Bound) -> Bound:
    """The day after, where a whole day is meant as an upper bound."""
    if isinstance(bound, date):
        return bound + timedelta(days=1) if bound < date.max else None
    return bound


def _rolling(name: str, operator: str, days: Any) -> DateRange | None:
    number = exact_number(days)
    if number is None:
        return None
    count = float(number)
    match operator:
        case "IS_MORE_THAN_X_DAYS_FROM_NOW":
            return DateRange(name, after=count)
        case "IS_LESS_THAN_X_DAYS_FROM_NOW":
            return DateRange(name, after=0.0, before=count)
        case "IS_MORE_THAN_X_DAYS_AGO":
            return DateRange(name, before=-count)
        case "IS_LESS_THAN_X_DAYS_AGO":
            return DateRange(name, after=-count, before=0.0)
        case _:
            return None


def _calendar(name: str, operator: str) -> DateRange | None:
    match operator:
        case "IN_NEXT_TIME_UNIT":
            return DateRange(name, after=0.0)
        case "IN_LAST_TIME_UNIT" | "IN_THIS_TIME_UNIT_SO_FAR":
            return DateRange(name, before=0.0)
        case _:
            return None


def _span_of_points(name: str, operation: hubspot.TimeRangedOperation) -> DateRange | None:
    if operation.operator != "IS_BETWEEN":
        return None
    low, high = _point(operation.lower_bound_time_point), operation.upper_bound_time_point
    # An upper bound that names a day means its end.
    before = _next(_point(high))
    if _reference(high) == "TODAY" and isinstance(before, float):
        before += 1.0
    return _range(name, low, before)


def _reference(point: Any) -> str | None:
    if not isinstance(point, hubspot.IndexedPoint):
        return None
    named: str = point.index_reference.reference_type
    return named.upper()


def _point(point: Any) -> Bound:
    """Days from today, or a day; None: neither can be told."""
    if isinstance(point, hubspot.DatePoint):
        return _calendar_day(point)
    if _reference(point) in ("NOW", "TODAY"):
        return _days_of(point.offset or {})
    return None


def _days_of(offset: Mapping[str, Any]) -> float | None:
    total = 0.0
    for unit, amount in offset.items():
        number = exact_number(amount)
        if number is not None:
            total += float(number) * _DAYS.get(unit.lower(), 0.0)
        elif amount is not None:
            return None
    return total


def _calendar_day(model: hubspot.DatePoint | hubspot.DateOperation) -> date | None:
    year, month, day = (exact_number(part) for part in (model.year, model.month, model.day))
    if year is None or month is None or day is None:
        return None
    try:
        return date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return None
