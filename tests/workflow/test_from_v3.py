"""Legacy v3 workflows as workflows."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.workflow.building import Json, built, classic, only
from wflint.workflow.conditions import (
    TRUE,
    All,
    AssociatedMatch,
    Association,
    Condition,
    DateRange,
    ListMember,
    Negation,
    Opaque,
    Operator,
    Predicate,
    Property,
    Some,
    StableFact,
    Test,
    holds,
    is_blank,
    is_known,
    is_option,
)
from wflint.workflow.model import (
    Anchor,
    AnchorKind,
    AnyValue,
    AssignOwner,
    CreateRecord,
    Decide,
    Delay,
    EnrolInWorkflow,
    EnrolmentKind,
    Meaning,
    NoEffect,
    Notify,
    RunCode,
    SendEmail,
    SetListMembership,
    SetProperty,
    SetSubscription,
    StaticText,
    Target,
    Timing,
    Unknown,
    Window,
)

P = Property("p")
COMPANY = Target(None, "0-2")


def criterion(operator: str, value: Any = None, kind: str = "string", **others: Any) -> Json:
    return {
        "filterFamily": "PropertyValue",
        "withinTimeMode": "PAST",
        "property": "p",
        "type": kind,
        "operator": operator,
        "value": value,
        **others,
    }


def trigger(*groups: list[Any]) -> Condition:
    return built(classic(segmentCriteria=list(groups))).enrolment.trigger


def asks(operator: Operator, *operands: Any) -> Test:
    return Test(P, Predicate(operator, operands))


# ---------------------------------------------------------------- criteria

QUESTIONS: list[tuple[Json, Condition]] = [
    (criterion("IS_NOT_EMPTY"), is_known(P)),
    (criterion("HAS_PROPERTY"), is_known(P)),
    (criterion("IS_EMPTY"), is_blank(P)),
    (criterion("NOT_HAS_PROPERTY"), is_blank(P)),
    (criterion("EQ", "x"), asks(Operator.EQUALS, "x")),
    (criterion("EQ", None, strValue="x"), asks(Operator.EQUALS, "x")),
    (criterion("EQ", "x", "enumeration"), is_option(P, "x")),
    (criterion("EQ", "3", "number"), asks(Operator.IS_NUMBER, Fraction(3))),
    (criterion("EQ", "true", "bool"), is_option(P, "true")),
    (criterion("CONTAINS", "x"), asks(Operator.CONTAINS, "x")),
    (criterion("SET_ANY", "a;b", "enumeration"), is_option(P, "a", "b")),
    (criterion("SET_ALL", "a;b", "enumeration"), asks(Operator.CONTAINS_ALL, "a", "b")),
    (criterion("GT", 1.5, "number"), asks(Operator.GREATER, Fraction(3, 2))),
    (criterion("GTE", 1, "number"), asks(Operator.AT_LEAST, Fraction(1))),
    (criterion("LT", "11", "number"), asks(Operator.LESS, Fraction(11))),
    (criterion("LTE", 1, "number"), asks(Operator.AT_MOST, Fraction(1))),
    (
        {"filterFamily": "ListMembership", "operator": "IN_LIST", "listId": 3},
        holds(ListMember("3")),
    ),
    (
        {"filterFamily": "ListMembership", "operator": "NOT_IN_LIST", "listId": 3},
        Negation(holds(ListMember("3"))),
    ),
]


@pytest.mark.parametrize(("one", "expected"), QUESTIONS)
def test_a_question(one: Json, expected: Condition) -> None:
    assert trigger([one]) == expected


@pytest.mark.parametrize(
    ("one", "positive"),
    [
        (criterion("NEQ", "x"), Predicate(Operator.EQUALS, ("x",), negated=True)),
        (
            criterion("SET_NOT_ANY", "a;b", "enumeration"),
            Predicate(Operator.IS_OPTION, ("a", "b"), negated=True),
        ),
    ],
)
def test_of_blank_negative_questions_may_say_anything(one: Json, positive: Predicate) -> None:
    found = trigger([one])
    assert isinstance(found, Some)
    test, rest = found.parts
    assert test == Test(P, positive)
    assert isinstance(rest, All)
    assert rest.parts[0] == is_blank(P)
    assert isinstance(rest.parts[1], Opaque)


@pytest.mark.parametrize(
    "one",
    [
        None,
        {"filterFamily": "FormSubmission", "operator": "HAS_FILLED_OUT_FORM", "form": "1"},
        {"filterFamily": "Engagement", "engagementsFilter": {"filters": []}},
        criterion("EQ", "x", propertyObjectType="COMPANY"),
        {**criterion("IS_EMPTY"), "filterFamily": "CompanyPropertyValue"},
    ],
)
def test_what_is_about_others_is_opaque(one: Json | None) -> None:
    assert isinstance(trigger([one]), Opaque)


def test_a_property_of_the_company() -> None:
    found = trigger([{**criterion("EQ", "x"), "filterFamily": "CompanyPropertyValue"}])
    assert isinstance(found, Test)
    assert isinstance(found.subject, AssociatedMatch)
    assert found.subject.association == Association("HUBSPOT_DEFINED", 1)
    assert found.subject.condition == asks(Operator.EQUALS, "x")


def fact(one: Json) -> StableFact:
    found = trigger([one])
    assert isinstance(found, All)
    assert found.parts[0] == is_known(P)
    assert isinstance(found.parts[1], Test)
    assert isinstance(found.parts[1].subject, StableFact)
    return found.parts[1].subject


def test_dates_and_comparisons_are_facts() -> None:
    after = fact(criterion("GT", 1772582400000, "datetime"))
    assert after.date == DateRange("p", after=date(2026, 3, 4))
    before = fact(criterion("LT", "1772582400000", "date"))
    assert before.date == DateRange("p", before=date(2026, 3, 4))
    compared = fact(criterion("EQ", "x", compareProperty="q"))
    assert (compared.properties, compared.date) == (("p", "q"), None)
    assert fact(criterion("EQ", "many", "number")).properties == ("p",)


def test_groups_are_alternatives() -> None:
    known, blank = criterion("IS_NOT_EMPTY"), criterion("IS_EMPTY", property="q")
    found = trigger([known, blank], [blank])
    assert found == Some((All((is_known(P), is_blank(Property("q")))), is_blank(Property("q"))))
    assert isinstance(trigger([]), Opaque)


# ---------------------------------------------------------------- enrolment


def test_who_is_enrolled() -> None:
    group = [[criterion("IS_NOT_EMPTY")]]
    asked = built(classic(segmentCriteria=group)).enrolment
    assert (asked.kind, asked.drops_unmet) == (EnrolmentKind.CRITERIA, False)
    assert asked.pointer == "/segmentCriteria"
    assert built(classic(segmentCriteria=group, listening=True)).enrolment.drops_unmet is True
    manual = built(classic(segmentCriteria=group, onlyEnrollsManually=True, listening=True))
    assert (manual.enrolment.kind, manual.enrolment.trigger) == (EnrolmentKind.MANUAL, TRUE)
    assert manual.enrolment.drops_unmet is False
    anyone = built(classic()).enrolment
    assert (anyone.kind, anyone.trigger, anyone.pointer) == (EnrolmentKind.NONE, TRUE, None)
    assert built(classic(allowContactToTriggerMultipleTimes=True)).enrolment.re_enrols is True


def test_who_leaves() -> None:
    goal = [[criterion("IS_NOT_EMPTY")]]
    assert built(classic(goalCriteria=goal)).goal == is_known(P)
    assert built(classic(goalCriteria=goal, goalCriteriaEnabled=False)).goal is None
    assert built(classic(goalCriteria=[])).goal is None
    assert built(classic(suppressionListIds=[3])).suppression == holds(ListMember("3"))
    assert built(classic()).suppression is None


@pytest.mark.parametrize(("setting", "recurs"), [("NONE", False), ("YEARLY", True), (None, False)])
def test_anchors(setting: str | None, recurs: bool) -> None:
    recurring = None if setting is None else {"type": setting}
    dated = built(classic(eventAnchor={"contactPropertyAnchor": "d"}, recurringSetting=recurring))
    expected = Anchor(AnchorKind.PROPERTY, "/eventAnchor", property="d", recurs=recurs)
    assert dated.anchor == expected
    assert dated.enrolment.trigger == is_known(Property("d"))
    fixed = built(
        classic(eventAnchor={"staticDateAnchor": "03/04/2025"}, recurringSetting=recurring)
    )
    assert fixed.anchor is not None
    assert fixed.anchor.date == (None if recurs else date(2025, 3, 4))


@pytest.mark.parametrize("text", ["13/40/2025", "2025-03-04", "", "03/04"])
def test_dates_that_are_none(text: str) -> None:
    anchor = built(classic(eventAnchor={"staticDateAnchor": text})).anchor
    assert anchor is None or anchor.date is None


def test_times() -> None:
    hours = {"enabled": True, "startHour": 9, "stopHour": 17}
    assert built(classic(nurtureTimeRange=hours)).timing == Timing(
        (Window(None, 540, 1020, "/nurtureTimeRange"),), "/nurtureTimeRange"
    )
    assert built(classic(nurtureTimeRange={**hours, "enabled": False})).timing == Timing()
    days = built(classic(onlyExecOnBizDays=True)).timing
    assert days.pointer == "/onlyExecOnBizDays"
    assert [window.day for window in days.windows] == [
        *("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")
    ]
    both = built(classic(onlyExecOnBizDays=True, nurtureTimeRange=hours)).timing
    assert both.pointer == "/nurtureTimeRange"
    assert {(window.start, window.end) for window in both.windows} == {(540, 1020)}


# ---------------------------------------------------------------- what actions mean

AT = "/actions/0"
MEANINGS: list[tuple[Json, Meaning]] = [
    ({"type": "DELAY", "delayMillis": 172800000}, Delay(2880)),
    ({"type": "DELAY"}, Delay(0)),
    (
        {"type": "DELAY", "delayMillis": 86400000, "anchorSetting": {"execTimeInMinutes": 690}},
        Delay(0, (11, 30)),
    ),
    ({"type": "EMAIL", "emailContentId": 12}, SendEmail("12")),
    (
        {"type": "SET_CONTACT_PROPERTY", "propertyName": "p", "newValue": "x"},
        SetProperty("p", StaticText("x", f"{AT}/newValue")),
    ),
    (
        {"type": "SET_CONTACT_PROPERTY", "propertyName": "p", "newValue": ""},
        SetProperty("p", StaticText("", f"{AT}/newValue")),
    ),
    ({"type": "SET_CONTACT_PROPERTY", "propertyName": "p"}, SetProperty("p", StaticText("", AT))),
    (
        {"type": "SET_CONTACT_PROPERTY", "propertyName": "p", "newValue": "{{ contact.q }}"},
        SetProperty("p", AnyValue()),
    ),
    (
        {"type": "SET_COMPANY_PROPERTY", "propertyName": "p", "newValue": "x"},
        SetProperty("p", StaticText("x", f"{AT}/newValue"), COMPANY),
    ),
    (
        {"type": "COPY_PROPERTY", "sourceProperty": "a", "targetProperty": "b"},
        SetProperty("b", AnyValue("a")),
    ),
    (
        {
            "type": "COPY_PROPERTY",
            "sourceProperty": "a",
            "targetProperty": "b",
            "targetModel": "COMPANY",
        },
        SetProperty("b", AnyValue("a"), COMPANY),
    ),
    (
        {"type": "COPY_COMPANY_PROPERTY", "sourceProperty": "a", "targetProperty": "b"},
        SetProperty("b", AnyValue("a"), COMPANY),
    ),
    ({"type": "ADD_SUBTRACT_PROPERTY", "propertyName": "p"}, SetProperty("p", AnyValue())),
    ({"type": "ADD_SUBTRACT_PROPERTY"}, Unknown()),
    ({"type": "UPDATE_LIST", "listId": 3, "operation": "ADD"}, SetListMembership("3", member=True)),
    (
        {"type": "UPDATE_LIST", "listId": 3, "operation": "REMOVE"},
        SetListMembership("3", member=False),
    ),
    ({"type": "UPDATE_LIST", "listId": 3}, Unknown()),
    ({"type": "WEBHOOK", "url": "https://example.com"}, RunCode("webhook")),
    ({"type": "TASK"}, NoEffect()),
    ({"type": "TICKET"}, CreateRecord("0-5", (Association("HUBSPOT_DEFINED", 15),))),
    ({"type": "DEAL"}, CreateRecord("0-3", (Association("HUBSPOT_DEFINED", 4),))),
    ({"type": "NOTIFICATION"}, Notify()),
    ({"type": "SMS_NOTIFICATION"}, Notify()),
    ({"type": "LEAD_ASSIGNMENT"}, AssignOwner("hubspot_owner_id", certain=False)),
    ({"type": "WORKFLOW_ENROLLMENT", "workflowId": 5}, EnrolInWorkflow("5")),
    ({"type": "CREATE_SFDC_TASK"}, NoEffect()),
    ({"type": "UPDATE_EMAIL_SUBSCRIPTION"}, SetSubscription(None, None, email=True)),
    ({"type": "UNSUPPORTED_ACTION"}, Unknown()),
    ({"type": "SOMETHING_NEW"}, Unknown()),
    ({"type": "SET_CONTACT_PROPERTY", "propertyName": 7}, Unknown()),
]


@pytest.mark.parametrize(("node", "meaning"), MEANINGS)
def test_what_it_means(node: Json, meaning: Meaning) -> None:
    assert only(built(classic({"actionId": 1, **node}))).meaning == meaning


def test_places_and_titles() -> None:
    node = {"type": "SET_CONTACT_PROPERTY", "actionId": 1, "propertyName": "p", "newValue": "x"}
    written = only(built(classic(node), pointer="/workflows/2"))
    assert written.place("value") == "/workflows/2/actions/0/newValue"
    assert written.title == "Set p to x"
    mail = only(built(classic({"type": "EMAIL", "actionId": 1, "emailContentId": 3})))
    assert mail.place("content") == "/actions/0/emailContentId"
    company = {"type": "SET_COMPANY_PROPERTY", "actionId": 1, "propertyName": "p", "newValue": "x"}
    assert only(built(classic(company))).place("association", "target") == "/actions/0"


# ---------------------------------------------------------------- the tree as a graph


def mail(action_id: int | None, **others: Any) -> Json:
    return {"type": "EMAIL", "actionId": action_id, "emailContentId": 1, **others}


def branch(action_id: int, accept: list[Json], reject: list[Json]) -> Json:
    filters = [[criterion("IS_NOT_EMPTY")]]
    return {
        "type": "BRANCH",
        "actionId": action_id,
        "filters": filters,
        "acceptActions": accept,
        "rejectActions": reject,
    }


def test_a_branch_and_what_follows_it() -> None:
    workflow = built(classic(mail(1), branch(2, [mail(3), mail(4)], []), mail(5)))
    actions = workflow.by_id()
    assert list(actions) == ["1", "2", "3", "4", "5"]
    assert workflow.start == "1"
    assert actions["1"].default.target == "2"
    fork = actions["2"]
    assert fork.meaning == Decide()
    (accept,) = fork.branches
    assert (accept.condition, accept.target) == (is_known(P), "3")
    assert fork.default.target == "5"
    assert [actions[i].default.target for i in ("3", "4", "5")] == ["4", "5", None]
    assert actions["4"].pointer == "/actions/1/acceptActions/1"


def test_branches_within_branches() -> None:
    inner = branch(2, [mail(3)], [mail(4)])
    actions = built(classic(branch(1, [inner], [mail(5)]))).by_id()
    assert {name: action.default.target for name, action in actions.items()} == {
        "1": "5",
        "2": "4",
        "3": None,
        "4": None,
        "5": None,
    }


def test_a_branch_on_a_list() -> None:
    node = {**branch(1, [mail(2)], []), "filters": [], "filtersListId": 9}
    assert built(classic(node)).actions[0].branches[0].condition == holds(ListMember("9"))
    del node["filtersListId"]
    assert isinstance(built(classic(node)).actions[0].branches[0].condition, Opaque)


def test_every_action_has_an_id_of_its_own() -> None:
    steps = [mail(None, stepId=1), branch(7, [mail(None, stepId=1)], [mail(None)]), mail(7)]
    workflow = built(classic(*steps))
    names = [action.id for action in workflow.actions]
    assert len(set(names)) == len(names) == 5
    assert names[:2] == ["1", "7"]
    actions = workflow.by_id()
    walked = [workflow.start]
    while (following := actions[walked[-1] or ""].default.target) is not None:
        walked.append(following)
    assert walked == [names[0], names[1], names[3], names[4]]


def test_deep_trees() -> None:
    node = mail(0)
    for level in range(1, 100):
        node = branch(level, [node], [mail(1000 + level)])
    workflow = built(classic(node))
    assert len(workflow.actions) == 199
    assert workflow.start == "99"
