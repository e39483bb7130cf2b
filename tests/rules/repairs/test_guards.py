"""Guards: a branch before the action, one more criterion of the branch there is, or the trigger."""

from __future__ import annotations

from typing import Any

from tests.properties.flows import (
    any_of,
    by_event,
    by_list,
    delay,
    edge,
    email,
    every,
    flow,
    list_branch,
    some,
)
from tests.rules.repairs.proving import patched
from tests.rules.repairs.test_wiring import targets, workflow_of
from wflint.findings import Applicability, Fix
from wflint.rules.repairs.criteria import is_known
from wflint.rules.repairs.guards import Guard, guarding

LEAD = any_of("lifecyclestage", "lead")
ADDRESS = is_known("email")
GUARD = Guard("Has an address", (ADDRESS,), Applicability.SAFE)


def fixes_for(before: Any, action_id: str, guard: Guard = GUARD) -> list[Fix]:
    workflow = workflow_of(before)
    return list(guarding(guard, workflow.by_id()[action_id], workflow))


def test_the_others_pass_just_that_action_by() -> None:
    before = flow(email("1", "2"), delay("2"))
    (fix,) = fixes_for(before, "1")
    after = patched(before, fix.changes)
    assert fix.applicability is Applicability.SAFE
    assert after["startActionId"] == "3"
    assert after["actions"][0] == {
        "actionId": "3",
        "type": "LIST_BRANCH",
        "listBranches": [
            {
                "branchName": "Has an address",
                "filterBranch": some(every(ADDRESS)),
                "connection": edge("1"),
            }
        ],
        "defaultBranch": edge("2", "GOTO"),
    }


def test_a_guard_that_is_there_asks_for_more() -> None:
    guarded = list_branch("1", (some(every(LEAD)), "2"), default=edge("3", "GOTO"))
    before = flow(guarded, email("2", "3"), delay("3"))
    after = patched(before, fixes_for(before, "2")[0].changes)
    (way,) = after["actions"][0]["listBranches"]
    assert way["filterBranch"] == some(every(LEAD, ADDRESS))
    assert targets(after) == targets(before)


def test_a_branch_with_another_way_after_it_is_no_guard() -> None:
    ways = [(some(every(LEAD)), "2"), (some(every(LEAD)), "3")]
    before = flow(list_branch("1", *ways, default="3"), email("2", "3"), delay("3"))
    after = patched(before, fixes_for(before, "2")[0].changes)
    assert sorted(targets(after)) == ["1", "2", "3", "4"]


def test_a_branch_that_goes_elsewhere_is_no_guard() -> None:
    before = flow(list_branch("1", (some(every(LEAD)), "2"), default="3"), email("2"), delay("3"))
    after = patched(before, fixes_for(before, "2")[0].changes)
    assert sorted(targets(after)) == ["1", "2", "3", "4"]


def test_an_action_with_two_ways_to_it_gets_its_own_guard() -> None:
    guarded = list_branch("1", (some(every(LEAD)), "2"), default=edge("3", "GOTO"))
    before = flow(guarded, email("2", "3"), delay("3", edge("2", "GOTO")))
    after = patched(before, fixes_for(before, "2")[0].changes)
    assert sorted(targets(after)) == ["1", "2", "3", "4"]


def test_the_trigger_is_the_alternative_and_never_safe() -> None:
    before = flow(email("1"), enrolment=by_list(some(every(LEAD))))
    _, fix = fixes_for(before, "1")
    after = patched(before, fix.changes)
    assert fix.applicability is Applicability.UNSAFE
    assert after["enrollmentCriteria"] == by_list(some(every(LEAD, ADDRESS)))


def test_what_refines_an_event_is_a_trigger_too() -> None:
    before = flow(email("1"), enrolment=by_event(every(LEAD)))
    _, fix = fixes_for(before, "1")
    assert patched(before, fix.changes)["enrollmentCriteria"] == by_event(every(LEAD, ADDRESS))


def test_alternatives_are_groups_of_their_own() -> None:
    before = flow(email("1"), enrolment=by_list(some(every(LEAD))))
    either = Guard("Has an owner", (is_known("a"), is_known("b")))
    (fix,) = fixes_for(before, "1", either)
    way = patched(before, fix.changes)["actions"][0]["listBranches"][0]
    assert way["filterBranch"] == some(every(is_known("a")), every(is_known("b")))
