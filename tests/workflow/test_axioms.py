"""What holds of every record, and which values a property can have."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from tests.properties import flows
from tests.workflow.building import built
from wflint.workflow.axioms import axioms, closed_values
from wflint.workflow.conditions import (
    All,
    AssociatedMatch,
    Association,
    Condition,
    Negation,
    Operator,
    Property,
    Some,
    Subject,
    Test,
)
from wflint.workflow.portal import LIFECYCLE_STAGES, Portal, PropertyFacts

Values = dict[Subject, str | None]


def own(type_id: int) -> Association:
    return Association("HUBSPOT_DEFINED", type_id)


COMPANY_ID = Property("associatedcompanyid")
DEALS, CONTACTS = Property("num_associated_deals"), Property("num_associated_contacts")
REASON = Property("hs_email_hard_bounce_reason_enum")
REASON_TEXT = Property("hs_email_hard_bounce_reason")
INELIGIBLE = Property("hs_email_is_ineligible")


def holds_for(condition: Condition, values: Values) -> bool:
    """A condition on concrete values, as plainly as can be."""
    match condition:
        case Test(subject, predicate):
            return answer(predicate.operator, predicate.operands, values[subject]) != (
                predicate.negated
            )
        case All(parts):
            return all(holds_for(part, values) for part in parts)
        case Some(parts):
            return any(holds_for(part, values) for part in parts)
        case Negation(part):
            return not holds_for(part, values)
        case _:
            raise AssertionError(condition)


def answer(operator: Operator, operands: tuple[str | Fraction, ...], value: str | None) -> bool:
    if value is None:
        return False
    match operator:
        case Operator.IS_KNOWN:
            return True
        case Operator.IS_TRUE:
            return value == "true"
        case Operator.IS_OPTION:
            return value in operands
        case Operator.IS_NUMBER:
            return Fraction(value) in operands
        case Operator.AT_LEAST:
            return Fraction(value) >= Fraction(operands[0])
        case _:
            raise AssertionError(operator)


def possible(object_type: str, values: Values) -> bool:
    return all(holds_for(fact, values) for fact in axioms(values, object_type))


TRUTHS = ("true", "false")
PAIRS = [("0-1", 1, 279), ("0-2", 2, 280), ("0-3", 5, 341), ("0-2", 6, 342), ("0-2", 25, 340)]


@pytest.mark.parametrize(("object_type", "primary", "plain"), [*PAIRS, ("0-5", 26, 339)])
def test_a_primary_record_is_an_associated_one(object_type: str, primary: int, plain: int) -> None:
    for one, other in product(TRUTHS, repeat=2):
        expected = not (one == "true" and other == "false")
        assert possible(object_type, {own(primary): one, own(plain): other}) is expected


def test_the_company_id_is_that_of_the_primary_company() -> None:
    for company_id, primary in product(("7", None), TRUTHS):
        expected = (company_id is not None) == (primary == "true")
        assert possible("0-1", {COMPANY_ID: company_id, own(1): primary}) is expected
    assert possible("0-3", {COMPANY_ID: "7", own(1): "false"})


def test_the_company_id_implies_the_plain_association_by_itself() -> None:
    assert not possible("0-1", {COMPANY_ID: "7", own(279): "false"})
    assert possible("0-1", {COMPANY_ID: None, own(279): "true"})


COUNTED = [("0-1", DEALS, 4), ("0-2", DEALS, 342), ("0-2", CONTACTS, 280), ("0-3", CONTACTS, 3)]


@pytest.mark.parametrize(("object_type", "count", "type_id"), COUNTED)
def test_counts_of_associated_records(object_type: str, count: Property, type_id: int) -> None:
    for value, exists in product(("0", "1", "5", None), TRUTHS):
        expected = value is None or (value != "0") == (exists == "true")
        assert possible(object_type, {count: value, own(type_id): exists}) is expected


def test_no_contacts_no_primary_contact() -> None:
    assert not possible("0-2", {CONTACTS: "0", own(2): "true"})
    assert possible("0-2", {CONTACTS: "2", own(2): "false"})


def test_hard_bounces() -> None:
    for one, other in product(("OTHER", None), repeat=2):
        expected = (one is None) == (other is None)
        assert possible("0-1", {REASON: one, REASON_TEXT: other}) is expected
    for reason in (REASON, REASON_TEXT):
        assert not possible("0-1", {reason: "OTHER", INELIGIBLE: "false"})
        assert not possible("0-1", {reason: "OTHER", INELIGIBLE: None})
        assert possible("0-1", {reason: None, INELIGIBLE: "true"})


def test_what_matches_exists() -> None:
    match = AssociatedMatch(own(4), "won")
    assert not possible("0-1", {match: "true", own(4): "false"})
    assert possible("0-1", {match: "false", own(4): "true"})


def test_every_record_has_an_id() -> None:
    assert not possible("0-1", {Property("hs_object_id"): None})
    assert possible("0-1", {Property("hs_object_id"): "3"})


def test_nothing_is_said_of_a_label_or_of_anything_else() -> None:
    label = Association("USER_DEFINED", 1)
    values: Values = {label: "true", own(279): "false", Property("city"): None, own(4): "true"}
    assert axioms(values, "0-1") == ()


def test_the_order_of_facts_is_that_of_the_subjects() -> None:
    code = (
        "from wflint.workflow.axioms import axioms\n"
        "from wflint.workflow.conditions import AssociatedMatch, Association\n"
        "made = [AssociatedMatch(Association('H', i), str(i)) for i in range(40)]\n"
        "print(axioms(made, '0-1'))\n"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(runs) == 1


# ---------------------------------------------------------------- closed sets of values


def test_what_is_closed_of_itself() -> None:
    closed = closed_values(built(flows.flow()), Portal())
    assert closed == {
        "hs_marketable_status": ("true", "false"),
        "lifecyclestage": LIFECYCLE_STAGES,
    }


def test_truth_values_are_closed() -> None:
    asked = flows.flow(enrolment=flows.by_list(flows.every(flows.flag("optout", True))))
    assert closed_values(built(asked), Portal())["optout"] == ("true", "false")


def test_stages_are_those_that_anybody_names() -> None:
    asked = flows.flow(
        flows.list_branch("1", (flows.every(flows.any_of("lifecyclestage", "branched")), "2")),
        flows.write("2", "lifecyclestage", "written", "3"),
        flows.write("3", "lifecyclestage", "", None),
        enrolment=flows.by_list(flows.every(flows.any_of("lifecyclestage", "asked"))),
        goalFilterBranch=flows.every(flows.none_of("lifecyclestage", "goal")),
    )
    portal = Portal(
        lifecycle_order=("configured",),
        properties={"0-1": {"lifecyclestage": PropertyFacts(options=("snapshot",))}},
    )
    stages = closed_values(built(asked), portal)["lifecyclestage"]
    expected = {"configured", "snapshot", "asked", "goal", "branched", "written"}
    assert set(stages) == {*LIFECYCLE_STAGES, *expected}
    assert len(stages) == len(set(stages))


def test_options_of_a_snapshot_close_a_property() -> None:
    portal = Portal(
        properties={
            "0-1": {"region": PropertyFacts(options=("north",)), "city": PropertyFacts()},
            "0-2": {"size": PropertyFacts(options=("big",))},
        }
    )
    closed = closed_values(built(flows.flow()), portal)
    assert closed["region"] == ("north",)
    assert not {"city", "size"} & closed.keys()
