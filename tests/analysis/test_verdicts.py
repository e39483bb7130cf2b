"""Verdicts, bounds and witnesses on workflows built by hand; the rest is in tests/properties."""

from __future__ import annotations

from tests.analysis.building import STAGE, STATUS, decide, step, workflow, write
from wflint.analysis.program import Hazard
from wflint.analysis.questions import ask_enrolled
from wflint.analysis.study import Study
from wflint.analysis.verdicts import Prediction, predict
from wflint.findings import Verdict
from wflint.workflow.conditions import (
    TRUE,
    All,
    Association,
    Condition,
    ListMember,
    Opaque,
    Property,
    Some,
    holds,
    is_blank,
    is_known,
    is_option,
    negation,
)
from wflint.workflow.model import (
    AnyValue,
    CreateRecord,
    Delay,
    DeleteRecord,
    NoEffect,
    RunCode,
    SendEmail,
    SetListMembership,
    SetMarketingStatus,
    SetProperty,
    Split,
    Timing,
    Workflow,
)
from wflint.workflow.portal import Portal

REFUSED = negation(is_option(STATUS, "true"))
PRIMARY, ANY = Association("HUBSPOT_DEFINED", 1), Association("HUBSPOT_DEFINED", 279)
EMAIL = step("mail", SendEmail("1"))


def answers(flow: Workflow, condition: Condition, at: str = "mail") -> Prediction | None:
    found = predict(flow, Portal(), [Hazard("X", at, condition)])
    return found[0] if found else None


def verdict(flow: Workflow, condition: Condition, at: str = "mail") -> str | None:
    found = answers(flow, condition, at)
    return str(found.verdict) if found is not None else None


def test_marketable_takes_a_delay() -> None:
    now = step("1", SetMarketingStatus(marketable=True), "mail")
    assert verdict(workflow(now, EMAIL, trigger=REFUSED), REFUSED) == "certain"
    later = (step("1", SetMarketingStatus(marketable=True), "2"), step("2", Delay(5), "mail"))
    assert verdict(workflow(*later, EMAIL, trigger=REFUSED), REFUSED) is None
    maybe = (step("1", SetMarketingStatus(marketable=True), "2"), step("2", Delay(0), "mail"))
    assert verdict(workflow(*maybe, EMAIL, trigger=REFUSED), REFUSED) == "possible"
    off = (
        later[0],
        step("2", SetMarketingStatus(marketable=False), "3"),
        step("3", Delay(5), "mail"),
    )
    assert verdict(workflow(*off, EMAIL, trigger=REFUSED), REFUSED) == "possible"


def test_stale_by_delay_code_and_window_but_not_by_other_actions() -> None:
    guarded = is_option(STATUS, "true")
    for meaning, wanted in (
        (Delay(5), "stale"),
        (RunCode("webhook"), "stale"),
        (RunCode("code"), "stale"),
        (RunCode("app"), "bypass"),
        (NoEffect(), "bypass"),
    ):
        flow = workflow(step("1", meaning, "mail"), EMAIL, trigger=guarded)
        assert verdict(flow, REFUSED) == wanted, meaning
    windowed = workflow(EMAIL, trigger=guarded, timing=Timing((), "/timeWindows"))
    assert verdict(windowed, REFUSED) == "stale"


def test_an_action_no_enrolled_record_reaches_has_no_verdict() -> None:
    flow = workflow(
        step("1", Delay(5), "2"),
        decide("2", (is_option(STATUS, "false"), "mail")),
        EMAIL,
        trigger=is_option(STATUS, "true"),
    )
    assert verdict(flow, REFUSED) is None, "even though a stale record would get there"


def test_a_refused_stage_stays() -> None:
    flow = workflow(
        write("1", "lifecyclestage", "lead", "mail"), EMAIL, trigger=is_option(STAGE, "customer")
    )
    assert verdict(flow, is_option(STAGE, "customer")) == "certain"
    forward = workflow(
        write("1", "lifecyclestage", "customer", "mail"), EMAIL, trigger=is_option(STAGE, "lead")
    )
    assert verdict(forward, is_option(STAGE, "customer")) == "certain"
    unknown = workflow(
        write("1", "lifecyclestage", "77", "mail"), EMAIL, trigger=is_option(STAGE, "lead")
    )
    assert verdict(unknown, is_option(STAGE, "77")) == "possible"


def test_goals_take_records_out_after_own_writes() -> None:
    done = is_option(Property("state"), "done")
    flow = workflow(
        decide("1", (is_known(Property("vip")), "2"), default="mail"),
        write("2", "state", "done", "mail"),
        EMAIL,
        goal=done,
    )
    assert verdict(flow, is_known(Property("vip"))) is None
    assert verdict(flow, is_blank(Property("vip"))) == "certain"


def test_the_first_company_becomes_the_primary_one() -> None:
    create = step("1", CreateRecord("0-2", (ANY,)), "mail")
    nobody = workflow(create, EMAIL, trigger=negation(holds(ANY)))
    assert verdict(nobody, negation(holds(PRIMARY))) == "bypass"
    others = workflow(create, EMAIL, trigger=All((holds(ANY), negation(holds(PRIMARY)))))
    assert verdict(others, negation(holds(PRIMARY))) == "certain"


def test_lists_change_with_time_and_by_own_actions() -> None:
    member = holds(ListMember("7"))
    kept = workflow(step("1", NoEffect(), "mail"), EMAIL, trigger=member)
    assert verdict(kept, negation(member)) == "bypass"
    waited = workflow(step("1", Delay(5), "mail"), EMAIL, trigger=member)
    assert verdict(waited, negation(member)) == "possible"
    removed = workflow(
        step("1", SetListMembership("7", member=False), "mail"), EMAIL, trigger=member
    )
    assert verdict(removed, negation(member)) == "certain"


def test_copies_may_be_anything_and_deletion_ends_it() -> None:
    copied = workflow(
        step("1", SetProperty("p", AnyValue()), "mail"), EMAIL, trigger=is_known(Property("p"))
    )
    assert verdict(copied, is_blank(Property("p"))) == "possible"
    gone = workflow(step("1", DeleteRecord(), "mail"), EMAIL)
    assert verdict(gone, TRUE) is None


def test_what_is_opaque_may_be_either_and_certain_holds_whichever_it_is() -> None:
    event = Opaque("an event")
    flow = workflow(decide("1", (event, "mail"), default="other"), EMAIL, step("other", NoEffect()))
    assert verdict(flow, TRUE) == "certain"
    assert verdict(flow, TRUE, "other") == "certain"
    assert verdict(workflow(EMAIL), event) == "possible"


def test_a_split_goes_every_way() -> None:
    ways = decide("1", (TRUE, "mail"), (TRUE, "other"))
    split = type(ways)("1", "", "1", Split(), ways.default, ways.branches)
    flow = workflow(split, EMAIL, step("other", NoEffect()))
    assert verdict(flow, TRUE) == verdict(flow, TRUE, "other") == "certain"


def test_sixty_diamonds_that_are_asked_about_at_the_end_are_bounded() -> None:
    actions = []
    for at in range(60):
        asked = is_option(Property(f"p{at}"), "x")
        actions += [
            decide(f"b{at}", (asked, f"s{at}"), default=f"m{at}"),
            step(f"s{at}", NoEffect(), f"m{at}"),
            step(f"m{at}", NoEffect(), f"b{at + 1}" if at < 59 else "mail"),
        ]
    every = All(tuple(is_option(Property(f"p{at}"), "x") for at in range(60)))
    found = answers(workflow(*actions, EMAIL), every)
    assert found is not None
    assert found.verdict is Verdict.POSSIBLE
    assert not found.exact, "states were joined, and it says so"


def test_a_long_chain_and_a_cycle_end() -> None:
    chain = [write(str(at), f"p{at % 7}", str(at), str(at + 1)) for at in range(3000)]
    flow = workflow(*chain, step("3000", SendEmail("1")), trigger=REFUSED)
    assert verdict(flow, REFUSED, "3000") == "certain"
    around = workflow(
        write("1", "p", "a", "2"),
        step("2", Delay(5), "3"),
        decide("3", (is_option(Property("q"), "x"), "mail"), default="4"),
        step("4", SetProperty("q", AnyValue()), "1"),
        EMAIL,
        trigger=is_blank(Property("q")),
    )
    assert verdict(around, is_option(Property("p"), "a")) == "certain"


def test_witnesses_start_from_the_record_at_its_enrolment() -> None:
    flow = workflow(
        write("1", "lifecyclestage", "lead", "2"),
        decide("2", (is_option(STAGE, "customer"), "mail")),
        EMAIL,
        trigger=Some((is_option(STAGE, "subscriber"), is_option(STAGE, "customer"))),
    )
    found = answers(flow, TRUE)
    assert found is not None
    first = next(found.candidates())
    assert first.path == ("1", "2", "mail")
    assert first.example.properties == {"lifecyclestage": "customer"}


def test_questions_about_the_enrolled_are_answered() -> None:
    flow = workflow(EMAIL, trigger=is_option(STAGE, "lead", "customer"))
    some = ask_enrolled(Study(flow, Portal()), is_option(STAGE, "lead"))
    assert (some.some, some.every) == (True, False)
    every = ask_enrolled(Study(flow, Portal()), is_known(STAGE))
    assert (every.some, every.every) == (True, True)
    none = ask_enrolled(Study(flow, Portal()), is_blank(STAGE))
    assert (none.some, none.every, none.example) == (False, False, None)
