"""What each kind of action does to the record, and when it fails."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulate.building import (
    DAY,
    action,
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
    workflow,
    write,
)
from wflint.simulate.run import Run
from wflint.workflow.conditions import AssociatedMatch, ListMember, Property, Test, is_known
from wflint.workflow.conditions import holds as is_true
from wflint.workflow.model import (
    AdsAudience,
    AnyValue,
    AssignOwner,
    CreateAssociations,
    CreateRecord,
    Delay,
    EnrolInWorkflow,
    Meaning,
    NoEffect,
    Notify,
    RunCode,
    SetListMembership,
    SetMarketingStatus,
    SetProperty,
    SetSubscription,
    SomeValue,
    StaticText,
    Target,
    Unknown,
)
from wflint.workflow.portal import LIFECYCLE_STAGES, Portal

MARKETABLE, NON_MARKETABLE = SetMarketingStatus(True), SetMarketingStatus(False)


def after(
    *meanings: Meaning, given: dict[str, str] | None = None, **options: Any
) -> dict[str, str]:
    """The properties after these actions, none of which fails."""
    done = run(workflow(*meanings), record(given), **options)
    assert logged(done) == {}
    return dict(done.record.properties)


# ---------------------------------------------------------------- values


def test_a_text_is_written() -> None:
    assert after(write("p", "new"), given={"p": "old"}) == {"p": "new"}


def test_the_empty_text_clears() -> None:
    assert after(write("p", ""), given={"p": "old"}) == {}


def test_a_value_that_is_set_but_unknown_is_the_time() -> None:
    assert after(SetProperty("p", SomeValue())) == {"p": "1795424400000"}


def test_a_copy_takes_the_value_along() -> None:
    copy = SetProperty("p", AnyValue(source_property="q"))
    assert after(copy, given={"q": "x"}) == {"q": "x", "p": "x"}
    assert after(copy, given={"p": "old"}) == {}


@pytest.mark.parametrize(
    ("now", "amount", "then"),
    [("2", 3.0, "5"), ("2.5", -1.0, "1.5"), (None, 4.0, "4"), ("many", 1.0, None)],
)
def test_a_number_is_increased(now: str | None, amount: float, then: str | None) -> None:
    step = SetProperty("n", AnyValue(increment=amount))
    assert after(step, given={"n": now} if now else None).get("n") == then


def test_what_nobody_knows_is_blank_unless_given() -> None:
    step = SetProperty("p", AnyValue())
    assert after(step, given={"p": "old"}) == {}
    assert after(step, outputs={("1", "p"): "made"}) == {"p": "made"}


# ---------------------------------------------------------------- the lifecycle stage


@pytest.mark.parametrize("now", LIFECYCLE_STAGES)
@pytest.mark.parametrize("new", LIFECYCLE_STAGES)
def test_the_stage_moves_forward_only(now: str, new: str) -> None:
    forward = LIFECYCLE_STAGES.index(now) <= LIFECYCLE_STAGES.index(new)
    done = run(workflow(stage(new)), record({"lifecyclestage": now}))
    assert logged(done) == ({} if forward else {"1": ["WF103"]})
    assert done.record.properties == {"lifecyclestage": new if forward else now}


def test_from_blank_any_stage_will_do() -> None:
    assert after(stage("subscriber")) == {"lifecyclestage": "subscriber"}
    assert after(stage("custom")) == {"lifecyclestage": "custom"}


def test_the_stage_can_be_cleared_and_set_again() -> None:
    given = {"lifecyclestage": "customer"}
    assert after(stage(""), stage("lead"), given=given) == {"lifecyclestage": "lead"}


@pytest.mark.parametrize(("now", "new"), [("custom", "lead"), ("lead", "custom"), ("a", "b")])
def test_a_stage_outside_the_order_is_refused(now: str, new: str) -> None:
    done = run(workflow(stage(new)), record({"lifecyclestage": now}))
    assert logged(done) == {"1": ["WF103"]}
    assert done.record.properties == {"lifecyclestage": now}


def test_the_same_stage_never_fails() -> None:
    assert after(stage("custom"), given={"lifecyclestage": "custom"})


def test_the_portal_s_order_counts() -> None:
    portal = Portal(lifecycle_order=("customer", "lead"))
    flow = workflow(stage("lead"))
    assert logged(run(flow, record({"lifecyclestage": "customer"}), portal)) == {}
    back = run(workflow(stage("customer")), record({"lifecyclestage": "lead"}), portal)
    assert logged(back) == {"1": ["WF103"]}


def test_every_object_s_stage_moves_forward_only() -> None:
    flow = workflow(stage("lead"), object_type_id="0-2")
    assert logged(run(flow, record({"lifecyclestage": "customer"}))) == {"1": ["WF103"]}


@pytest.mark.parametrize("value", [AnyValue(), SomeValue()])
def test_an_unknown_stage_is_refused(value: AnyValue | SomeValue) -> None:
    flow = workflow(SetProperty("lifecyclestage", value))
    assert logged(run(flow, record({"lifecyclestage": "lead"}))) == {"1": ["WF103"]}
    assert logged(run(flow)) == {}


def test_a_stage_that_is_copied_moves_forward_only() -> None:
    flow = workflow(SetProperty("lifecyclestage", AnyValue(source_property="q")))
    back = run(flow, record({"lifecyclestage": "customer", "q": "lead"}))
    assert logged(back) == {"1": ["WF103"]}
    ahead = run(flow, record({"lifecyclestage": "lead", "q": "customer"}))
    assert logged(ahead) == {}


# ---------------------------------------------------------------- facts that are tied together


def test_a_company_id_that_is_written_brings_a_company() -> None:
    done = run(workflow(write("associatedcompanyid", "5")))
    assert done.record.associations == {"1": ({},), "279": ({},)}


def test_a_company_id_that_is_cleared_takes_the_primary_company() -> None:
    done = run(workflow(write("associatedcompanyid", "")), record(associations={"1": [{}]}))
    assert done.record.associations == {"1": (), "279": ({},)}


def test_bounces_are_tied_together() -> None:
    enum, text = "hs_email_hard_bounce_reason_enum", "hs_email_hard_bounce_reason"
    ineligible = "hs_email_is_ineligible"
    assert set(after(write(enum, "OTHER"))) == {enum, text, ineligible}
    assert after(write(text, ""), given={enum: "OTHER"}) == {ineligible: "true"}
    assert after(write(ineligible, "false"), given={enum: "OTHER"}) == {ineligible: "false"}


def test_a_count_that_is_written_is_that_of_the_records() -> None:
    flow = workflow(write("num_associated_contacts", "0"), object_type_id="0-2")
    done = run(flow, record(associations={"2": [{}]}))
    assert done.record.associations == {"2": (), "280": ()}
    more = run(workflow(write("num_associated_deals", "2")))
    assert more.record.associations == {"4": ({},)}


# ---------------------------------------------------------------- associated records


def test_no_company() -> None:
    for target in (through(hubspot(1)), through(hubspot(279)), Target(None, "0-2")):
        flow = workflow(write("name", "x", target))
        assert logged(run(flow)) == {"1": ["WF102"]}
        assert logged(run(flow, record(associations={"1": [{}]}))) == {}


def test_no_primary_company() -> None:
    given = record(associations={"279": [{}]})
    assert logged(run(workflow(write("name", "x", through(hubspot(1)))), given)) == {"1": ["WF102"]}
    assert logged(run(workflow(write("name", "x", Target(None, "0-2"))), given)) == {}


def test_a_label_that_leads_to_companies() -> None:
    step = write("name", "x", through(label(12)))
    assert logged(run(workflow(step))) == {"1": ["WF101"]}
    known = workflow(step, association_objects={label(12): "0-2"})
    assert logged(run(known)) == {"1": ["WF102"]}
    assert logged(run(known, record(associations={"12": [{}]}))) == {}
    assert logged(run(known, record(associations={"1": [{}]}))) == {"1": ["WF102"]}
    portal = Portal(association_objects={label(12): "0-2"})
    assert logged(run(workflow(step), None, portal)) == {"1": ["WF102"]}


def test_no_associated_record() -> None:
    flow = workflow(write("amount", "1", through(hubspot(4))))
    assert logged(run(flow)) == {"1": ["WF101"]}
    assert logged(run(flow, record(associations={"4": [{}]}))) == {}
    assert logged(run(flow, record(associations={"4": []}))) == {"1": ["WF101"]}


def test_companies_of_other_objects_are_wf101() -> None:
    step = write("name", "x", Target(None, "0-2"))
    flow = workflow(step, object_type_id="0-3")
    assert logged(run(flow)) == {"1": ["WF101"]}
    for type_id in ("5", "341"):
        assert logged(run(flow, record(associations={type_id: [{}]}))) == {}


def test_where_only_the_object_is_named_any_known_association_will_do() -> None:
    step = write("p", "x", Target(None, "2-5"))
    assert logged(run(workflow(step))) == {"1": ["WF101"]}
    known = workflow(step, association_objects={label(7): "2-5"})
    assert logged(run(known, record(associations={"7": [{}]}))) == {}


def test_a_write_of_associated_records_leaves_the_enrolled_one_alone() -> None:
    done = run(
        workflow(write("name", "new", through(hubspot(279)))),
        record({"name": "own"}, {"279": [{"name": "old"}]}),
    )
    assert done.record == record({"name": "own"}, {"279": [{"name": "old"}]})


def test_stages_of_associated_records_move_forward_only() -> None:
    flow = workflow(stage("lead", through(hubspot(279))))
    assert logged(run(flow, record(associations={"279": [{}]}))) == {}
    ahead = {"lifecyclestage": "customer"}
    behind = {"lifecyclestage": "subscriber"}
    assert logged(run(flow, record(associations={"279": [behind]}))) == {}
    assert logged(run(flow, record(associations={"279": [behind, ahead]}))) == {"1": ["WF103"]}


def test_a_copy_from_another_record_is_no_error() -> None:
    assert after(SetProperty("p", AnyValue())) == {}


# ---------------------------------------------------------------- marketing status


def status(*meanings: Meaning, given: str | None = None) -> str | None:
    found = after(*meanings, given={"hs_marketable_status": given} if given else None)
    return found.get("hs_marketable_status")


def test_the_status_comes_with_time() -> None:
    assert status(MARKETABLE) is None
    assert status(MARKETABLE, given="false") == "false"
    assert status(MARKETABLE, DAY, given="false") == "true"
    assert status(MARKETABLE, Delay(0.0001)) == "true"


def test_a_delay_without_amount_brings_nothing() -> None:
    assert status(MARKETABLE, Delay(0), given="false") == "false"
    assert status(MARKETABLE, Delay(0, (9, 0), ("FRIDAY",)), given="false") == "false"
    assert status(MARKETABLE, Delay(0), DAY, given="false") == "true"


def test_a_status_that_is_taken_back() -> None:
    assert status(MARKETABLE, NON_MARKETABLE, DAY, given="false") == "false"
    assert status(NON_MARKETABLE, DAY, given="true") == "true"
    assert status(NON_MARKETABLE, MARKETABLE, DAY, given="false") == "true"
    assert status(MARKETABLE, DAY, NON_MARKETABLE, DAY) == "true"


def audience(portal: Portal, given: dict[str, str], **changes: Any) -> dict[str, list[str]]:
    return logged(run(workflow(AdsAudience(), **changes), record(given), portal))


def test_ads_audiences_are_for_marketing_contacts() -> None:
    assert audience(Portal(), {}) == {"1": ["WF104"]}
    assert audience(Portal(), {"hs_marketable_status": "false"}) == {"1": ["WF104"]}
    assert audience(Portal(), {"hs_marketable_status": "true"}) == {}
    assert audience(Portal(marketing_contacts=False), {}) == {}


def test_ads_audiences_of_other_objects_are_not_refused() -> None:
    assert audience(Portal(), {}, object_type_id="0-2") == {}


# ---------------------------------------------------------------- lists, owners, records


def goes_on_if(asked: Test, *meanings: Meaning, given: Any = None, **options: Any) -> bool:
    """Whether ``asked`` holds after these actions."""
    actions = [
        action(str(at), meaning, str(at + 1) if at < len(meanings) else "asked")
        for at, meaning in enumerate(meanings, start=1)
    ]
    flow = workflow(*actions, decision("asked", way("yes", asked)), action("yes", NoEffect()))
    return path(run(flow, given, **options))[-1] == "yes"


def test_lists() -> None:
    member = is_true(ListMember("12"))
    assert goes_on_if(member, SetListMembership("12", True))
    assert goes_on_if(member, SetListMembership("12", True), DAY)
    assert not goes_on_if(member, SetListMembership("12", False), given=record(lists=["12"]))
    assert not goes_on_if(member, SetListMembership("13", True))


def test_owners() -> None:
    owned = is_known(Property("hubspot_owner_id"))
    certain, maybe = (AssignOwner("hubspot_owner_id", certain=c) for c in (True, False))
    assert goes_on_if(owned, certain)
    assert not goes_on_if(owned, maybe)
    assert after(certain, given={"hubspot_owner_id": "7"}) == {"hubspot_owner_id": "7"}
    assert after(certain, outputs={("1", "hubspot_owner_id"): "9"}) == {"hubspot_owner_id": "9"}


def test_a_record_that_is_created_is_associated() -> None:
    deal = CreateRecord("0-3", (hubspot(4),), (("dealname", StaticText("Big", "")),))
    assert goes_on_if(is_true(hubspot(4)), deal)
    big = AssociatedMatch(hubspot(4), "", equals("dealname", "Big"))
    assert goes_on_if(is_true(big), deal)
    assert not goes_on_if(is_true(hubspot(4)), CreateRecord("0-3", ()))


def test_the_first_company_becomes_the_primary_one() -> None:
    company = CreateRecord("0-2", (hubspot(279),))
    for subject in (hubspot(279), hubspot(1)):
        assert goes_on_if(is_true(subject), company)
    assert goes_on_if(is_known(Property("associatedcompanyid")), company)
    second = record(associations={"279": [{}]})
    assert not goes_on_if(is_true(hubspot(1)), company, given=second)


def test_a_primary_record_is_an_unlabelled_one_too() -> None:
    assert goes_on_if(is_true(hubspot(279)), CreateRecord("0-2", (hubspot(1),)))


def test_a_count_grows() -> None:
    deal = CreateRecord("0-3", (hubspot(4),))
    assert after(deal, deal, given={"num_associated_deals": "0"}) == {"num_associated_deals": "2"}
    assert after(deal) == {}


def test_a_label_of_its_own() -> None:
    created = CreateRecord("2-5", (label(12), hubspot(13)))
    done = run(workflow(created), record(associations={"12": [{"p": "x"}]}))
    assert done.record.associations == {
        "12": ({"p": "x"},),
        "USER_DEFINED:12": ({"p": "x"}, {}),
        "13": ({},),
    }


def test_subscriptions_are_written() -> None:
    flow = workflow(
        SetSubscription(True, "101", email=True),
        SetSubscription(False, "102", email=True),
        SetSubscription(True, "103", email=False),
        SetSubscription(None, "104", email=True),
        SetSubscription(True, None, email=True),
    )
    assert run(flow).record.subscriptions == {
        "101": "OPT_IN",
        "102": "OPT_OUT",
        "103": "OPT_IN",
    }


@pytest.mark.parametrize(
    "meaning",
    [
        NoEffect(),
        Unknown(),
        RunCode("code"),
        RunCode("webhook"),
        RunCode("app"),
        Notify(),
        EnrolInWorkflow("5"),
        CreateAssociations("0-2"),
    ],
)
def test_these_leave_the_record_as_it_is(meaning: Meaning) -> None:
    given = record({"p": "x"}, {"4": [{}]}, ["12"], {"101": "OPT_IN"})
    done: Run = run(workflow(meaning), given)
    assert done.record == given
    assert [step.outcome for step in done.steps] == ["executed"]
