"""Where a date lies, at the borders between past, today and future."""

from __future__ import annotations

from datetime import date

import pytest

from wflint.rules.dates import day_of, lies_in_future, lies_in_past
from wflint.workflow.conditions import (
    Condition,
    DateRange,
    Some,
    StableFact,
    Test,
    all_of,
    holds,
    negation,
)

TODAY = date(2026, 11, 24)
HOUR = 3_600_000


def asked(after: float | date | None, before: float | date | None, name: str = "due") -> StableFact:
    return StableFact("a question", (name,), DateRange(name, after, before))


@pytest.mark.parametrize(
    ("milliseconds", "offset", "zone", "day"),
    [
        (0, 0, "UTC", date(1970, 1, 1)),
        (24 * HOUR - 1, 0, "UTC", date(1970, 1, 1)),
        (24 * HOUR, 0, "UTC", date(1970, 1, 2)),
        (23 * HOUR, 60, "UTC", date(1970, 1, 2)),
        (23 * HOUR, 59, "UTC", date(1970, 1, 1)),
        (0, 0, "America/New_York", date(1969, 12, 31)),
        (23 * HOUR, 0, "Europe/Amsterdam", date(1970, 1, 2)),
        (10**20, 0, "UTC", None),
    ],
)
def test_day_of_a_moment(milliseconds: int, offset: float, zone: str, day: date | None) -> None:
    assert day_of(milliseconds, offset, zone) == day


@pytest.mark.parametrize(
    ("after", "before", "future", "past"),
    [
        (0, None, True, False),
        (-1, None, False, False),
        (1, None, True, False),
        (None, 0, False, True),
        (None, 1, False, False),
        (None, -1, False, True),
        (date(2026, 11, 24), None, True, False),
        (date(2026, 11, 23), None, False, False),
        (None, date(2026, 11, 24), False, True),
        (None, date(2026, 11, 25), False, False),
        (0, 30, True, False),
        (-30, 0, False, True),
    ],
)
def test_a_range_says_where_the_date_lies(
    after: float | date | None, before: float | date | None, future: bool, past: bool
) -> None:
    fact = asked(after, before)
    says_future = lies_in_future("due", holds(fact), TODAY)
    says_past = lies_in_past("due", holds(fact), TODAY)
    assert (holds(fact) in parts(says_future)) == future
    assert (holds(fact) in parts(says_past)) == past


def parts(condition: Condition) -> tuple[Condition, ...]:
    assert isinstance(condition, Some)
    return condition.parts


def test_what_is_not_so_says_the_rest() -> None:
    """Not before today is today or later; not between two days says nothing."""
    (future,) = parts(lies_in_future("due", negation(holds(asked(None, 0))), TODAY))
    (past,) = parts(lies_in_past("due", negation(holds(asked(0, None))), TODAY))
    for test in (future, past):
        assert isinstance(test, Test)
        assert test.predicate.negated
        assert test.predicate.on_blank
    between = holds(asked(-5, 5))
    assert parts(lies_in_future("due", negation(between), TODAY)) == ()
    assert parts(lies_in_past("due", negation(between), TODAY)) == ()


def test_only_the_property_in_question_counts() -> None:
    both = all_of([holds(asked(0, None)), holds(asked(0, None, "other"))])
    assert parts(lies_in_future("due", both, TODAY)) == (holds(asked(0, None)),)
    assert parts(lies_in_future("other", both, TODAY)) == (holds(asked(0, None, "other")),)
    assert parts(lies_in_future("third", both, TODAY)) == ()
