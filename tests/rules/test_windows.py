"""Waits that no time window holds, at the borders of the windows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from wflint.findings import Finding, Level
from wflint.hubspot.envelope import entries
from wflint.hubspot.reading import parse
from wflint.rules import RuleContext, judge
from wflint.workflow.build import build
from wflint.workflow.portal import Portal


def found(windows: list[dict[str, Any]], **wait: Any) -> Finding:
    """WF109 on a workflow that waits and then writes."""
    fields = {"delta": "0", "time_unit": "MINUTES", **wait}
    flow = {
        "type": "CONTACT_FLOW",
        "objectTypeId": "0-1",
        "isEnabled": True,
        "startActionId": "1",
        "nextAvailableActionId": "3",
        "actions": [
            {
                "actionId": "1",
                "type": "SINGLE_CONNECTION",
                "actionTypeId": "0-1",
                "fields": fields,
                "connection": {"edgeType": "STANDARD", "nextActionId": "2"},
            },
            {
                "actionId": "2",
                "type": "SINGLE_CONNECTION",
                "actionTypeId": "0-5",
                "fields": {"property_name": "greeted", "value": {"staticValue": "yes"}},
            },
        ],
        "timeWindows": windows,
    }
    (entry,) = entries(flow)
    workflow = build(entry, parse(entry), 0, Portal())
    assert workflow is not None
    context = RuleContext("flow.json", date(2026, 11, 24))
    (finding,) = judge(workflow, Portal(), context, {"WF109"})
    return finding


def window(day: str, start: int | None = 9, end: int | None = 17) -> dict[str, Any]:
    bounds = {"startTime": start, "endTime": end}
    times = {key: {"hour": at, "minute": 0} for key, at in bounds.items() if at is not None}
    return {"day": day, **times}


@pytest.mark.parametrize(
    ("hour", "minute", "held"),
    [
        (9, 0, True),
        (8, 59, False),
        (16, 59, True),
        (17, 0, False),
        (12, 30, True),
        (9, 30, True),
        (8, 30, False),
    ],
)
def test_a_window_holds_its_start_and_not_its_end(hour: int, minute: int, held: bool) -> None:
    finding = found([window("MONDAY")], time_of_day={"hour": hour, "minute": minute})
    assert (finding.level is Level.INFO) == held
    if not held:
        assert finding.place.pointer == "/actions/0/fields/time_of_day"
        assert finding.message == "waits for a time that lies in no time window"


@pytest.mark.parametrize(
    ("start", "end", "hour", "held"),
    [(None, 17, 0, True), (None, 17, 18, False), (9, None, 23, True), (9, None, 3, False)],
)
def test_an_open_side_holds_the_rest_of_the_day(
    start: int | None, end: int | None, hour: int, held: bool
) -> None:
    finding = found([window("MONDAY", start, end)], time_of_day={"hour": hour, "minute": 0})
    assert (finding.level is Level.INFO) == held


def test_any_of_several_windows_will_do() -> None:
    windows = [window("MONDAY", 9, 12), window("TUESDAY", 14, 17)]
    assert found(windows, time_of_day={"hour": 15, "minute": 0}).level is Level.INFO
    assert found(windows, time_of_day={"hour": 13, "minute": 0}).level is Level.WARNING
    both = {"time_of_day": {"hour": 15, "minute": 0}, "days_of_week": ["MONDAY"]}
    assert found(windows, **both).level is Level.WARNING


def test_a_weekday_that_no_window_holds() -> None:
    assert found([window("MONDAY")], days_of_week=["SUNDAY"]).level is Level.WARNING
    assert found([window("MONDAY")], days_of_week=["SUNDAY", "MONDAY"]).level is Level.INFO
    assert found([window("MONDAY")]).level is Level.INFO


@pytest.mark.parametrize(("start", "end", "open_"), [(9, 9, False), (9, 10, True), (10, 9, False)])
def test_a_window_that_never_opens(start: int, end: int, open_: bool) -> None:
    finding = found([window("MONDAY", start, end)])
    assert (finding.level is Level.INFO) == open_
    assert finding.place.pointer == ("/timeWindows" if open_ else "/timeWindows/0")
