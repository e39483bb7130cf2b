"""Who is enrolled, which way records go, and when they leave."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulate.building import (
    DAY,
    EMAIL,
    SENDABLE,
    action,
    codes,
    decision,
    equals,
    hubspot,
    label,
    logged,
    path,
    record,
    run,
    stage,
    through,
    way,
    windows,
    workflow,
    write,
)
from wflint.simulate.record import Record
from wflint.workflow.conditions import (
    FALSE,
    TRUE,
    All,
    Condition,
    ListMember,
    Opaque,
    Output,
    Property,
    StableFact,
    is_blank,
    is_known,
    is_option,
    negation,
)
from wflint.workflow.conditions import holds as is_true
from wflint.workflow.model import (
    Anchor,
    AnchorKind,
    CreateRecord,
    DeleteRecord,
    Enrolment,
    EnrolmentKind,
    NoEffect,
    PropertySchedule,
    SetListMembership,
    Split,
    Unknown,
    WaitForEvent,
)

LEAD, CUSTOMER = record({"lifecyclestage": "lead"}), record({"lifecyclestage": "customer"})
IS_LEAD, IS_CUSTOMER = equals("lifecyclestage", "lead"), equals("lifecyclestage", "customer")
NOTHING = NoEffect()


# ---------------------------------------------------------------- enrolment


def test_who_meets_the_trigger_is_enrolled() -> None:
    flow = workflow(NOTHING, trigger=IS_LEAD)
    assert path(run(flow, LEAD)) == ["1"]
    done = run(flow, CUSTOMER)
    assert not done.enrolled
    assert done.steps == ()


@pytest.mark.parametrize("kind", list(EnrolmentKind))
def test_the_trigger_counts_for_every_kind(kind: EnrolmentKind) -> None:
    flow = workflow(NOTHING, enrolment=Enrolment(kind, IS_LEAD))
    assert run(flow, LEAD).enrolled
    assert not run(flow, CUSTOMER).enrolled
    assert run(workflow(NOTHING, enrolment=Enrolment(kind))).enrolled


def test_the_trigger_sees_the_completed_record() -> None:
    flow = workflow(NOTHING, trigger=is_true(hubspot(279)))
    assert run(flow, record({"associatedcompanyid": "5"})).enrolled


def test_force_enrols_by_hand() -> None:
    done = run(workflow(NOTHING, trigger=IS_LEAD), CUSTOMER, force=True)
    assert done.enrolled
    assert path(done) == ["1"]


@pytest.mark.parametrize("exit_", ["goal", "suppression"])
@pytest.mark.parametrize("force", [False, True])
def test_goal_and_suppression_keep_out(exit_: str, force: bool) -> None:
    flow = workflow(NOTHING, **{exit_: IS_CUSTOMER})
    assert run(flow, LEAD, force=force).enrolled
    assert not run(flow, CUSTOMER, force=force).enrolled


def test_a_trigger_on_events_needs_them() -> None:
    flow = workflow(NOTHING, trigger=Opaque("an event"))
    assert not run(flow).enrolled
    assert run(flow, assume_events=True).enrolled


def test_facts_can_be_given() -> None:
    flow = workflow(NOTHING, trigger=is_true(StableFact("was a customer")))
    assert not run(flow).enrolled
    assert run(flow, facts={"was a customer": True}).enrolled


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(
    "dated",
    [
        {"anchor": Anchor(AnchorKind.PROPERTY, "", property="renewal", recurs=True)},
        {"schedule": PropertySchedule("renewal", True, "")},
    ],
)
def test_the_date_it_counts_from_has_to_be_known(dated: dict[str, Any], force: bool) -> None:
    flow = workflow(NOTHING, **dated)
    assert not run(flow, force=force).enrolled
    assert run(flow, record({"renewal": "2027-01-01"}), force=force).enrolled


def test_who_is_not_enrolled_stays_as_it_is() -> None:
    done = run(workflow(stage("customer"), trigger=IS_LEAD), record({"a": "1", "b": ""}))
    assert done.record.properties == {"a": "1"}


def test_a_workflow_that_is_off_can_be_tried() -> None:
    assert run(workflow(NOTHING, enabled=False)).enrolled


# ---------------------------------------------------------------- leaving


def test_who_meets_the_goal_leaves_at_once() -> None:
    flow = workflow(NOTHING, stage("customer"), NOTHING, goal=IS_CUSTOMER)
    done = run(flow, LEAD)
    assert path(done) == ["1", "2"]
    assert done.record.properties["lifecyclestage"] == "customer"


def test_who_is_suppressed_leaves_at_once() -> None:
    suppression = is_true(ListMember("12"))
    flow = workflow(SetListMembership("12", True), NOTHING, suppression=suppression)
    assert path(run(flow)) == ["1"]


def kept(trigger: Condition, kept_by: Condition | None = None) -> Enrolment:
    return Enrolment(EnrolmentKind.CRITERIA, trigger, drops_unmet=True, kept_by=kept_by)


def test_who_no_longer_meets_the_trigger_is_dropped() -> None:
    flow = workflow(NOTHING, stage("customer"), NOTHING, enrolment=kept(IS_LEAD))
    assert path(run(flow, LEAD)) == ["1", "2"]
    stays = workflow(NOTHING, stage("customer"), NOTHING, trigger=IS_LEAD)
    assert path(run(stays, LEAD)) == ["1", "2", "3"]


def test_nobody_enrolled_by_hand_is_dropped() -> None:
    flow = workflow(NOTHING, stage("customer"), NOTHING, enrolment=kept(IS_LEAD))
    assert path(run(flow, LEAD, force=True)) == ["1", "2", "3"]
    assert path(run(flow, CUSTOMER, force=True)) == ["1", "2", "3"]


def test_what_has_to_go_on_may_be_less_than_the_trigger() -> None:
    whole = All((IS_LEAD, is_known(Property("renewal"))))
    flow = workflow(write("renewal", ""), NOTHING, enrolment=kept(whole, IS_LEAD))
    given = record({"lifecyclestage": "lead", "renewal": "2027-01-01"})
    assert path(run(flow, given)) == ["1", "2"]
    strict = workflow(write("renewal", ""), NOTHING, enrolment=kept(whole))
    assert path(run(strict, given)) == ["1"]


def test_nothing_runs_after_the_record_is_deleted() -> None:
    assert path(run(workflow(NOTHING, DeleteRecord(), NOTHING))) == ["1", "2"]


# ---------------------------------------------------------------- ways


def test_without_a_connection_the_record_leaves() -> None:
    assert path(run(workflow(action("1", NOTHING), action("2", NOTHING)))) == ["1"]


def test_a_connection_to_nothing_ends_the_run() -> None:
    assert path(run(workflow(action("1", NOTHING, "9")))) == ["1"]


@pytest.mark.parametrize("start", [None, "9"])
def test_a_workflow_that_starts_nowhere_does_nothing(start: str | None) -> None:
    done = run(workflow(NOTHING, start=start))
    assert done.enrolled
    assert done.steps == ()


def test_of_two_actions_with_one_id_the_first_counts() -> None:
    flow = workflow(action("1", stage("lead")), action("1", stage("customer")))
    assert run(flow).record.properties == {"lifecyclestage": "lead"}


BRANCHING = workflow(
    decision(
        "1",
        way("2", IS_LEAD),
        way("3", equals("lifecyclestage", "lead", "customer")),
        way(None, equals("lifecyclestage", "other")),
        default="4",
    ),
    *(action(id_, NOTHING) for id_ in ("2", "3", "4")),
)


@pytest.mark.parametrize(
    ("stage_", "expected"),
    [("lead", ["1", "2"]), ("customer", ["1", "3"]), ("other", ["1"]), ("", ["1", "4"])],
)
def test_the_first_branch_that_holds_is_taken(stage_: str, expected: list[str]) -> None:
    assert path(run(BRANCHING, record({"lifecyclestage": stage_}))) == expected


def test_branches_see_what_was_written() -> None:
    flow = workflow(
        action("1", stage("customer"), "2"),
        decision("2", way("3", IS_CUSTOMER)),
        action("3", NOTHING),
    )
    assert path(run(flow, LEAD)) == ["1", "2", "3"]


def test_branches_on_outputs() -> None:
    flow = workflow(
        action("1", NOTHING, "2"),
        decision("2", way("3", is_option(Output("1", "result"), "ok")), default="4"),
        action("3", NOTHING),
        action("4", NOTHING),
    )
    assert path(run(flow)) == ["1", "2", "4"]
    assert path(run(flow, outputs={("1", "result"): "ok"})) == ["1", "2", "3"]


@pytest.mark.parametrize(("assumed", "expected"), [(False, "4"), (True, "3")])
def test_a_wait_tells_whether_its_event_happened(assumed: bool, expected: str) -> None:
    flow = workflow(
        action("1", WaitForEvent(60), "2"),
        decision(
            "2",
            way("3", is_option(Output("1", "hs_event_criteria_met"), "true")),
            way("4", is_option(Output("1", "hs_event_criteria_met"), "false")),
        ),
        action("3", NOTHING),
        action("4", NOTHING),
    )
    assert path(run(flow, assume_events=assumed)) == ["1", "2", expected]


SPLIT = workflow(
    action("1", Split(), None, way("2"), way("3")), action("2", NOTHING), action("3", NOTHING)
)


def test_a_split_goes_the_first_way() -> None:
    assert path(run(SPLIT)) == ["1", "2"]


def test_a_split_goes_the_way_it_is_shown() -> None:
    assert path(run(SPLIT, path=["1", "3"])) == ["1", "3"]
    assert path(run(SPLIT, path=["1", "9"])) == ["1", "2"]
    assert path(run(SPLIT, path=["1"])) == ["1", "2"]


def test_a_branch_is_not_led_astray() -> None:
    assert path(run(BRANCHING, LEAD, path=["1", "3"])) == ["1", "2"]


def test_an_unknown_action_goes_its_default_way() -> None:
    ends = (action("2", NOTHING), action("3", NOTHING))
    flow = workflow(action("1", Unknown(), "2", way("3")), *ends)
    assert path(run(flow)) == ["1", "2"]
    assert path(run(flow, path=["1", "3"])) == ["1", "3"]
    without = workflow(action("1", Unknown(), None, way("3")), *ends)
    assert path(run(without)) == ["1", "3"]


# ---------------------------------------------------------------- cycles


def test_cycles_end() -> None:
    flow = workflow(action("1", NOTHING, "2"), action("2", DAY, "1"))
    assert path(run(flow, max_steps=5)) == ["1", "2", "1", "2", "1"]
    assert len(run(flow).steps) == 10_000


def test_a_cycle_is_left_by_its_exit() -> None:
    flow = workflow(
        action("1", Unknown(), "2"),
        decision("2", way("3", is_blank(Property("seen"))), default="4"),
        action("3", write("seen", "yes"), "1"),
        action("4", NOTHING),
    )
    assert path(run(flow)) == ["1", "2", "3", "1", "2", "4"]


# ---------------------------------------------------------------- the result


def test_outcomes() -> None:
    flow = workflow(stage("lead"), EMAIL, stage("customer"))
    done = run(flow, record({**SENDABLE, "lifecyclestage": "customer"}))
    assert [(s.outcome, codes(s)) for s in done.steps] == [
        ("failed", ["WF103"]),
        ("executed", []),
        ("executed", []),
    ]
    assert done.steps[0].errors[0].message.startswith("Lifecycle stage could not be updated")


def test_a_delayed_action_is_executed_all_the_same() -> None:
    flow = workflow(EMAIL, timing=windows(("TUESDAY", 540, 600)))
    (step,) = run(flow, record(SENDABLE)).steps
    assert (step.outcome, codes(step)) == ("executed", ["WF109"])


def test_the_final_record_is_the_whole_one() -> None:
    flow = workflow(
        stage("customer"),
        SetListMembership("12", True),
        SetListMembership("13", False),
        CreateRecord("0-3", (hubspot(4),)),
    )
    given = record({"associatedcompanyid": "5"}, lists=["13"], subscriptions={"7": "OPT_IN"})
    assert run(flow, given).record == Record(
        {"associatedcompanyid": "5", "lifecyclestage": "customer"},
        {"1": ({},), "279": ({},), "4": ({},)},
        frozenset({"12"}),
        {"7": "OPT_IN"},
    )


def test_the_given_record_is_left_alone() -> None:
    given = record({"a": "1"}, {"4": []}, ["13"])
    run(workflow(write("a", "2"), CreateRecord("0-3", (hubspot(4),))), given)
    assert given == record({"a": "1"}, {"4": []}, ["13"])


def test_messages_name_the_enrolled_object() -> None:
    flow = workflow(write("p", "x", through(label(9))), object_type_id="0-3")
    (step,) = run(flow).steps
    assert step.errors[0].message == (
        "Property could not be set because the deal is not associated with any target records"
    )


@pytest.mark.parametrize("condition", [TRUE, FALSE, negation(Opaque("an event"))])
def test_any_condition_will_do_for_a_goal(condition: Condition) -> None:
    done = run(workflow(NOTHING, goal=condition))
    assert done.enrolled is (condition == FALSE)
    assert logged(done) == {}
