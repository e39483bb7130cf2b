"""Whatever the workflow and the record: a run ends, is the same each time, and does not break."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulate.building import START, action, hubspot, label, run, way, windows, workflow
from wflint.simulate.messages import HUBSPOT_MESSAGES
from wflint.simulate.record import Record, complete, from_json, to_json
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
    Predicate,
    Property,
    Some,
    StableFact,
    Subscription,
    Test,
)
from wflint.workflow.model import (
    AdsAudience,
    Anchor,
    AnchorKind,
    AnyValue,
    AssignOwner,
    CreateAssociations,
    CreateRecord,
    Decide,
    Delay,
    DeleteRecord,
    Enrolment,
    EnrolmentKind,
    Meaning,
    Notify,
    PropertySchedule,
    RunCode,
    SendEmail,
    SetListMembership,
    SetMarketingStatus,
    SetProperty,
    SetSubscription,
    SomeValue,
    Split,
    StaticText,
    Target,
    Timing,
    Unknown,
    WaitForEvent,
    WaitUntilDate,
    Workflow,
)
from wflint.workflow.portal import EmailFacts, Portal

NAMES = st.sampled_from(
    (
        "lifecyclestage",
        "hs_marketable_status",
        "email",
        "associatedcompanyid",
        "num_associated_deals",
        "num_associated_contacts",
        "hs_email_hard_bounce_reason_enum",
        "hs_email_is_ineligible",
        "hs_email_optout",
        "hs_email_sends_since_last_engagement",
        "hs_object_id",
        "p",
    )
)
TEXTS = st.sampled_from(
    ("", "lead", "customer", "true", "false", "0", "2", "11", "1e99", "-5", "2020-01-01", "a;b")
) | st.text(max_size=3)
ASSOCIATIONS = st.sampled_from(
    [*map(hubspot, (1, 2, 4, 279, 280, 341)), label(1), label(12), hubspot(0)]
)
OBJECTS = st.sampled_from(("0-1", "0-2", "0-3", "0-5", "2-7", ""))
IDS = st.sampled_from(("101", "102"))
NUMBERS = st.fractions(-20, 20)


def predicates() -> st.SearchStrategy[Predicate]:
    operands = st.lists(TEXTS, max_size=2) | st.lists(NUMBERS, max_size=2)
    return st.builds(
        Predicate,
        st.sampled_from(list(Operator)),
        operands.map(tuple),
        st.booleans(),
        st.booleans(),
    )


def conditions() -> st.SearchStrategy[Condition]:
    subjects = st.one_of(
        st.builds(Property, NAMES),
        ASSOCIATIONS,
        st.builds(ListMember, IDS),
        st.builds(StableFact, st.just("fact")),
        st.builds(Output, st.just("1"), st.just("key")),
        st.builds(OwnSubscription, st.none() | IDS),
        st.builds(
            Subscription,
            st.just("key"),
            st.lists(IDS, max_size=2).map(tuple),
            st.booleans(),
            st.sampled_from([(), ("OPT_IN",), ("OPT_OUT", "NOT_OPTED")]),
        ),
    )
    leaves = st.one_of(
        st.builds(Test, subjects, predicates()),
        st.sampled_from([TRUE, FALSE]),
        st.builds(Opaque, st.just("an event"), st.sampled_from(["", "fact"])),
    )
    return st.recursive(leaves, _larger, max_leaves=6)


def _larger(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, max_size=3).map(tuple)
    matching = st.builds(AssociatedMatch, ASSOCIATIONS, st.just("content"), st.none() | parts)
    return st.one_of(
        st.builds(All, several),
        st.builds(Some, several),
        st.builds(Negation, parts),
        st.builds(Test, matching, predicates()),
    )


def meanings() -> st.SearchStrategy[Meaning]:
    values = st.one_of(
        st.builds(StaticText, TEXTS, st.just("")),
        st.just(SomeValue()),
        st.builds(AnyValue, st.none() | NAMES, st.none() | st.floats(-1e9, 1e9)),
    )
    targets = st.builds(Target, ASSOCIATIONS, st.none()) | st.builds(Target, st.none(), OBJECTS)
    minutes = st.sampled_from((0.0, 1.0, 1440.0, 1e9))
    time_of_day = st.none() | st.tuples(st.integers(0, 23), st.integers(0, 59))
    days = st.lists(st.sampled_from(("MONDAY", "SUNDAY", "NEVER")), max_size=2).map(tuple)
    return st.one_of(
        st.builds(SetProperty, NAMES, values, st.none() | targets),
        st.builds(Delay, minutes, time_of_day, days),
        st.builds(
            WaitUntilDate,
            st.none() | st.integers(-(10**15), 10**15),
            st.none() | NAMES,
            st.floats(-1e9, 1e9),
            time_of_day,
        ),
        st.builds(WaitForEvent, st.none() | minutes),
        st.builds(SendEmail, st.sampled_from((None, "77"))),
        st.builds(SetMarketingStatus, st.booleans()),
        st.builds(SetSubscription, st.none() | st.booleans(), st.none() | IDS, st.booleans()),
        st.builds(SetListMembership, IDS, st.booleans()),
        st.builds(CreateRecord, OBJECTS, st.lists(ASSOCIATIONS, max_size=2).map(tuple)),
        st.builds(AssignOwner, NAMES, st.booleans()),
        st.sampled_from(
            [
                *(AdsAudience(), CreateAssociations(), DeleteRecord(), Notify(), RunCode("code")),
                *(Decide(), Split(), Unknown()),
            ]
        ),
    )


# Strategies are costly to make, so each is made once.
CONDITIONS, MEANINGS = conditions(), meanings()


@st.composite
def workflows(draw: st.DrawFn) -> Workflow:
    count = draw(st.integers(0, 5))
    targets = st.sampled_from([None, *map(str, range(count + 1))])
    branches = st.lists(st.builds(way, targets, CONDITIONS), max_size=2)
    actions = [
        action(str(at), draw(MEANINGS), draw(targets), *draw(branches)) for at in range(count)
    ]
    spans = st.tuples(
        st.sampled_from((None, "TUESDAY", "NEVER")),
        st.none() | st.integers(0, 1440),
        st.none() | st.integers(0, 1440),
    )
    return workflow(
        *actions,
        object_type_id=draw(OBJECTS),
        enrolment=Enrolment(EnrolmentKind.CRITERIA, draw(CONDITIONS), None, draw(st.booleans())),
        goal=draw(st.none() | CONDITIONS),
        suppression=draw(st.none() | CONDITIONS),
        timing=draw(st.just(Timing()) | st.lists(spans, max_size=2).map(lambda s: windows(*s))),
        anchor=draw(st.none() | anchors()),
        schedule=draw(st.none() | st.builds(PropertySchedule, NAMES, st.booleans(), st.just(""))),
        multi_valued=draw(st.frozensets(NAMES, max_size=2)),
    )


def anchors() -> st.SearchStrategy[Anchor]:
    days = st.sampled_from([None, date(1, 1, 1), date(9999, 12, 31)])
    return st.builds(
        Anchor,
        st.sampled_from(list(AnchorKind)),
        st.just(""),
        days,
        st.none() | NAMES,
        st.none() | st.booleans(),
    )


def records() -> st.SearchStrategy[Record]:
    properties = st.dictionaries(NAMES, TEXTS, max_size=5)
    others = st.lists(properties, max_size=2).map(tuple)
    keys = st.sampled_from(("1", "2", "4", "12", "279", "280", "USER_DEFINED:12"))
    return st.builds(
        Record,
        properties,
        st.dictionaries(keys, others, max_size=3),
        st.frozensets(IDS),
        st.dictionaries(IDS, st.sampled_from(("OPT_IN", "OPT_OUT")), max_size=2),
    )


PORTALS = st.builds(
    Portal,
    marketing_contacts=st.booleans(),
    legal_basis=st.booleans(),
    graymail=st.booleans(),
    time_zone=st.sampled_from(("UTC", "America/New_York", "nowhere")),
    emails=st.dictionaries(
        st.just("77"),
        st.builds(EmailFacts, st.booleans(), st.booleans(), st.none() | IDS),
        max_size=1,
    ),
)
OPTIONS = st.fixed_dictionaries(
    {
        "force": st.booleans(),
        "assume_events": st.booleans(),
        "facts": st.dictionaries(st.just("fact"), st.booleans()),
        "max_steps": st.integers(0, 60),
    }
)


@settings(max_examples=150)
@given(workflows(), records(), PORTALS, OPTIONS)
def test_a_run_ends_and_is_the_same_each_time(
    flow: Workflow, record: Record, portal: Portal, options: dict[str, Any]
) -> None:
    done = run(flow, record, portal, **options)
    assert run(flow, record, portal, **options) == done
    assert len(done.steps) <= options["max_steps"]
    assert done.enrolled or not done.steps
    times = [START, *(step.at for step in done.steps)]
    assert times == sorted(times)
    for step in done.steps:
        found = [error.code for error in step.errors]
        assert set(found) <= set(HUBSPOT_MESSAGES)
        assert len(found) == len(set(found))
        assert (step.outcome == "skipped") == ("WF108" in found)
        assert (step.outcome == "executed") == (set(found) <= {"WF109"})


@settings(max_examples=100)
@given(workflows(), records(), PORTALS)
def test_each_step_leads_to_the_next(flow: Workflow, record: Record, portal: Portal) -> None:
    done = run(flow, record, portal, force=True, max_steps=30)
    actions = flow.by_id()
    for step, following in zip(done.steps, done.steps[1:], strict=False):
        ways = [branch.target for branch in actions[step.action_id].ways]
        assert following.action_id in ways
    if done.steps:
        assert done.steps[0].action_id == flow.start


@settings(max_examples=200)
@given(records(), OBJECTS)
def test_completing_keeps_what_is_given(record: Record, object_type_id: str) -> None:
    whole = complete(record, object_type_id)
    assert whole.properties.items() >= record.properties.items()
    assert whole.associations.items() >= record.associations.items()
    assert complete(whole, object_type_id) == whole


@settings(max_examples=200)
@given(records())
def test_record_files_are_read_as_they_are_written(record: Record) -> None:
    written = to_json(record)
    assert to_json(from_json(written)) == written
