"""Filters, each as the condition that semantics give it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from tests.properties import flows
from tests.workflow.building import Json, condition, of_filter
from wflint.hubspot.envelope import entries
from wflint.hubspot.generate import adapter_of
from wflint.hubspot.primitives import Model
from wflint.hubspot.reading import parse
from wflint.source.reading import read
from wflint.workflow.conditions import (
    FALSE,
    TRUE,
    All,
    AssociatedMatch,
    Association,
    Condition,
    ListMember,
    Negation,
    Opaque,
    Operator,
    Predicate,
    Property,
    Some,
    StableFact,
    Subscription,
    Test,
    holds,
    is_blank,
    is_known,
    is_option,
)
from wflint.workflow.conditions import (
    tests as leaves,
)
from wflint.workflow.filters import canonical

ROOT = Path(__file__).resolve().parents[2]
P = Property("p")


def asks(name: str, operator: Operator, *operands: Any, **answers: bool) -> Test:
    return Test(Property(name), Predicate(operator, operands, **answers))


# ---------------------------------------------------------------- one property

QUESTIONS: list[tuple[str, str, Json, Condition]] = [
    ("ALL_PROPERTY", "IS_KNOWN", {}, is_known(P)),
    ("ALL_PROPERTY", "IS_NOT_BLANK", {}, is_known(P)),
    ("ALL_PROPERTY", "IS_UNKNOWN", {}, is_blank(P)),
    ("ALL_PROPERTY", "IS_BLANK", {}, is_blank(P)),
    ("ALL_PROPERTY", "IS_NOT_KNOWN", {}, is_blank(P)),
    ("alltypes", "IS_KNOWN", {}, is_known(P)),
    ("BOOL", "IS_EQUAL_TO", {"value": True}, is_option(P, "true")),
    ("BOOL", "IS_EQUAL_TO", {"value": "TRUE"}, is_option(P, "true")),
    (
        "BOOL",
        "IS_NOT_EQUAL_TO",
        {"value": True},
        asks("p", Operator.IS_OPTION, "true", negated=True),
    ),
    ("ENUMERATION", "IS_ANY_OF", {"values": ["a", "B"]}, is_option(P, "a", "B")),
    ("ENUMERATION", "IS_ANY_OF", {"values": [1, True]}, is_option(P, "1", "true")),
    (
        "ENUMERATION",
        "IS_NONE_OF",
        {"values": ["a"]},
        asks("p", Operator.IS_OPTION, "a", negated=True),
    ),
    ("ENUMERATION", "IS_EXACTLY", {"values": ["a", "b"]}, asks("p", Operator.IS_EXACTLY, "a", "b")),
    (
        "ENUMERATION",
        "IS_NOT_EXACTLY",
        {"values": ["a", "b"]},
        asks("p", Operator.IS_EXACTLY, "a", "b", negated=True),
    ),
    (
        "ENUMERATION",
        "CONTAINS_ALL",
        {"values": ["a", "b"]},
        asks("p", Operator.CONTAINS_ALL, "a", "b"),
    ),
    ("ENUMERATION", "CONTAINS_ALL", {"values": ["a"]}, is_option(P, "a")),
    (
        "ENUMERATION",
        "DOES_NOT_CONTAIN_ALL",
        {"values": ["a", "b"]},
        asks("p", Operator.CONTAINS_ALL, "a", "b", negated=True),
    ),
    ("STRING", "IS_EQUAL_TO", {"value": "a"}, asks("p", Operator.EQUALS, "a")),
    ("string", "IS_EQUAL_TO", {"value": "a"}, asks("p", Operator.EQUALS, "a")),
    ("STRING", "IS_NOT_EQUAL_TO", {"value": "a"}, asks("p", Operator.EQUALS, "a", negated=True)),
    ("STRING", "CONTAINS", {"value": "a"}, asks("p", Operator.CONTAINS, "a")),
    ("STRING", "DOES_NOT_CONTAIN", {"value": "a"}, asks("p", Operator.CONTAINS, "a", negated=True)),
    ("STRING", "STARTS_WITH", {"value": "a"}, asks("p", Operator.STARTS_WITH, "a")),
    ("STRING", "ENDS_WITH", {"value": "a"}, asks("p", Operator.ENDS_WITH, "a")),
    ("MULTISTRING", "IS_EQUAL_TO", {"values": ["a", "b"]}, asks("p", Operator.EQUALS, "a", "b")),
    (
        "MULTISTRING",
        "IS_NOT_EQUAL_TO",
        {"values": ["a", "b"]},
        asks("p", Operator.EQUALS, "a", "b", negated=True),
    ),
    (
        "MULTISTRING",
        "DOES_NOT_CONTAIN",
        {"values": ["a", "b"]},
        asks("p", Operator.CONTAINS, "a", "b", negated=True),
    ),
    ("NUMBER", "IS_EQUAL_TO", {"value": 1}, asks("p", Operator.IS_NUMBER, Fraction(1))),
    (
        "NUMBER",
        "IS_NOT_EQUAL_TO",
        {"value": "1.5"},
        asks("p", Operator.IS_NUMBER, Fraction(3, 2), negated=True),
    ),
    ("NUMBER", "IS_GREATER_THAN", {"value": 0.1}, asks("p", Operator.GREATER, Fraction(1, 10))),
    (
        "NUMBER",
        "IS_GREATER_THAN_OR_EQUAL_TO",
        {"value": -2},
        asks("p", Operator.AT_LEAST, Fraction(-2)),
    ),
    ("NUMBER", "IS_LESS_THAN", {"value": 11}, asks("p", Operator.LESS, Fraction(11))),
    (
        "NUMBER",
        "IS_LESS_THAN_OR_EQUAL_TO",
        {"value": "1e2"},
        asks("p", Operator.AT_MOST, Fraction(100)),
    ),
    (
        "NUMBER_RANGED",
        "IS_BETWEEN",
        {"lowerBound": 1, "upperBound": 2},
        asks("p", Operator.BETWEEN, Fraction(1), Fraction(2)),
    ),
    (
        "NUMBER_RANGED",
        "IS_NOT_BETWEEN",
        {"lowerBound": 1, "upperBound": 2},
        asks("p", Operator.BETWEEN, Fraction(1), Fraction(2), negated=True),
    ),
]


@pytest.mark.parametrize(("kind", "operator", "operands", "expected"), QUESTIONS)
def test_a_question_about_a_value(
    kind: str, operator: str, operands: Json, expected: Condition
) -> None:
    assert of_filter(flows.prop("p", kind, operator, **operands)) == expected


@pytest.mark.parametrize("blank", [None, False, True])
@pytest.mark.parametrize("operator", ["IS_EQUAL_TO", "IS_NOT_EQUAL_TO"])
def test_on_blank_the_flag_answers_negative_operators_too(
    operator: str, blank: bool | None
) -> None:
    found = of_filter(flows.text("p", operator, "x", blank=blank))
    assert isinstance(found, Test)
    assert found.predicate.on_blank is (blank is True)


def test_known_and_unknown_do_not_heed_the_flag() -> None:
    known = flows.prop("p", "ALL_PROPERTY", "IS_KNOWN", blank=True)
    assert of_filter(known) == is_known(P)
    unknown = flows.prop("p", "ALL_PROPERTY", "IS_UNKNOWN", blank=False)
    assert of_filter(unknown) == is_blank(P)


def test_every_record_has_an_id() -> None:
    assert of_filter(flows.known("hs_object_id")) == TRUE
    assert of_filter(flows.unknown("hs_object_id")) == FALSE


@pytest.mark.parametrize("operator", ["IS_EXACTLY", "CONTAINS_ALL"])
def test_one_value_is_not_two_options(operator: str) -> None:
    two = flows.prop("p", "ENUMERATION", operator, values=["a", "b"])
    assert of_filter(two, multi_valued=()) == is_option(P)
    one = flows.prop("p", "ENUMERATION", operator, values=["a"])
    assert of_filter(one, multi_valued=()) == is_option(P, "a")


@pytest.mark.parametrize(
    "operation",
    [
        {"operationType": "NUMBER", "operator": "IS_EQUAL_TO", "value": "many"},
        {"operationType": "NUMBER", "operator": "IS_EQUAL_TO", "value": "1e999999999"},
        {"operationType": "NUMBER", "operator": "IS_EQUAL_TO", "value": 10**90},
        {"operationType": "NUMBER", "operator": "IS_SOMEWHAT", "value": 1},
        {"operationType": "FEELING", "operator": "IS_KNOWN"},
        {"operator": "IS_EQUAL_TO", "value": 1},
    ],
)
def test_what_cannot_be_read_is_opaque(operation: Json) -> None:
    found = of_filter({"filterType": "PROPERTY", "property": "p", "operation": operation})
    assert isinstance(found, Opaque)


# ---------------------------------------------------------------- facts

FACTS: list[Json] = [
    flows.operation("STRING", "HAS_EVER_BEEN_EQUAL_TO", value="x"),
    flows.operation("ENUMERATION", "HAS_EVER_CONTAINED_ALL", values=["x"]),
    flows.operation("MULTISTRING", "CONTAINS_EXACTLY", values=["x"]),
    flows.operation("COMPARATIVE_STRING", "IS_EQUAL_TO", comparisonPropertyName="q"),
    flows.operation("COMPARATIVE_PROPERTY_UPDATED", "IS_BEFORE", comparisonPropertyName="q"),
    flows.operation("ROLLING_PROPERTY_UPDATED", "UPDATED_IN_LAST_X_DAYS", numberOfDays=3),
    flows.operation("CALENDAR_DATE", "IN_THIS_TIME_UNIT", timeUnit="WEEK"),
    flows.operation("DATE", "IS_EQUAL_TO", year=2026, month=1, day=2),
]


def fact_in(found: Condition) -> StableFact:
    (fact,) = (test.subject for test in leaves(found) if isinstance(test.subject, StableFact))
    return fact


def asked(operation: Json, **others: Any) -> Condition:
    operation = {**operation, **others}
    return of_filter({"filterType": "PROPERTY", "property": "p", "operation": operation})


@pytest.mark.parametrize("operation", FACTS)
def test_history_and_dates_are_facts_of_set_values(operation: Json) -> None:
    found = asked(operation)
    fact = fact_in(found)
    assert found == All((is_known(P), holds(fact)))
    with_blank = asked(operation, includeObjectsWithNoValueSet=True)
    assert with_blank == Some((is_blank(P), holds(fact_in(with_blank))))


def test_never_says_nothing_of_blank() -> None:
    found = asked(flows.operation("STRING", "HAS_NEVER_BEEN_EQUAL_TO", value="x"))
    assert found == holds(fact_in(found))


def test_a_fact_is_about_all_the_properties_it_reads() -> None:
    assert fact_in(asked(FACTS[0])).properties == ("p",)
    assert fact_in(asked(FACTS[3])).properties == ("p", "q")
    point = {"timeType": "PROPERTY_REFERENCED", "property": "q", "referenceType": "VALUE"}
    compared = flows.operation("TIME_POINT", "IS_AFTER", timePoint=point)
    assert fact_in(asked(compared)).properties == ("p", "q")
    between = flows.operation(
        "TIME_RANGED", "IS_BETWEEN", lowerBoundTimePoint=point, upperBoundTimePoint=point
    )
    assert fact_in(asked(between)).properties == ("p", "q")


def test_equal_questions_are_one_fact_whatever_the_order_of_keys() -> None:
    one = asked(FACTS[0])
    other = asked(dict(reversed(FACTS[0].items())))
    assert one == other


def test_different_dates_are_different_facts() -> None:
    def after(year: int) -> StableFact:
        point = {"timeType": "DATE", "year": year, "month": 1, "day": 2, "zoneId": "UTC"}
        return fact_in(asked(flows.operation("TIME_POINT", "IS_AFTER", timePoint=point)))

    assert after(2025) != after(2026)


# ---------------------------------------------------------------- where a date lies

NOW = {"timeType": "INDEXED", "indexReference": {"referenceType": "NOW"}}
TODAY = {"timeType": "INDEXED", "indexReference": {"referenceType": "TODAY"}}
WEEK = {"timeType": "INDEXED", "indexReference": {"referenceType": "WEEK"}}
DAY = {"timeType": "DATE", "year": 2026, "month": 3, "day": 4}
MOMENT = 1772582400000  # 4 March 2026, 0:00 UTC
RANGES: list[tuple[Json, tuple[Any, Any] | None]] = [
    (flows.operation("TIME_POINT", "IS_AFTER", timePoint=NOW), (0.0, None)),
    (flows.operation("TIME_POINT", "IS_BEFORE", timePoint=TODAY), (None, 0.0)),
    (
        flows.operation("TIME_POINT", "IS_AFTER", timePoint={**NOW, "offset": {"weeks": 2}}),
        (14.0, None),
    ),
    (
        flows.operation("TIME_POINT", "IS_AFTER", timePoint={**NOW, "offset": {"days": "-1"}}),
        (-1.0, None),
    ),
    (flows.operation("TIME_POINT", "IS_AFTER", timePoint={**NOW, "offset": {"days": "x"}}), None),
    (flows.operation("TIME_POINT", "IS_AFTER", timePoint=WEEK), None),
    (flows.operation("TIME_POINT", "IS_AFTER", timePoint=DAY), (date(2026, 3, 4), None)),
    (flows.operation("TIME_POINT", "IS_AFTER", timePoint={**DAY, "month": 13}), None),
    (flows.operation("TIME_POINT", "IS_AFTER", timePoint=NOW, propertyParser="UPDATED_AT"), None),
    (
        flows.operation(
            "TIME_RANGED", "IS_BETWEEN", lowerBoundTimePoint=DAY, upperBoundTimePoint=DAY
        ),
        (date(2026, 3, 4), date(2026, 3, 5)),
    ),
    (
        flows.operation(
            "TIME_RANGED", "IS_BETWEEN", lowerBoundTimePoint=TODAY, upperBoundTimePoint=TODAY
        ),
        (0.0, 1.0),
    ),
    (
        flows.operation(
            "TIME_RANGED", "IS_NOT_BETWEEN", lowerBoundTimePoint=DAY, upperBoundTimePoint=DAY
        ),
        None,
    ),
    (flows.operation("DATETIME", "IS_AFTER_DATE", timestamp=MOMENT), (date(2026, 3, 4), None)),
    (flows.operation("DATETIME", "IS_BEFORE", timestamp=10**18), None),
    (
        flows.operation("RANGED_DATE", "IS_BETWEEN", lowerBound=MOMENT, upperBound=MOMENT),
        (date(2026, 3, 4), date(2026, 3, 5)),
    ),
    (
        flows.operation("DATE", "IS_EQUAL_TO", year=2026, month=3, day=4),
        (date(2026, 3, 4), date(2026, 3, 5)),
    ),
    (flows.operation("DATE", "IS_NOT_EQUAL_TO", year=2026, month=3, day=4), None),
    (flows.operation("DATE", "IS_BEFORE", year=10**30, month=3, day=4), None),
    (
        flows.operation("ROLLING_DATE_RANGE", "IS_MORE_THAN_X_DAYS_FROM_NOW", numberOfDays=7),
        (7.0, None),
    ),
    (
        flows.operation("ROLLING_DATE_RANGE", "IS_LESS_THAN_X_DAYS_FROM_NOW", numberOfDays=7),
        (0.0, 7.0),
    ),
    (
        flows.operation("ROLLING_DATE_RANGE", "IS_LESS_THAN_X_DAYS_AGO", numberOfDays="7"),
        (-7.0, 0.0),
    ),
    (
        flows.operation("ROLLING_DATE_RANGE", "IS_MORE_THAN_X_DAYS_AGO", numberOfDays=7),
        (None, -7.0),
    ),
    (flows.operation("CALENDAR_DATE", "IN_NEXT_TIME_UNIT", timeUnit="WEEK"), (0.0, None)),
    (flows.operation("CALENDAR_DATE", "IN_LAST_TIME_UNIT", timeUnit="WEEK"), (None, 0.0)),
    (flows.operation("CALENDAR_DATE", "IN_THIS_TIME_UNIT", timeUnit="WEEK"), None),
    (flows.operation("ROLLING_PROPERTY_UPDATED", "UPDATED_IN_LAST_X_DAYS", numberOfDays=7), None),
]


@pytest.mark.parametrize(("operation", "bounds"), RANGES)
def test_where_a_date_lies(operation: Json, bounds: tuple[Any, Any] | None) -> None:
    found = fact_in(asked(operation)).date
    if bounds is None:
        assert found is None
    else:
        assert found is not None
        assert (found.property, found.after, found.before) == ("p", *bounds)


# ---------------------------------------------------------------- branches

A, B = flows.known("a"), flows.known("b")
KNOWN_A, KNOWN_B = is_known(Property("a")), is_known(Property("b"))
ALWAYS = {"filterType": "CONSTANT", "shouldAccept": True}
NEVER = {"filterType": "CONSTANT", "shouldAccept": False}

BRANCHES: list[tuple[Json, Condition]] = [
    (flows.branch("OR", A, B), Some((KNOWN_A, KNOWN_B))),
    (flows.branch("AND", A, B), All((KNOWN_A, KNOWN_B))),
    (flows.branch("NOT_ANY", A, B), Negation(Some((KNOWN_A, KNOWN_B)))),
    (flows.branch("NOT_ALL", A, B), Negation(All((KNOWN_A, KNOWN_B)))),
    (flows.branch("NOT_ANY", flows.branch("NOT_ALL", A)), KNOWN_A),
    (flows.branch("OR", flows.branch("AND", A), flows.branch("OR", B)), Some((KNOWN_A, KNOWN_B))),
    (flows.branch("AND", ALWAYS, A), KNOWN_A),
    (flows.branch("AND", NEVER, A), FALSE),
    (flows.branch("OR", NEVER, A), KNOWN_A),
    (flows.branch("OR", ALWAYS, A), TRUE),
    ({"filterBranchOperator": "OR", "filters": [A, B]}, Some((KNOWN_A, KNOWN_B))),
    ({"filters": [A, B]}, All((KNOWN_A, KNOWN_B))),
]


@pytest.mark.parametrize(("branch", "expected"), BRANCHES)
def test_branches_join(branch: Json, expected: Condition) -> None:
    assert condition(branch) == expected


@pytest.mark.parametrize(
    "branch",
    [
        None,
        {},
        {"filterBranchType": "RESTRICTED"},
        {"filterBranchType": "AND"},
        {"filterBranchType": "OR", "filters": [], "filterBranches": []},
        {"filterBranchType": "NEW_KIND", "filters": [A]},
        {"filterBranchType": "UNIFIED_EVENTS", "eventTypeId": "4-1", "filters": [A]},
        {"filterBranchType": "PROPERTY_ASSOCIATION", "propertyWithObjectId": "x", "filters": [A]},
    ],
)
def test_missing_hidden_and_unknown_branches_are_opaque(branch: Json | None) -> None:
    assert isinstance(condition(branch), Opaque)


def test_an_empty_child_is_opaque_and_the_rest_is_kept() -> None:
    found = condition(flows.branch("AND", A, flows.branch("OR")))
    assert isinstance(found, All)
    assert {type(part) for part in found.parts} == {Opaque, Test}


@pytest.mark.parametrize(
    "one",
    [
        {"filterType": "FORM_SUBMISSION", "operator": "FILLED_OUT"},
        {"filterType": "PAGE_VIEW", "pageUrl": "x", "operator": "HAS_PAGEVIEW_EQ"},
        {"filterType": "EMAIL_EVENT", "emailId": "1", "operator": "OPENED"},
        {"filterType": "PRIVACY", "privacyName": "x", "operator": "PRIVACY_CONSENT_GRANTED"},
        {"filterType": "NUM_ASSOCIATIONS", "associationTypeId": 1},
        {"filterType": "NEW_KIND"},
        {"filterType": "IN_LIST", "operator": "IN_LIST"},
        {"filterType": "IN_LIST", "operator": "NEAR_LIST", "listId": "3"},
    ],
)
def test_filters_that_a_definition_cannot_decide_are_opaque(one: Json) -> None:
    found = of_filter(one)
    assert isinstance(found, Opaque)
    assert found.why


def test_opaque_filters_keep_what_tells_them_apart() -> None:
    one = of_filter({"filterType": "FORM_SUBMISSION", "formId": "1", "operator": "FILLED_OUT"})
    other = of_filter({"filterType": "FORM_SUBMISSION", "formId": "2", "operator": "FILLED_OUT"})
    assert one != other


def test_lists_are_stable() -> None:
    inside = {"filterType": "IN_LIST", "listId": 12, "operator": "IN_LIST"}
    assert of_filter(inside) == holds(ListMember("12"))
    outside = {**inside, "operator": "NOT_IN_LIST"}
    assert of_filter(outside) == Negation(holds(ListMember("12")))


def test_members_of_a_workflow_are_no_members_of_a_list() -> None:
    metadata = {"id": "12", "inListType": "WORKFLOWS_ENROLLMENT"}
    found = of_filter(
        {"filterType": "IN_LIST", "listId": 12, "operator": "IN_LIST", "metadata": metadata}
    )
    assert found != holds(ListMember("12"))
    assert isinstance(found, Test)
    assert isinstance(found.subject, ListMember)


# ---------------------------------------------------------------- subscriptions


def subscription(one: Json) -> Subscription:
    found = of_filter(one)
    assert isinstance(found, Test)
    assert isinstance(found.subject, Subscription)
    return found.subject


@pytest.mark.parametrize(
    ("change", "opt_in"),
    [
        ({}, True),
        ({"acceptedStatuses": ["OPT_IN", "OPT_IN"]}, True),
        ({"acceptedStatuses": ["OPT_IN", "NOT_OPTED"]}, False),
        ({"acceptedStatuses": []}, False),
        ({"subscriptionType": "HARDBOUNCE"}, False),
    ],
)
def test_email_subscriptions(change: Json, opt_in: bool) -> None:
    one = {
        "filterType": "EMAIL_SUBSCRIPTION",
        "subscriptionIds": [3, "4"],
        "acceptedStatuses": ["OPT_IN"],
        **change,
    }
    found = subscription(one)
    assert found.subscription_ids == ("3", "4")
    assert found.opt_in_only is opt_in


@pytest.mark.parametrize(("channel", "opt_in"), [("EMAIL", True), ("SMS", False), (None, False)])
def test_only_the_email_channel_counts(channel: str | None, opt_in: bool) -> None:
    one = {
        "filterType": "COMMUNICATION_SUBSCRIPTION",
        "channel": channel,
        "subscriptionIds": ["3"],
        "acceptedOptStates": ["OPT_IN"],
    }
    assert subscription(one).opt_in_only is opt_in


# ---------------------------------------------------------------- associations

DEALS = Association("HUBSPOT_DEFINED", 4)
WON = flows.any_of("dealstage", "won")


def match_in(found: Condition) -> AssociatedMatch:
    assert isinstance(found, Test)
    assert isinstance(found.subject, AssociatedMatch)
    return found.subject


def test_an_associated_record_that_exists() -> None:
    assert condition(flows.associated(4)) == holds(DEALS)
    assert condition(flows.associated(4, "NOT_IN_LIST")) == Negation(holds(DEALS))


def test_an_associated_record_that_satisfies_something() -> None:
    match = match_in(condition(flows.associated(4, "IN_LIST", WON)))
    assert match.association == DEALS
    assert match.condition == is_option(Property("dealstage"), "won")


def test_that_it_has_an_id_adds_nothing() -> None:
    plain = condition(flows.associated(4, "IN_LIST", WON))
    with_id = condition(flows.associated(4, "IN_LIST", WON, flows.known("hs_object_id")))
    assert plain == with_id


def test_an_associated_record_has_properties_of_its_own() -> None:
    both = flows.prop("p", "ENUMERATION", "CONTAINS_ALL", values=["a", "b"])
    match = match_in(condition(flows.associated(4, "IN_LIST", both), multi_valued=()))
    assert match.condition == asks("p", Operator.CONTAINS_ALL, "a", "b")


def test_no_record_lacks_an_id() -> None:
    assert condition(flows.associated(4, "IN_LIST", flows.unknown("hs_object_id"))) == FALSE


def test_different_contents_are_different_matches() -> None:
    one = condition(flows.associated(4, "IN_LIST", WON))
    other = condition(flows.associated(4, "IN_LIST", flows.any_of("dealstage", "lost")))
    neither = {**flows.associated(4), "filterBranches": [flows.branch("NOT_ANY", WON)]}
    assert len({match_in(one), match_in(other), match_in(condition(neither))}) == 3


def test_any_of_the_content() -> None:
    branch = {**flows.associated(4, "IN_LIST", A, B), "filterBranchOperator": "OR"}
    assert match_in(condition(branch)).condition == Some((KNOWN_A, KNOWN_B))


@pytest.mark.parametrize(
    "content",
    [
        flows.branch("AND"),
        {"filterBranchType": "UNIFIED_EVENTS", "eventTypeId": "4-1"},
        {"filterBranchType": "RESTRICTED"},
    ],
)
def test_an_opaque_content_still_says_that_there_is_one(content: Json) -> None:
    branch = {**flows.associated(4), "filters": [], "filterBranches": [content]}
    found = condition(branch)
    assert isinstance(found, All)
    assert found.parts[0] == holds(DEALS)
    assert isinstance(found.parts[1], Opaque)
    negative = condition({**branch, "operator": "NOT_IN_LIST"})
    assert isinstance(negative, Negation)
    assert isinstance(negative.part, All)


def test_an_empty_content_is_opaque() -> None:
    found = condition({**flows.associated(4), "filters": []})
    assert isinstance(found, All)
    assert isinstance(found.parts[1], Opaque)


def test_associations_of_associations() -> None:
    inner = flows.associated(341, "IN_LIST", A)
    branch = {**flows.associated(4, "IN_LIST", WON), "filterBranches": [inner]}
    match = match_in(condition(branch))
    assert isinstance(match.condition, All)
    other = {**flows.associated(4, "IN_LIST", WON), "filterBranches": [{**inner, "filters": [B]}]}
    assert match_in(condition(other)) != match


@pytest.mark.parametrize("type_id", ["279", 279])
def test_type_ids_are_numbers_or_texts(type_id: str | int) -> None:
    branch = {**flows.associated(4), "associationTypeId": type_id, "associationCategory": None}
    assert condition(branch) == holds(Association("HUBSPOT_DEFINED", 279))


@pytest.mark.parametrize(
    "change",
    [{"associationTypeId": "first"}, {"associationTypeId": "9" * 99}, {"operator": "NEAR"}],
)
def test_unknown_associations_are_opaque(change: Json) -> None:
    assert isinstance(condition({**flows.associated(4), **change}), Opaque)


def test_lists_of_associated_records() -> None:
    one = {
        "filterType": "ASSOCIATION",
        "listId": "12",
        "operator": "IN_LIST",
        "associationTypeId": 4,
        "associationCategory": "HUBSPOT_DEFINED",
    }
    found = of_filter(one)
    assert isinstance(found, All)
    assert found.parts[0] == holds(DEALS)
    assert isinstance(of_filter({**one, "operator": "NOT_IN_LIST"}), Negation)
    counted = {"type": "NUM_OCCURRENCES", "maxOccurrences": 3}
    assert isinstance(of_filter({**one, "coalescingRefineBy": counted}), Opaque)


# ---------------------------------------------------------------- depth


@pytest.mark.parametrize("kind", ["AND", "OR", "NOT_ANY", "NOT_ALL"])
def test_nesting_is_no_matter(kind: str) -> None:
    branch = flows.branch(kind, A)
    for _ in range(110):
        branch = flows.branch(kind, branch)
    assert condition(branch) in (KNOWN_A, Negation(KNOWN_A))


def test_alternating_and_associated_nesting_is_no_matter() -> None:
    branch = flows.branch("AND", A, B)
    for level in range(100):
        kind = ("NOT_ANY", "NOT_ALL")[level % 2]
        branch = flows.branch(kind, branch, flows.known(f"p{level}"))
    assert len(list(leaves(condition(branch)))) == 102
    branch = flows.associated(4, "IN_LIST", A)
    for level in range(100):
        outer = flows.associated(4, "IN_LIST", flows.known(f"p{level}"))
        branch = {**outer, "filterBranches": [branch]}
    assert len(match_in(condition(branch)).content) < 1000


def test_the_text_of_a_filter_is_what_pydantic_writes() -> None:
    compared = 0
    for path in sorted((ROOT / "fixtures").rglob("*.json")):
        document = read(path.name, path.read_bytes())
        for entry in entries(document.value):
            parsed = parse(entry) if entry.kind is not None else None
            if parsed is None or parsed.flow is None:
                continue
            theirs = adapter_of(type(parsed.flow)).validate_python(parsed.raw)
            ours = models_in(parsed.flow)
            for model, other in zip(ours, models_in(theirs), strict=True):
                written = other.model_dump(
                    by_alias=True,
                    exclude_none=True,
                    exclude_defaults=True,
                    # As any: else parts are taken for the last variant of their union.
                    serialize_as_any=True,
                    warnings=False,
                )
                assert canonical(model) == json.dumps(written, sort_keys=True, default=str)
                compared += 1
    assert compared > 1000


def models_in(value: Any) -> Iterator[Any]:
    if isinstance(value, Model | BaseModel):
        yield value
        for part in value.__dict__.values():
            yield from models_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from models_in(part)
