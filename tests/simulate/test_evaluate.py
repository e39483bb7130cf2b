"""Conditions on one concrete record."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.simulate.building import (
    ANY_PORTAL,
    START,
    asks,
    equals,
    hubspot,
    label,
    record,
    workflow,
)
from wflint.simulate.evaluate import holds
from wflint.simulate.record import Record
from wflint.simulate.state import Answers, scene_of, state_of
from wflint.workflow.conditions import (
    FALSE,
    TRUE,
    All,
    AssociatedMatch,
    Condition,
    ListMember,
    Negation,
    Opaque,
    Operator,
    Output,
    OwnSubscription,
    Property,
    Some,
    StableFact,
    Subscription,
    Test,
    is_blank,
    is_known,
    is_option,
    negation,
)
from wflint.workflow.conditions import holds as is_true

MULTI = frozenset({"interests"})


def met(condition: Condition, given: Record | None = None, **answers: Any) -> bool:
    scene = scene_of(workflow(multi_valued=MULTI), ANY_PORTAL)
    return holds(condition, state_of(scene, given or Record(), Answers(**answers), START))


# ---------------------------------------------------------------- the algebra


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (TRUE, True),
        (FALSE, False),
        (All(()), True),
        (Some(()), False),
        (All((TRUE, FALSE)), False),
        (Some((FALSE, TRUE)), True),
        (Negation(All((TRUE, FALSE))), True),
        (Some((All((TRUE, Negation(TRUE))), All((TRUE, Negation(FALSE))))), True),
        (All((Some((FALSE, FALSE)), TRUE)), False),
    ],
)
def test_algebra(condition: Condition, expected: bool) -> None:
    assert met(condition) is expected


def test_depth_is_no_matter() -> None:
    condition: Condition = TRUE
    for _ in range(50_000):
        condition = Negation(All((condition,)))
    assert met(condition)


# ---------------------------------------------------------------- blank and set


@pytest.mark.parametrize("operator", list(Operator))
@pytest.mark.parametrize("negated", [False, True])
@pytest.mark.parametrize("on_blank", [False, True])
@pytest.mark.parametrize("blank", [{}, {"p": ""}])
def test_on_blank_the_flag_answers(
    operator: Operator, negated: bool, on_blank: bool, blank: dict[str, str]
) -> None:
    condition = asks("p", operator, "1", negated=negated, on_blank=on_blank)
    assert met(condition, record(blank)) is on_blank


def test_known_and_blank() -> None:
    given = record({"set": "x"})
    assert met(is_known(Property("set")), given)
    assert not met(is_blank(Property("set")), given)
    assert not met(is_known(Property("other")), given)
    assert met(is_blank(Property("other")), given)


def test_every_record_has_an_id() -> None:
    assert met(is_known(Property("hs_object_id")))
    assert not met(equals("hs_object_id", "1"))
    assert met(equals("hs_object_id", "1"), record({"hs_object_id": "1"}))


TEXTS = [
    (Operator.EQUALS, ("lead",), True),
    (Operator.EQUALS, ("LEAD",), True),
    (Operator.EQUALS, ("le",), False),
    (Operator.EQUALS, ("x", "Lead"), True),
    (Operator.EQUALS, (), False),
    (Operator.CONTAINS, ("EA",), True),
    (Operator.CONTAINS, ("ex",), False),
    (Operator.STARTS_WITH, ("LE",), True),
    (Operator.STARTS_WITH, ("ead",), False),
    (Operator.ENDS_WITH, ("AD",), True),
    (Operator.ENDS_WITH, ("lea",), False),
    (Operator.IS_OPTION, ("Lead",), True),
    (Operator.IS_OPTION, ("lead",), False),
    (Operator.IS_OPTION, ("x", "Lead"), True),
    (Operator.IS_OPTION, (), False),
    (Operator.IS_EXACTLY, ("Lead",), True),
    (Operator.IS_EXACTLY, ("Lead", "x"), False),
    (Operator.CONTAINS_ALL, ("Lead",), True),
    (Operator.CONTAINS_ALL, ("Lead", "x"), False),
]


@pytest.mark.parametrize(("operator", "operands", "expected"), TEXTS)
def test_texts_and_options(operator: Operator, operands: tuple[str, ...], expected: bool) -> None:
    given = record({"p": "Lead"})
    assert met(asks("p", operator, *operands), given) is expected
    assert met(asks("p", operator, *operands, negated=True), given) is not expected


MANY = [
    (Operator.IS_OPTION, ("a",), True),
    (Operator.IS_OPTION, ("c",), False),
    (Operator.IS_OPTION, ("c", "b"), True),
    (Operator.IS_EXACTLY, ("b", "a"), True),
    (Operator.IS_EXACTLY, ("a",), False),
    (Operator.CONTAINS_ALL, ("a",), True),
    (Operator.CONTAINS_ALL, ("a", "b"), True),
    (Operator.CONTAINS_ALL, ("a", "c"), False),
]


@pytest.mark.parametrize(("operator", "operands", "expected"), MANY)
def test_several_options_at_once(
    operator: Operator, operands: tuple[str, ...], expected: bool
) -> None:
    given = record({"interests": "a;b;"})
    assert met(asks("interests", operator, *operands), given) is expected
    assert met(asks("interests", operator, *operands, negated=True), given) is not expected


def test_a_single_value_is_not_taken_apart() -> None:
    given = record({"p": "a;b"})
    assert not met(equals("p", "a"), given)
    assert met(equals("p", "a;b"), given)


NUMBERS = [
    (Operator.IS_NUMBER, ("10.5",), True),
    (Operator.IS_NUMBER, ("10", "10.5"), True),
    (Operator.IS_NUMBER, ("10",), False),
    (Operator.GREATER, ("10.4",), True),
    (Operator.GREATER, ("10.5",), False),
    (Operator.AT_LEAST, ("10.5",), True),
    (Operator.AT_LEAST, ("10.6",), False),
    (Operator.LESS, ("10.6",), True),
    (Operator.LESS, ("10.5",), False),
    (Operator.AT_MOST, ("10.5",), True),
    (Operator.AT_MOST, ("10.4",), False),
    (Operator.BETWEEN, ("10.5", "11"), True),
    (Operator.BETWEEN, ("10", "10.5"), True),
    (Operator.BETWEEN, ("11", "12"), False),
]


@pytest.mark.parametrize(("operator", "operands", "expected"), NUMBERS)
def test_numbers(operator: Operator, operands: tuple[str, ...], expected: bool) -> None:
    given = record({"n": " 10.50 "})
    bounds = [Fraction(operand) for operand in operands]
    assert met(asks("n", operator, *bounds), given) is expected
    assert met(asks("n", operator, *bounds, negated=True), given) is not expected


def test_numbers_are_exact() -> None:
    assert met(asks("n", Operator.GREATER, Fraction("0.3")), record({"n": "0.30000000000000001"}))


@pytest.mark.parametrize(("operator", "operands", "_"), NUMBERS)
def test_what_is_no_number_compares_with_none(
    operator: Operator, operands: tuple[str, ...], _: bool
) -> None:
    given = record({"n": "a few"})
    bounds = [Fraction(operand) for operand in operands]
    assert not met(asks("n", operator, *bounds), given)
    assert met(asks("n", operator, *bounds, negated=True), given)


# ---------------------------------------------------------------- other subjects


def test_associations() -> None:
    given = record(associations={"4": [{}], "5": []})
    assert met(is_true(hubspot(4)), given)
    assert not met(is_true(hubspot(5)), given)
    assert not met(is_true(hubspot(6)), given)


def test_a_plain_id_stands_for_any_category() -> None:
    given = record(associations={"12": [{}]})
    assert met(is_true(label(12)), given)
    named = record(associations={"USER_DEFINED:12": [{}], "HUBSPOT_DEFINED:13": [{}]})
    assert met(is_true(label(12)), named)
    assert not met(is_true(hubspot(12)), named)
    assert not met(is_true(label(13)), named)


def test_a_label_is_implied_by_nothing() -> None:
    given = record({"associatedcompanyid": "5"})
    assert met(is_true(hubspot(1)), given)
    assert met(is_true(hubspot(279)), given)
    assert not met(is_true(label(1)), given)
    assert not met(is_true(label(279)), given)


def company_in(*countries: str) -> Test:
    asked = All((is_known(Property("hs_object_id")), equals("country", *countries)))
    return is_true(AssociatedMatch(hubspot(279), "company in", asked))


def test_some_associated_record_matches() -> None:
    given = record(associations={"279": [{"country": "FR"}, {"country": "NL;BE"}]})
    assert met(company_in("FR"), given)
    assert met(company_in("BE"), given)
    assert not met(company_in("DE"), given)
    assert met(negation(company_in("DE")), given)
    assert not met(company_in("FR"))


def test_of_associated_records_only_properties_are_known() -> None:
    given = record({"p": "x"}, {"279": [{}], "4": [{}]}, ["12"])
    for subject in (hubspot(4), ListMember("12"), Property("p")):
        inside = AssociatedMatch(hubspot(279), "", is_true(subject))
        assert not met(is_true(inside), given)
    empty = AssociatedMatch(hubspot(279), "", is_blank(Output("1", "x")))
    assert met(is_true(empty), given)


def test_facts_of_associated_records_can_be_given() -> None:
    given = record(associations={"279": [{}]})
    inside = is_true(AssociatedMatch(hubspot(279), "", is_true(StableFact("was acquired"))))
    unread = is_true(AssociatedMatch(hubspot(279), "was acquired"))
    for condition in (inside, unread):
        assert not met(condition, given)
        assert met(condition, given, facts={"was acquired": True})
        assert not met(condition, facts={"was acquired": True})


def test_lists() -> None:
    given = record(lists=["12"])
    assert met(is_true(ListMember("12")), given)
    assert not met(is_true(ListMember("13")), given)


@pytest.mark.parametrize(
    ("status", "opt_in", "refused"),
    [("OPT_IN", True, False), ("OPT_OUT", False, True), (None, False, True)],
)
def test_subscriptions(status: str | None, opt_in: bool, refused: bool) -> None:
    given = record(subscriptions={"101": status} if status else {})
    wants_in = Subscription("in", ("101",), True, ("OPT_IN",))
    wants_rest = Subscription("rest", ("101",), False, ("OPT_OUT", "NOT_OPTED"))
    assert met(is_true(wants_in), given) is opt_in
    assert met(is_true(wants_rest), given) is refused


def test_one_of_several_subscriptions_is_enough() -> None:
    wanted = Subscription("in", ("101", "102"), True, ("OPT_IN",))
    assert met(is_true(wanted), record(subscriptions={"102": "OPT_IN"}))
    assert not met(is_true(wanted), record(subscriptions={"103": "OPT_IN"}))


def test_a_filter_without_types_asks_about_all() -> None:
    wanted = Subscription("in", (), True)
    assert met(is_true(wanted), record(subscriptions={"103": "OPT_IN"}))
    assert not met(is_true(wanted))


def test_what_no_record_tells_is_false_unless_given() -> None:
    fact = is_true(StableFact("history"))
    assert not met(fact)
    assert met(fact, facts={"history": True})
    assert not met(fact, assume_events=True)


def test_events_are_false_unless_assumed() -> None:
    event = Opaque("an event", "opened an e-mail")
    assert not met(event)
    assert met(Negation(event))
    assert met(event, assume_events=True)
    assert met(event, facts={"opened an e-mail": True})
    assert not met(event, assume_events=True, facts={"opened an e-mail": False})


def test_outputs_are_blank_unless_given() -> None:
    asked = is_option(Output("3", "result"), "ok")
    assert not met(asked)
    assert met(is_blank(Output("3", "result")))
    assert met(asked, outputs={("3", "result"): "ok"})


def test_nothing_is_opted_at_first() -> None:
    assert not met(is_option(OwnSubscription(None), "in", "out"))
