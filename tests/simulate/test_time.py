"""How long a run takes: delays, dates that have passed, time windows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.simulate.building import (
    DAY,
    EMAIL,
    SENDABLE,
    START,
    action,
    centred_on,
    codes,
    decision,
    equals,
    logged,
    record,
    run,
    way,
    windows,
    workflow,
    write,
)
from wflint.simulate.clock import from_text, later, next_opening, next_time, zone_of
from wflint.simulate.run import Run
from wflint.workflow.model import (
    Anchor,
    AnchorKind,
    BlockedDate,
    Delay,
    Meaning,
    NoEffect,
    PropertySchedule,
    SetMarketingStatus,
    Timing,
    WaitForEvent,
    WaitUntilDate,
    Window,
)
from wflint.workflow.portal import Portal, PropertyFacts

PARIS = Portal(time_zone="Europe/Paris")
MINUTE = timedelta(minutes=1)
TODAY = date(2026, 11, 23)


def moment(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def milliseconds(*parts: int) -> int:
    return int(moment(*parts).timestamp() * 1000)


def times(done: Run) -> list[datetime]:
    return [step.at for step in done.steps]


def waits(*meanings: Meaning, portal: Portal | None = None, **options: Any) -> datetime:
    """When an action after these is executed."""
    return times(run(workflow(*meanings, NoEffect()), None, portal or Portal(), **options))[-1]


# ---------------------------------------------------------------- delays


def test_delays_take_time() -> None:
    done = run(workflow(NoEffect(), DAY, Delay(1.5), NoEffect()))
    assert times(done) == [
        START,
        START,
        START + 1440 * MINUTE,
        START + 1441.5 * MINUTE,
    ]


def test_steps_are_in_utc() -> None:
    there = datetime(2026, 11, 23, 10, tzinfo=zone_of("Europe/Paris"))
    (at,) = times(run(workflow(NoEffect()), start=there))
    assert at == START
    assert at.tzinfo is UTC
    assert times(run(workflow(NoEffect()), start=START.replace(tzinfo=None))) == [START]


def test_a_delay_ends_at_its_time_of_day() -> None:
    assert waits(Delay(60, (18, 30))) == moment(2026, 11, 23, 18, 30)
    assert waits(Delay(60, (9, 30))) == moment(2026, 11, 24, 9, 30)
    assert waits(Delay(60, (18, 30)), portal=PARIS) == moment(2026, 11, 23, 17, 30)


def test_a_delay_ends_on_its_day() -> None:
    assert waits(Delay(60, (8, 0), ("FRIDAY",))) == moment(2026, 11, 27, 8)
    assert waits(Delay(60, None, ("MONDAY", "SUNDAY"))) == moment(2026, 11, 23, 10)
    assert waits(Delay(60, None, ("SUNDAY",))) == moment(2026, 11, 29, 10)
    assert waits(Delay(60, None, ("NEVER",))) == moment(2026, 11, 23, 10)


def test_a_delay_without_amount_takes_none() -> None:
    assert waits(Delay(0, (18, 30), ("FRIDAY",))) == START


@pytest.mark.parametrize("minutes", [1e9, 1e300, float("inf")])
def test_endless_delays_end(minutes: float) -> None:
    flow = workflow(action("1", Delay(minutes, (9, 0)), "2"), action("2", NoEffect(), "1"))
    done = run(flow, None, PARIS, max_steps=50)
    assert len(done.steps) == 50
    assert times(done) == sorted(times(done))


@pytest.mark.parametrize("start", [moment(1, 1, 1), moment(9999, 12, 31, 23, 59)])
def test_any_start_will_do(start: datetime) -> None:
    flow = workflow(DAY, Delay(1, (9, 0)), EMAIL, timing=windows(("SUNDAY", 0, 1)))
    for zone in ("Pacific/Kiritimati", "Pacific/Midway", "no such zone", "../x", ""):
        portal = Portal(time_zone=zone)
        assert len(run(flow, None, portal, start=start).steps) == 3


# ---------------------------------------------------------------- waiting for events


def test_a_wait_lasts_to_its_end() -> None:
    assert waits(WaitForEvent(90)) == START + 90 * MINUTE


def test_an_assumed_event_happens_at_once() -> None:
    assert waits(WaitForEvent(90), assume_events=True) == START


def test_a_wait_without_end_takes_no_time() -> None:
    assert waits(WaitForEvent(None)) == START


# ---------------------------------------------------------------- waiting for dates


def until(*parts: int, **changes: Any) -> WaitUntilDate:
    return WaitUntilDate(milliseconds(*parts), None, **changes)


def test_it_waits_for_its_date() -> None:
    assert waits(until(2026, 12, 24)) == moment(2026, 12, 24)
    assert waits(until(2026, 12, 24, offset_minutes=-1440)) == moment(2026, 12, 23)
    assert waits(until(2026, 12, 24, time_of_day=(7, 15))) == moment(2026, 12, 24, 7, 15)


def test_the_time_of_day_is_the_portal_s() -> None:
    until_noon = until(2026, 12, 24, 6, time_of_day=(12, 0))
    assert waits(until_noon, portal=PARIS) == moment(2026, 12, 24, 11)


def test_a_date_that_has_passed_is_skipped() -> None:
    flow = workflow(until(2026, 11, 22), NoEffect())
    done = run(flow)
    assert [(step.outcome, codes(step)) for step in done.steps] == [
        ("skipped", ["WF108"]),
        ("executed", []),
    ]
    assert times(done) == [START, START]


def test_today_has_not_passed() -> None:
    done = run(workflow(until(2026, 11, 23), NoEffect()))
    assert logged(done) == {}
    assert times(done) == [START, START]


def test_a_date_passes_while_the_record_waits() -> None:
    flow = workflow(Delay(3 * 1440), until(2026, 11, 24))
    assert logged(run(flow)) == {"2": ["WF108"]}


def test_days_are_the_portal_s() -> None:
    late = moment(2026, 11, 23, 23, 30)
    flow = workflow(until(2026, 11, 23, 12))
    assert logged(run(flow, start=late)) == {}
    assert logged(run(flow, None, PARIS, start=late)) == {"1": ["WF108"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-24", moment(2026, 12, 24)),
        ("2026-12-24T10:00:00Z", moment(2026, 12, 24, 10)),
        (str(milliseconds(2026, 12, 24)), moment(2026, 12, 24)),
        ("2026-11-23", START),
        ("soon", START),
        ("", START),
    ],
)
def test_it_waits_for_the_date_in_a_property(text: str, expected: datetime) -> None:
    flow = workflow(WaitUntilDate(None, "renewal"), NoEffect())
    done = run(flow, record({"renewal": text}))
    assert times(done)[-1] == expected
    assert logged(done) == {}


@pytest.mark.parametrize("text", ["2026-11-22", "0", "-1e15", "1999-12-31T23:59:59+01:00"])
def test_a_date_in_a_property_may_have_passed(text: str) -> None:
    flow = workflow(WaitUntilDate(None, "renewal"))
    assert logged(run(flow, record({"renewal": text}))) == {"1": ["WF108"]}


def test_a_date_that_is_not_known_is_not_waited_for() -> None:
    assert waits(WaitUntilDate(None, None)) == START


@pytest.mark.parametrize(
    ("wait", "settled"),
    [
        (until(2026, 12, 24), True),
        (until(2026, 11, 22), False),
        (WaitUntilDate(None, None), False),
        (WaitForEvent(60), True),
        (WaitForEvent(None), False),
        (WaitForEvent(0), False),
    ],
)
def test_the_marketing_status_comes_if_time_has_passed(wait: Meaning, settled: bool) -> None:
    done = run(workflow(SetMarketingStatus(True), wait))
    assert ("hs_marketable_status" in done.record.properties) is settled


# ---------------------------------------------------------------- workflows centred on a date


def outcomes(done: Run) -> list[str]:
    return [step.outcome for step in done.steps]


def test_every_action_of_a_date_that_has_passed_is_skipped() -> None:
    flow = workflow(
        action("1", write("p", "x"), "2"),
        action("2", DAY, "3"),
        decision("3", way("4", equals("q", "y"))),
        action("4", EMAIL),
        anchor=centred_on(TODAY - timedelta(days=1)),
    )
    done = run(flow, record({"q": "y"}))
    assert outcomes(done) == ["skipped", "skipped", "executed", "skipped"]
    assert logged(done) == {"1": ["WF108"], "2": ["WF108"], "4": ["WF108"]}
    assert "p" not in done.record.properties
    assert set(times(done)) == {START}


@pytest.mark.parametrize(
    "anchor",
    [
        centred_on(TODAY),
        centred_on(TODAY + timedelta(days=1)),
        centred_on(None),
        centred_on(date(2020, 1, 1), recurs=True),
    ],
)
def test_a_date_ahead_or_that_recurs_skips_nothing(anchor: Anchor) -> None:
    assert outcomes(run(workflow(NoEffect(), anchor=anchor))) == ["executed"]


@pytest.mark.parametrize(
    ("text", "recurs", "outcome"),
    [
        ("2026-11-22", None, "skipped"),
        ("2026-11-22", False, "skipped"),
        ("2026-11-22", True, "executed"),
        ("2026-11-23", None, "executed"),
        ("2027-01-01", None, "executed"),
        ("soon", None, "executed"),
    ],
)
def test_centred_on_the_date_in_a_property(text: str, recurs: bool | None, outcome: str) -> None:
    anchor = Anchor(AnchorKind.PROPERTY, "", property="renewal", recurs=recurs)
    done = run(workflow(NoEffect(), anchor=anchor), record({"renewal": text}))
    assert outcomes(done) == [outcome]


@pytest.mark.parametrize(
    ("name", "yearly", "outcome"),
    [
        ("date_of_birth", False, "skipped"),
        ("wedding_Anniversary", False, "skipped"),
        ("date_of_birth", True, "executed"),
        ("contract_end", False, "executed"),
    ],
)
def test_scheduled_on_the_date_in_a_property(name: str, yearly: bool, outcome: str) -> None:
    flow = workflow(NoEffect(), schedule=PropertySchedule(name, yearly, ""))
    assert outcomes(run(flow, record({name: "1990-05-01"}))) == [outcome]


def test_a_snapshot_tells_what_a_date_is() -> None:
    facts = PropertyFacts(description="The customer's birthday")
    portal = Portal(properties={"0-1": {"bd": facts}})
    flow = workflow(NoEffect(), schedule=PropertySchedule("bd", False, ""))
    assert outcomes(run(flow, record({"bd": "1990-05-01"}), portal)) == ["skipped"]


# ---------------------------------------------------------------- time windows

OFFICE = windows(*((day, 540, 1020) for day in ("MONDAY", "TUESDAY")))


def test_inside_of_a_window_nothing_happens() -> None:
    done = run(workflow(EMAIL, timing=OFFICE), record(SENDABLE))
    assert logged(done) == {}
    assert times(done) == [START]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (moment(2026, 11, 23, 8, 59), moment(2026, 11, 23, 9)),
        (moment(2026, 11, 23, 16, 59), moment(2026, 11, 23, 16, 59)),
        (moment(2026, 11, 23, 17), moment(2026, 11, 24, 9)),
        (moment(2026, 11, 24, 20), moment(2026, 11, 30, 9)),
    ],
)
def test_outside_of_the_windows_it_waits_for_the_next(start: datetime, expected: datetime) -> None:
    done = run(workflow(NoEffect(), timing=OFFICE), start=start)
    assert times(done) == [expected]
    assert logged(done) == ({} if start == expected else {"1": ["WF109"]})


def test_windows_are_in_the_portal_s_time_zone() -> None:
    done = run(workflow(NoEffect(), timing=OFFICE), None, PARIS, start=moment(2026, 11, 23, 7))
    assert times(done) == [moment(2026, 11, 23, 8)]


def test_delays_and_branches_are_not_put_off() -> None:
    night = moment(2026, 11, 23, 3)
    flow = workflow(
        action("1", Delay(60), "2"),
        decision("2", default="3"),
        action("3", WaitForEvent(60), "4"),
        action("4", NoEffect()),
        timing=OFFICE,
    )
    done = run(flow, start=night)
    assert logged(done) == {"4": ["WF109"]}
    assert times(done)[:3] == [night, night + 60 * MINUTE, night + 60 * MINUTE]


def test_being_put_off_is_no_delay() -> None:
    flow = workflow(SetMarketingStatus(True), EMAIL, timing=windows(("TUESDAY", 540, 600)))
    done = run(flow, record({**SENDABLE, "hs_marketable_status": "false"}))
    assert logged(done) == {"1": ["WF109"], "2": ["WF104"]}


def test_the_later_error_is_logged_as_well() -> None:
    flow = workflow(EMAIL, timing=windows(("TUESDAY", 540, 600)))
    (step,) = run(flow, record({"email": "ada@example.org"})).steps
    assert (step.outcome, codes(step)) == ("failed", ["WF109", "WF104"])


@pytest.mark.parametrize(
    "span", [("MONDAY", 600, 600), ("MONDAY", 600, 540), ("NEVER", 0, 1440), (None, -5, 9000)]
)
def test_where_no_window_opens_the_time_stays(span: tuple[str | None, int, int]) -> None:
    done = run(workflow(NoEffect(), timing=windows(span)))
    assert logged(done) == {"1": ["WF109"]}
    assert times(done) == [START]


def test_windows_open_to_a_side() -> None:
    at = moment(2026, 11, 23, 3)
    zone = zone_of("UTC")
    for window in (Window(None, None, None, ""), Window("MONDAY", None, 600, "")):
        assert next_opening(at, Timing((window,)), zone) == at
    assert next_opening(at, Timing((Window(None, 600, None, ""),)), zone) == moment(
        2026, 11, 23, 10
    )
    assert next_opening(at, Timing((Window("SUNDAY", None, None, ""),)), zone) == moment(
        2026, 11, 29
    )
    assert next_opening(at, Timing(), zone) == at


# ---------------------------------------------------------------- the clock itself


def test_summer_time_is_heeded() -> None:
    paris = zone_of("Europe/Paris")
    before = moment(2026, 10, 24, 12)
    assert next_time(before, (9, 0), ("SUNDAY",), paris) == moment(2026, 10, 25, 8)
    assert next_time(before - timedelta(days=7), (9, 0), ("SUNDAY",), paris) == moment(
        2026, 10, 18, 7
    )


@pytest.mark.parametrize("text", ["", "x", "2026-13-01", "24/12/2026", "9" * 61])
def test_other_texts_are_no_dates(text: str) -> None:
    assert from_text(text, UTC) is None


def test_the_calendar_has_ends() -> None:
    assert later(START, -1e300) < later(START, 0) < later(START, 1e300)
    assert from_text("1e60", UTC) == later(START, 1e300)
    assert from_text("0001-01-01", zone_of("Pacific/Kiritimati")) == later(START, -1e300)


@pytest.mark.parametrize(
    ("blocked", "opens"),
    [
        (BlockedDate(11, 23), moment(2026, 11, 24, 9)),
        (BlockedDate(11, 23, 2026), moment(2026, 11, 24, 9)),
        (BlockedDate(11, 23, 2025), moment(2026, 11, 23, 9, 30)),
        (BlockedDate(2, 30), moment(2026, 11, 23, 9, 30)),
    ],
)
def test_a_blocked_day_has_no_windows(blocked: BlockedDate, opens: datetime) -> None:
    timing = Timing((Window(None, 540, 600, ""),), blocked=frozenset((blocked,)))
    assert next_opening(moment(2026, 11, 23, 9, 30), timing, UTC) == opens


def test_blocked_days_alone_leave_the_rest_of_the_week() -> None:
    timing = Timing(blocked=frozenset((BlockedDate(11, 23), BlockedDate(11, 24))))
    assert next_opening(moment(2026, 11, 23, 9, 30), timing, UTC) == moment(2026, 11, 25)


def test_where_every_day_is_blocked_nothing_opens() -> None:
    days = frozenset(BlockedDate(month, day) for month in range(1, 13) for day in range(1, 32))
    assert next_opening(moment(2026, 11, 23), Timing(blocked=days), UTC) is None
