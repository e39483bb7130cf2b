"""What guards an action, on workflows built by hand; the rest is in tests/properties."""

from __future__ import annotations

from typing import Any

from tests.analysis.building import STAGE, STATUS, decide, step, workflow, write
from wflint.analysis.guards import Guarded, guarded
from wflint.analysis.program import Hazard
from wflint.workflow.conditions import FALSE, Condition, Property, is_known, is_option, negation
from wflint.workflow.model import (
    Delay,
    DeleteRecord,
    Enrolment,
    EnrolmentKind,
    SendEmail,
    SetMarketingStatus,
    Workflow,
)
from wflint.workflow.portal import Portal

MARKETING = is_option(STATUS, "true")
REFUSED = negation(MARKETING)
COUNTRY = Property("country")
MAIL = step("mail", SendEmail("1"))


def why(flow: Workflow, condition: Condition = REFUSED) -> Guarded | None:
    hazard = Hazard("X", "mail", condition)
    return guarded(flow, Portal(), [hazard]).get(hazard)


def names(flow: Workflow, condition: Condition = REFUSED) -> list[str]:
    found = why(flow, condition)
    assert found is not None
    return [f"{each.kind} {each.action_id or ''}".strip() for each in found.guards]


def marketed(**changes: Any) -> Workflow:
    return workflow(MAIL, trigger=MARKETING, **changes)


def test_what_can_fail_is_not_guarded() -> None:
    assert why(workflow(MAIL)) is None
    assert why(workflow(MAIL, trigger=REFUSED)) is None


def test_the_trigger_guards() -> None:
    found = why(marketed())
    assert found is not None
    assert names(marketed()) == ["trigger"]
    assert (found.reached, found.needed) == (True, True)
    assert found.holds == (MARKETING,)


def test_a_branch_guards_and_knows_which_way() -> None:
    flow = workflow(decide("1", (is_known(COUNTRY), None), (MARKETING, "mail")), MAIL)
    found = why(flow)
    assert found is not None
    assert names(flow) == ["branch 1"]
    assert found.guards[0].ways == (1,)


def test_the_other_way_of_a_branch_guards() -> None:
    flow = workflow(decide("1", (REFUSED, None), default="mail"), MAIL)
    found = why(flow)
    assert found is not None
    assert names(flow) == ["branch 1"]
    assert found.guards[0].ways == (1,)


def test_goal_and_suppression_guard() -> None:
    assert names(workflow(MAIL, goal=REFUSED)) == ["goal"]
    assert names(workflow(MAIL, suppression=REFUSED)) == ["suppression"]


def test_a_write_and_its_delay_guard_together_and_each_is_needed() -> None:
    flow = workflow(
        step("1", SetMarketingStatus(marketable=True), "2"), step("2", Delay(5), "mail"), MAIL
    )
    found = why(flow)
    assert found is not None
    assert names(flow) == ["action 1", "action 2"]
    assert found.needed


def test_two_that_hold_the_same_are_named_both() -> None:
    flow = workflow(decide("1", (MARKETING, "mail")), MAIL, trigger=MARKETING)
    found = why(flow)
    assert found is not None
    assert names(flow) == ["trigger", "branch 1"]
    assert not found.needed


def test_each_path_has_its_guard() -> None:
    flow = workflow(
        decide("1", (MARKETING, "mail"), default="2"),
        write("2", STATUS.name, "true", "mail"),
        MAIL,
    )
    assert names(flow) == ["branch 1", "action 2"]


def test_what_has_no_part_in_it_is_not_named() -> None:
    flow = workflow(
        write("1", "country", "nl", "2"),
        decide("2", (is_known(COUNTRY), "3"), default="3"),
        decide("3", (MARKETING, "mail"), default="4"),
        write("4", STATUS.name, "false"),
        MAIL,
        goal=is_option(STAGE, "customer"),
    )
    assert names(flow) == ["branch 3"]


def test_why_nobody_gets_there() -> None:
    gone = workflow(step("1", DeleteRecord(), "mail"), MAIL)
    found = why(gone)
    assert found is not None
    assert not found.reached
    assert names(gone) == ["action 1"]
    shut = workflow(decide("1", (FALSE, "mail")), MAIL)
    assert names(shut) == ["branch 1"]
    nobody = workflow(MAIL, enrolment=Enrolment(EnrolmentKind.CRITERIA, FALSE))
    assert names(nobody) == ["trigger"]


def test_no_connection_has_no_guard() -> None:
    found = why(workflow(step("1", Delay(5)), MAIL))
    assert found is not None
    assert (found.reached, found.guards) == (False, ())


def test_what_cannot_be_has_no_guard() -> None:
    found = why(workflow(MAIL), FALSE)
    assert found is not None
    assert (found.reached, found.guards) == (True, ())


def test_circles_end() -> None:
    flow = workflow(decide("1", (MARKETING, "mail"), default="2"), step("2", Delay(5), "1"), MAIL)
    assert names(flow) == ["branch 1"]
