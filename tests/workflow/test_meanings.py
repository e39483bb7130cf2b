"""What each type of action means, and what people call it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.properties import flows
from tests.workflow.building import Json, built, only
from wflint.hubspot.catalogue import ACTION_TYPES
from wflint.workflow.conditions import Association
from wflint.workflow.meanings import TABLE
from wflint.workflow.model import (
    Action,
    AdsAudience,
    AnyValue,
    AssignOwner,
    CreateAssociations,
    CreateRecord,
    CreateTask,
    Delay,
    DeleteRecord,
    EnrolInWorkflow,
    Meaning,
    Notify,
    RunCode,
    SendEmail,
    SetListMembership,
    SetMarketingStatus,
    SetProperty,
    SetSubscription,
    SomeValue,
    StaticText,
    Target,
    Unknown,
    WaitForEvent,
    WaitUntilDate,
)

AT = "/actions/0/fields"
DAY = 1440.0


def own(type_id: int) -> Association:
    return Association("HUBSPOT_DEFINED", type_id)


def action(type_id: str, fields: Any, object_type: str = "0-1") -> Action:
    return only(built(flows.flow(flows.single("1", type_id, fields), object_type=object_type)))


def static(text: Any) -> Json:
    return {"type": "STATIC_VALUE", "staticValue": text}


def enrolled(type_id: int, category: str = "HUBSPOT_DEFINED") -> Json:
    target = {"associationCategory": category, "associationTypeId": type_id}
    return {"target": target, "value": {"type": "ENROLLED_OBJECT"}}


MEANINGS: list[tuple[str, Any, Meaning]] = [
    # -- time
    ("0-1", {"delta": "3", "time_unit": "DAYS"}, Delay(3 * DAY)),
    ("0-1", {"delta": 90}, Delay(90)),
    ("0-1", {"delta": "0", "time_unit": "DAYS"}, Delay(0)),
    ("0-1", {}, Delay(0)),
    ("0-1", None, Delay(0)),
    ("0-1", {"delta": "-3", "time_unit": "DAYS"}, Delay(0)),
    ("0-1", {"delta": "{{ x }}"}, Delay(0)),
    (
        "0-1",
        {"delta": "1", "time_unit": "DAYS", "time_of_day": {"hour": 20, "minute": 30}},
        Delay(DAY, (20, 30)),
    ),
    ("0-1", {"days_of_week": ["Monday"]}, Delay(0, None, ("MONDAY",))),
    ("0-28", {"delta": "2", "time_unit": "HOURS"}, Delay(120)),
    ("0-999", {"delta": "2", "time_unit": "HOURS"}, Delay(120)),
    ("0-35", {"delta": "6", "time_unit": "HOURS"}, Delay(360)),
    ("0-35", {"date": static("1741046400000")}, WaitUntilDate(1741046400000, None)),
    ("0-35", {"date": static("0")}, WaitUntilDate(0, None)),
    ("0-35", {"date": static("soon")}, WaitUntilDate(None, None)),
    (
        "0-35",
        {"date": {"propertyName": "d"}, "delta": "-2", "time_unit": "DAYS"},
        WaitUntilDate(None, "d", -2 * DAY),
    ),
    ("0-35", {"date": {"type": "FIELD_DATA"}}, WaitUntilDate(None, None)),
    ("0-29", {"expiration_minutes": "60"}, WaitForEvent(60)),
    ("0-29", {}, WaitForEvent(None)),
    ("0-2", {}, WaitForEvent(None)),
    # -- writes
    (
        "0-5",
        {"property_name": "p", "value": static("x")},
        SetProperty("p", StaticText("x", f"{AT}/value/staticValue")),
    ),
    (
        "0-5",
        {"property_name": "p", "value": static(3)},
        SetProperty("p", StaticText("3", f"{AT}/value/staticValue")),
    ),
    (
        "0-5",
        {"property_name": "p", "value": static(True)},
        SetProperty("p", StaticText("true", f"{AT}/value/staticValue")),
    ),
    (
        "0-5",
        {"property_name": "p", "value": {"staticValue": "x"}},
        SetProperty("p", StaticText("x", f"{AT}/value/staticValue")),
    ),
    (
        "0-5",
        {"property_name": "p", "value": static("")},
        SetProperty("p", StaticText("", f"{AT}/value/staticValue")),
    ),
    (
        "0-5",
        {"property_name": "p", "value": {"type": "STATIC_VALUE"}},
        SetProperty("p", StaticText("", f"{AT}/value")),
    ),
    ("0-5", {"property_name": "p", "value": {}}, SetProperty("p", StaticText("", f"{AT}/value"))),
    ("0-5", {"property_name": "p"}, SetProperty("p", StaticText("", AT))),
    (
        "0-5",
        {"property_name": "p", "value": static("{{ enrolled_object.q }}")},
        SetProperty("p", AnyValue()),
    ),
    (
        "0-5",
        {"property_name": "p", "value": {"type": "OBJECT_PROPERTY", "propertyName": "q"}},
        SetProperty("p", AnyValue("q")),
    ),
    (
        "0-5",
        {"property_name": "p", "value": {"type": "TIMESTAMP", "timestampType": "EXECUTION_TIME"}},
        SetProperty("p", SomeValue()),
    ),
    (
        "0-5",
        {"property_name": "p", "value": {"type": "RELATIVE_DATETIME", "timeDelay": {}}},
        SetProperty("p", SomeValue()),
    ),
    (
        "0-5",
        {"property_name": "p", "value": {"type": "INCREMENT", "incrementAmount": -2}},
        SetProperty("p", AnyValue(increment=-2.0)),
    ),
    (
        "0-5",
        {"property_name": "p", "value": {"type": "STATIC_APPEND_VALUE", "staticAppendValue": "x"}},
        SetProperty("p", AnyValue()),
    ),
    (
        "0-5",
        {"property_name": "p", "value": {"type": "FETCHED_OBJECT_PROPERTY", "propertyToken": "x"}},
        SetProperty("p", AnyValue()),
    ),
    ("0-5", {"property_name": "p", "value": {"type": "NEW_KIND"}}, SetProperty("p", AnyValue())),
    ("0-5", {"property_name": "p", "value": static(["x"])}, SetProperty("p", AnyValue())),
    (
        "0-5",
        {"property_name": "p", "value": static("x"), "association": {}},
        SetProperty("p", StaticText("x", f"{AT}/value/staticValue")),
    ),
    (
        "0-5",
        {"property_name": "p", "value": static("x"), "association": None},
        SetProperty("p", StaticText("x", f"{AT}/value/staticValue")),
    ),
    (
        "0-5",
        {
            "property_name": "p",
            "value": {"type": "TIMESTAMP"},
            "association": {"associationTypeId": 279},
        },
        SetProperty("p", SomeValue(), Target(own(279), "0-2")),
    ),
    (
        "0-5",
        {
            "property_name": "p",
            "value": {"type": "TIMESTAMP"},
            "association": {"associationCategory": "USER_DEFINED", "associationTypeId": "12"},
        },
        SetProperty("p", SomeValue(), Target(Association("USER_DEFINED", 12), None)),
    ),
    ("0-5", {"property_name": "p", "association": {"associationTypeId": [1]}}, Unknown()),
    ("0-5", {"property_name": "p", "association": [1]}, Unknown()),
    ("0-5", {"value": static("x")}, Unknown()),
    ("0-5", {}, Unknown()),
    (
        "0-25",
        {"source_property": "a", "target_property": "b", "target_object": "COMPANY"},
        SetProperty("b", AnyValue("a"), Target(None, "0-2")),
    ),
    (
        "0-25",
        {"source_property": "a", "target_property": "b", "target_object": "0-3"},
        SetProperty("b", AnyValue("a"), Target(None, "0-3")),
    ),
    (
        "0-25",
        {"source_property": "a", "target_property": "b", "target_object": "CONTACT"},
        SetProperty("b", AnyValue()),
    ),
    ("0-25", {"source_property": "a", "target_property": "b"}, SetProperty("b", AnyValue())),
    (
        "0-25",
        {"source_property": "a", "target_property": "b", "source_object": "CONTACT"},
        SetProperty("b", AnyValue("a")),
    ),
    ("0-25", {"source_property": "a"}, Unknown()),
    ("0-261589386", {"property_name": "p"}, SetProperty("p", AnyValue())),
    ("0-11", {"user_ids": ["1"], "target_property": "o"}, AssignOwner("o", certain=True)),
    ("0-11", {"team_ids": ["1"]}, AssignOwner("hubspot_owner_id", certain=False)),
    # -- e-mail, marketing, lists
    ("0-4", {"content_id": "5"}, SendEmail("5")),
    ("0-4", {"content_id": 5}, SendEmail("5")),
    ("0-4", {}, SendEmail(None)),
    ("0-30", {}, AdsAudience()),
    ("0-31", {"marketableType": "MARKETABLE"}, SetMarketingStatus(marketable=True)),
    ("0-31", {"marketableType": "NON_MARKETABLE"}, SetMarketingStatus(marketable=False)),
    ("0-31", {"marketableType": "PERHAPS"}, Unknown()),
    (
        "0-43347357",
        {"channel": "EMAIL", "optState": "OPT_IN", "subscriptionId": 7},
        SetSubscription(True, "7", email=True),
    ),
    (
        "0-43347357",
        {"optState": "OPT_OUT", "subscriptionId": "7"},
        SetSubscription(False, "7", email=True),
    ),
    (
        "0-43347357",
        {"channel": "SMS", "optState": "{{ x }}"},
        SetSubscription(None, None, email=False),
    ),
    ("0-63809083", {"listId": "3"}, SetListMembership("3", member=True)),
    ("0-63809083", {"list_id": 3}, SetListMembership("3", member=True)),
    ("0-63863438", {"listId": "3"}, SetListMembership("3", member=False)),
    ("0-13", {"operation": "ADD", "list_id": "3"}, SetListMembership("3", member=True)),
    ("0-13", {"operation": "REMOVE", "list_id": "3"}, SetListMembership("3", member=False)),
    # -- records and associations
    (
        "0-14",
        {"object_type_id": "0-2", "associations": [enrolled(280)]},
        CreateRecord("0-2", (own(279),)),
    ),
    ("0-14", {"object_type_id": "0-5"}, CreateRecord("0-5", (own(15),))),
    (
        "0-14",
        {"object_type_id": "0-5", "associations": [], "use_explicit_associations": "true"},
        CreateRecord("0-5", ()),
    ),
    ("0-14", {"object_type_id": "2-77"}, CreateRecord("2-77", ())),
    (
        "0-14",
        {"object_type_id": "0-2", "associations": [enrolled(280, "USER_DEFINED")]},
        CreateRecord("0-2", ()),
    ),
    (
        "0-14",
        {
            "object_type_id": "0-2",
            "associations": [{**enrolled(280), "value": {"type": "COPY_ASSOCIATION"}}, 3],
        },
        CreateRecord("0-2", ()),
    ),
    (
        "0-14",
        {
            "object_type_id": "0-3",
            "properties": [
                {"targetProperty": "a", "value": static("x")},
                {"value": 1},
                {"targetProperty": "b"},
            ],
        },
        CreateRecord(
            "0-3",
            (own(4),),
            (
                ("a", StaticText("x", f"{AT}/properties/0/value/staticValue")),
                ("b", StaticText("", f"{AT}/properties/2")),
            ),
        ),
    ),
    ("0-63189541", {"toObjectType": "0-2"}, CreateAssociations("0-2")),
    ("0-73444249", {}, CreateAssociations()),
    ("0-18224765", {}, DeleteRecord()),
    # -- the rest
    ("0-8", {"owner_properties": ["hubspot_owner_id", 3]}, Notify(("hubspot_owner_id",))),
    ("0-9", {"user_ids": ["1"]}, Notify()),
    ("0-15", {"flow_id": 12}, EnrolInWorkflow("12")),
    ("0-3", {"subject": "x"}, CreateTask()),
    ("0-172351286", {}, RunCode("app")),
    ("1-67", {"webinarId": "1"}, RunCode("app")),
    ("0-123456789", {"x": 1}, Unknown()),
]


@pytest.mark.parametrize(("type_id", "fields", "meaning"), MEANINGS)
def test_what_it_means(type_id: str, fields: Any, meaning: Meaning) -> None:
    assert action(type_id, fields).meaning == meaning


def test_the_table_has_every_type_that_the_catalogue_names() -> None:
    assert set(TABLE) == set(ACTION_TYPES)


def test_enormous_numbers_stay_in_bounds() -> None:
    found = action("0-1", {"delta": "9" * 60, "time_unit": "CENTURIES"}).meaning
    assert isinstance(found, Delay)
    assert 0 < found.minutes <= 1e9
    assert action("0-1", {"delta": "1e999"}).meaning == Delay(0)
    assert action("0-4", {"content_id": 10**5000}).meaning == SendEmail(None)


def test_a_company_is_another_object_for_contacts_only() -> None:
    fields = {"source_property": "a", "target_property": "b", "target_object": "COMPANY"}
    found = action("0-25", fields, object_type="0-2").meaning
    assert found == SetProperty("b", AnyValue())


@pytest.mark.parametrize(
    ("type_id", "fields", "title"),
    [
        (
            "0-5",
            {"property_name": "lifecyclestage", "value": static("lead")},
            "Set lifecyclestage to lead",
        ),
        ("0-5", {"property_name": "lifecyclestage"}, "Clear lifecyclestage"),
        ("0-5", {"property_name": "p", "value": {"propertyName": "q"}}, "Set p"),
        ("0-1", {"delta": "2", "time_unit": "DAYS"}, "Delay 2 days"),
        ("0-1", {"delta": "1", "time_unit": "HOURS"}, "Delay 1 hour"),
        ("0-1", {"delta": "90"}, "Delay 90 minutes"),
        ("0-4", {"content_id": "123"}, "Send e-mail 123"),
        ("0-31", {"marketableType": "MARKETABLE"}, "Set as marketing contact"),
        ("0-14", {"object_type_id": "0-2"}, "Create record"),
        ("1-67", {}, "Action 1-67"),
    ],
)
def test_what_people_call_it(type_id: str, fields: Json, title: str) -> None:
    assert action(type_id, fields).title == title


def test_titles_are_short() -> None:
    long = "p" * 500
    assert len(action("0-5", {"property_name": long, "value": static(long)}).title) == 60


def test_places_lead_to_what_is_there() -> None:
    association = {"associationTypeId": 1}
    found = action("0-5", {"property_name": "p", "value": static("x"), "association": association})
    assert found.places == {
        "id": "/actions/0/actionId",
        "type": "/actions/0/actionTypeId",
        "property": f"{AT}/property_name",
        "value": f"{AT}/value/staticValue",
        "association": f"{AT}/association",
    }
    assert (
        action("0-35", {"date": {"propertyName": "d"}}).places["date"] == f"{AT}/date/propertyName"
    )
    assert action("0-4", {"content_id": "1"}).place("content") == f"{AT}/content_id"
    assert action("0-4", {}).place("content") == "/actions/0"
    copied = action("0-25", {"target_property": "b", "target_object": "COMPANY"})
    assert copied.place("association", "target") == f"{AT}/target_object"
    assert (
        action("0-31", {"marketableType": "MARKETABLE"}).place("status") == f"{AT}/marketableType"
    )
    at_eight = action("0-1", {"time_of_day": {"hour": 8}})
    assert at_eight.place("time") == f"{AT}/time_of_day"
