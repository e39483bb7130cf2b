"""Automation v4 flows as workflows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.properties import flows
from tests.workflow.building import Json, built, only, try_built
from wflint.workflow.conditions import (
    FALSE,
    TRUE,
    All,
    Association,
    Condition,
    ListMember,
    Opaque,
    Operator,
    Output,
    Predicate,
    Property,
    Some,
    Test,
    holds,
    is_known,
    is_option,
)
from wflint.workflow.model import (
    Anchor,
    AnchorKind,
    BlockedDate,
    Decide,
    Enrolment,
    EnrolmentKind,
    PropertySchedule,
    RunCode,
    Split,
    Timing,
    Unknown,
    Window,
)
from wflint.workflow.portal import Portal, PropertyFacts

A = flows.known("a")
KNOWN_A = is_known(Property("a"))
DATED = is_known(Property("d"))
ON_D = {"type": "PROPERTY_BASED", "dateProperty": "d", "daysDelta": -3, "yearly": True}
AROUND_D = {"type": "CONTACT_PROPERTY_ANCHOR", "contactProperty": "d"}


def enrolment(criteria: Json | None, **others: Any) -> Enrolment:
    return built(flows.flow(enrolment=criteria, **others)).enrolment


# ---------------------------------------------------------------- who is enrolled

ENROLMENTS: list[tuple[Json | None, EnrolmentKind, Condition]] = [
    (flows.by_list(flows.every(A)), EnrolmentKind.CRITERIA, KNOWN_A),
    (flows.by_event(), EnrolmentKind.EVENT, TRUE),
    (flows.by_event(flows.every(A)), EnrolmentKind.EVENT, KNOWN_A),
    (flows.MANUAL, EnrolmentKind.MANUAL, TRUE),
    ({"type": "DATASET", "datasetId": 3}, EnrolmentKind.DATASET, TRUE),
    (None, EnrolmentKind.NONE, TRUE),
]


@pytest.mark.parametrize(("criteria", "kind", "trigger"), ENROLMENTS)
def test_who_is_enrolled(criteria: Json | None, kind: EnrolmentKind, trigger: Condition) -> None:
    found = enrolment(criteria)
    assert (found.kind, found.trigger) == (kind, trigger)
    assert found.drops_unmet is False


@pytest.mark.parametrize(
    ("criteria", "kind"),
    [
        ({"type": "LIST_BASED"}, EnrolmentKind.CRITERIA),
        ({"type": "LIST_BASED", "listFilterBranch": {}}, EnrolmentKind.CRITERIA),
        (flows.by_event({}), EnrolmentKind.EVENT),
        ({"type": "BY_MOONLIGHT"}, EnrolmentKind.UNKNOWN),
        ({"type": "LIST_BASED", "listFilterBranch": 7}, EnrolmentKind.CRITERIA),
        ({"type": "LIST_BASED", "shouldReEnroll": "often"}, EnrolmentKind.UNKNOWN),
    ],
)
def test_criteria_that_cannot_be_read_are_opaque(criteria: Json, kind: EnrolmentKind) -> None:
    found = enrolment(criteria)
    assert found.kind is kind
    assert isinstance(found.trigger, Opaque)


def test_the_date_that_a_workflow_hangs_on_is_known() -> None:
    assert enrolment(None, enrollmentSchedule=ON_D).trigger == DATED
    by_list = flows.by_list(flows.every(A))
    assert enrolment(by_list, enrollmentSchedule=ON_D).trigger == All((KNOWN_A, DATED))
    assert enrolment(by_list, eventAnchor=AROUND_D).trigger == All((KNOWN_A, DATED))
    weekly = {"type": "WEEKLY", "daysOfWeek": ["MONDAY"]}
    assert enrolment(by_list, enrollmentSchedule=weekly).trigger == KNOWN_A


def test_contacts_are_dropped_by_the_filters_alone() -> None:
    by_list = flows.by_list(flows.every(A), unenrol=True)
    plain = enrolment(by_list)
    assert plain.drops_unmet is True
    assert plain.kept == KNOWN_A
    dated = enrolment(by_list, eventAnchor=AROUND_D)
    assert dated.trigger == All((KNOWN_A, DATED))
    assert dated.kept == KNOWN_A
    assert enrolment(by_list, object_type="0-3").drops_unmet is False


def test_re_enrolment() -> None:
    assert enrolment({"type": "MANUAL", "shouldReEnroll": True}).re_enrols is True
    assert enrolment(flows.MANUAL).re_enrols is False


# ---------------------------------------------------------------- who leaves


@pytest.mark.parametrize("goal", [None, {}])
def test_no_goal(goal: Json | None) -> None:
    assert built(flows.flow(goalFilterBranch=goal)).goal is None


def test_goals_are_those_of_contacts() -> None:
    assert built(flows.flow(goalFilterBranch=flows.every(A))).goal == KNOWN_A
    deals = flows.flow(goalFilterBranch=flows.every(A), object_type="0-3")
    assert built(deals).goal is None
    hidden = flows.flow(goalFilterBranch={"filterBranchType": "RESTRICTED"})
    assert isinstance(built(hidden).goal, Opaque)


def test_suppression() -> None:
    deals = flows.flow(suppressionFilterBranch=flows.every(A), object_type="0-3")
    assert built(deals).suppression == KNOWN_A
    assert built(flows.flow(suppressionFilterBranch={}, object_type="0-3")).suppression is None
    lists = built(flows.flow(suppressionListIds=[3, "4"])).suppression
    assert lists == Some((holds(ListMember("3")), holds(ListMember("4"))))
    assert built(flows.flow(suppressionListIds=[])).suppression is None


# ---------------------------------------------------------------- branches


def test_a_list_branch() -> None:
    action = built(
        flows.flow(
            flows.list_branch(
                "1",
                (flows.every(A), "2"),
                (flows.every(flows.unknown("b")), flows.edge("2", "GO_TO")),
                default=None,
            ),
            flows.email("2"),
        )
    ).actions[0]
    first, second = action.branches
    assert action.meaning == Decide()
    assert (first.condition, first.target, first.name) == (KNOWN_A, "2", "Way 1")
    assert first.target_pointer == "/actions/0/listBranches/0/connection/nextActionId"
    assert (first.goto, second.goto) == (False, True)
    assert (action.default.target, action.default.target_pointer) == (None, None)


def test_the_default_branch_is_the_connection() -> None:
    node = flows.list_branch("1", (flows.every(A), None), default="2")
    action = only(built(flows.flow({**node, "defaultBranchName": "Others"})))
    assert action.branches[0].target is None
    assert (action.default.target, action.default.name) == ("2", "Others")
    assert action.default.target_pointer == "/actions/0/defaultBranch/nextActionId"


def test_branches_without_filters_are_opaque() -> None:
    node = {"actionId": "1", "type": "LIST_BRANCH", "listBranches": [{}, {"filterBranch": {}}]}
    action = only(built(flows.flow(node)))
    assert [type(branch.condition) for branch in action.branches] == [Opaque, Opaque]


@pytest.mark.parametrize("nothing", [None, {}, {"edgeType": "STANDARD", "nextActionId": None}])
def test_where_a_path_ends(nothing: Json | None) -> None:
    action = only(built(flows.flow({**flows.email("1"), "connection": nothing})))
    assert action.default.target is None


def test_a_connection() -> None:
    action = only(built(flows.flow(flows.email("1", {"edgeType": "GO-TO", "nextActionId": 2}))))
    assert (action.default.target, action.default.goto) == ("2", True)
    assert action.default.target_pointer == "/actions/0/connection/nextActionId"


def static_branches(value: Any) -> list[Condition]:
    node = {**flows.static_branch("1", "p", ("a", "2"), ("b;c", None)), "inputValue": value}
    action = only(built(flows.flow(node)))
    assert action.meaning == Decide()
    assert [branch.name for branch in action.branches] == ["a", "b;c"]
    return [branch.condition for branch in action.branches]


def test_the_value_of_a_property() -> None:
    for value in ({"type": "OBJECT_PROPERTY", "propertyName": "p"}, {"propertyName": "p"}):
        assert static_branches(value) == [
            is_option(Property("p"), "a"),
            is_option(Property("p"), "b;c"),
        ]


def test_the_value_of_a_property_with_several_options() -> None:
    asks = flows.list_branch("2", (flows.every(flows.any_of("p", "a")), None))
    workflow = built(flows.flow(flows.static_branch("1", "p", ("b;c", "2")), asks))
    expected = Test(Property("p"), Predicate(Operator.IS_EXACTLY, ("b", "c")))
    assert workflow.actions[0].branches[0].condition == expected


def test_the_output_of_an_action() -> None:
    value = {"type": "FIELD_DATA", "actionId": 5, "dataKey": "hs_execution_state"}
    output = Output("5", "hs_execution_state")
    assert static_branches(value) == [is_option(output, "a"), is_option(output, "b;c")]


def test_a_fixed_value() -> None:
    assert static_branches({"type": "STATIC_VALUE", "staticValue": "a"}) == [TRUE, FALSE]


@pytest.mark.parametrize("value", [None, {"type": "NEW"}, {"staticValue": "{{ x }}"}, 7])
def test_any_other_value_is_opaque(value: Any) -> None:
    assert {type(found) for found in static_branches(value)} == {Opaque}


@pytest.mark.parametrize(
    ("rows", "pointers"),
    [
        (
            [{"connection": flows.edge("2")}, {"connection": flows.edge("3"), "percentage": 50}],
            ["/0/connection/nextActionId", "/1/connection/nextActionId"],
        ),
        ([flows.edge("2"), flows.edge("3")], ["/0/nextActionId", "/1/nextActionId"]),
    ],
)
def test_a_split(rows: list[Json], pointers: list[str]) -> None:
    node = {"actionId": "1", "type": "AB_TEST_BRANCH", "testBranches": rows}
    action = only(built(flows.flow(node)))
    assert action.meaning == Split()
    assert [way.target for way in action.ways] == ["2", "3"]
    assert [way.target_pointer for way in action.ways] == [
        f"/actions/0/testBranches{pointer}" for pointer in pointers
    ]


def test_a_split_without_branches() -> None:
    node = {"actionId": "1", "type": "AB_TEST_BRANCH", "testBranches": []}
    assert [way.target for way in only(built(flows.flow(node))).ways] == [None]


# ---------------------------------------------------------------- other actions


@pytest.mark.parametrize(("kind", "runs"), [("CUSTOM_CODE", "code"), ("WEBHOOK", "webhook")])
def test_code(kind: str, runs: str) -> None:
    node = {"actionId": "1", "type": kind, "connection": flows.edge("2")}
    action = only(built(flows.flow(node)))
    assert action.meaning == RunCode(runs)
    assert (action.type_id, action.default.target) == (kind, "2")


@pytest.mark.parametrize(
    "node",
    [
        {
            "actionId": "1",
            "type": "NEW_BRANCH",
            "newBranches": [{"connection": flows.edge("2")}],
            "defaultBranch": flows.edge("3"),
        },
        {
            "actionId": "1",
            "type": "LIST_BRANCH",
            "listBranches": [{"branchName": [], "connection": flows.edge("2")}],
            "defaultBranch": flows.edge("3"),
        },
    ],
)
def test_what_cannot_be_read_keeps_its_ways(node: Json) -> None:
    action = only(built(flows.flow(node)))
    assert action.meaning == Unknown()
    assert [way.target for way in action.ways] == ["2", "3"]
    assert action.ways[1].target_pointer == "/actions/0/defaultBranch/nextActionId"


def test_actions_are_as_in_the_file() -> None:
    workflow = built(flows.flow(flows.email("7"), flows.delay("3"), flows.email("7")))
    assert [action.id for action in workflow.actions] == ["7", "3", "7"]
    assert workflow.by_id()["7"].pointer == "/actions/0"
    assert [action.pointer for action in workflow.actions] == [f"/actions/{i}" for i in range(3)]


def test_pointers_start_at_the_envelope() -> None:
    workflow = built(flows.flow(flows.email("1", "2")), pointer="/results/4")
    assert workflow.pointer == "/results/4"
    assert workflow.start_pointer == "/results/4/startActionId"
    action = only(workflow)
    assert action.place("content") == "/results/4/actions/0/fields/content_id"
    assert action.default.target_pointer == "/results/4/actions/0/connection/nextActionId"


# ---------------------------------------------------------------- dates and windows


@pytest.mark.parametrize(
    ("anchor", "day"),
    [
        ({"month": "MARCH", "dayOfMonth": 4, "year": 2025}, date(2025, 3, 4)),
        ({"month": "march", "dayOfMonth": "4", "year": "2025"}, date(2025, 3, 4)),
        ({"month": "MARCH", "dayOfMonth": 4}, None),
        ({"month": "FEBRUARY", "dayOfMonth": 30, "year": 2025}, None),
        ({"month": "SMARCH", "dayOfMonth": 3, "year": 2025}, None),
        ({"month": "MARCH", "dayOfMonth": 3, "year": 10**30}, None),
    ],
)
def test_a_fixed_anchor(anchor: Json, day: date | None) -> None:
    workflow = built(flows.flow(eventAnchor={"type": "STATIC_DATE_ANCHOR", **anchor}))
    assert workflow.anchor == Anchor(AnchorKind.STATIC, "/eventAnchor", date=day)
    assert workflow.enrolment.trigger == TRUE


def test_an_anchor_on_a_property() -> None:
    workflow = built(flows.flow(eventAnchor=AROUND_D))
    assert workflow.anchor == Anchor(AnchorKind.PROPERTY, "/eventAnchor", property="d")
    assert built(flows.flow(eventAnchor={"type": "NEW"})).anchor is None
    assert built(flows.flow()).anchor is None


@pytest.mark.parametrize("yearly", [True, False])
def test_a_schedule_on_a_property(yearly: bool) -> None:
    workflow = built(flows.flow(enrollmentSchedule={**ON_D, "yearly": yearly}))
    assert workflow.schedule == PropertySchedule("d", yearly, "/enrollmentSchedule")
    assert built(flows.flow(enrollmentSchedule={"type": "DAILY"})).schedule is None


def test_windows() -> None:
    windows = [
        {"day": "Monday", "startTime": {"hour": 9, "minute": 30}, "endTime": {"hour": 24}},
        {"day": "TUESDAY"},
        {"day": "FRIDAY", "startTime": {"hour": "x"}},
    ]
    assert built(flows.flow(timeWindows=windows)).timing == Timing(
        (
            Window("MONDAY", 570, 1440, "/timeWindows/0"),
            Window("TUESDAY", None, None, "/timeWindows/1"),
            Window("FRIDAY", None, None, "/timeWindows/2"),
        ),
        "/timeWindows",
    )
    may, broken = {"month": "May", "dayOfMonth": 1}, {"month": "MAI", "dayOfMonth": 1}
    once = {"month": "MAY", "dayOfMonth": "2", "year": 2026}
    days = frozenset((BlockedDate(5, 1), BlockedDate(5, 2, 2026)))
    timing = built(flows.flow(blockedDates=[may, once, broken])).timing
    assert timing == Timing((), "/blockedDates", days)
    assert built(flows.flow()).timing == Timing()


# ---------------------------------------------------------------- what else is known


def test_what_associations_lead_to() -> None:
    sources = [*flows.label_leads_to_company(), {"type": "STATIC_PROPERTY_FILTER", "name": "x"}]
    workflow = built(flows.flow(dataSources=sources))
    assert workflow.association_objects == {Association("USER_DEFINED", flows.LABEL): "0-2"}


def asking(*filters: Json) -> Json:
    return flows.flow(enrolment=flows.by_list(flows.every(*filters)))


def test_which_properties_may_hold_several_options() -> None:
    asked = asking(
        flows.any_of("industry", "x"),
        flows.any_of("lifecyclestage", "lead"),
        flows.any_of("region", "north"),
        flows.text("region", "CONTAINS", "n"),
        flows.any_of("single", "x"),
        flows.associated(4, "IN_LIST", flows.any_of("of_the_deal", "x")),
    )
    portal = Portal(properties={"0-1": {"single": PropertyFacts()}})
    assert built(asked, portal).multi_valued == {"industry"}
    assert built(asked).multi_valued == {"industry", "single"}


def test_which_properties_are_truth_values() -> None:
    asked = asking(flows.flag("optout", True), flows.any_of("industry", "x"))
    goal = flows.every(flows.flag("in_the_goal", True))
    assert built({**asked, "goalFilterBranch": goal}).boolean == {"optout", "in_the_goal"}


@pytest.mark.parametrize(
    ("change", "flow_type", "object_type"),
    [
        ({}, "CONTACT_FLOW", "0-1"),
        ({"objectTypeId": None}, "CONTACT_FLOW", "0-1"),
        ({"type": "PLATFORM_FLOW", "objectTypeId": "0-3"}, "PLATFORM_FLOW", "0-3"),
        ({"type": "NEW_FLOW", "objectTypeId": "2-7"}, None, "2-7"),
    ],
)
def test_which_records_it_is_about(change: Json, flow_type: str | None, object_type: str) -> None:
    workflow = built({**flows.flow(flows.email("1")), **change})
    assert (workflow.flow_type, workflow.object_type_id) == (flow_type, object_type)


def test_names_and_numbers() -> None:
    workflow = built({**flows.flow(flows.email("1")), "id": 52, "isEnabled": False})
    assert (workflow.id, workflow.name, workflow.format) == ("52", "A small one", "v4")
    assert (workflow.enabled, workflow.start) == (False, "1")
    assert built({**flows.flow(flows.email("1")), "startActionId": None}).start is None


@pytest.mark.parametrize("actions", [None, [], [None], ["x"], [{}], [{"actionId": []}], {}, 3])
def test_actions_of_any_shape(actions: Any) -> None:
    workflow = try_built({**flows.flow(), "actions": actions})
    assert workflow is None or workflow.actions == ()
