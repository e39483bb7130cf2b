"""Small flows and their verdicts, derived by hand from the semantics."""

from __future__ import annotations

from dataclasses import dataclass

from tests.properties import flows
from tests.properties.brute import RULES
from tests.properties.flows import Json
from tests.properties.space import SENDS

OPTED_IN = flows.flag("hs_email_optout", False, blank=True)
OPTED_OUT = flows.flag("hs_email_optout", True)
MARKETING = flows.any_of("hs_marketable_status", "true")
EARLY = flows.any_of("lifecyclestage", "subscriber", "lead")
LATE = flows.any_of("lifecyclestage", "customer", "evangelist")
RANGE = {"lowerBound": 0, "upperBound": 10}
FEW_SENDS = flows.prop(SENDS, "NUMBER_RANGED", "IS_BETWEEN", blank=True, **RANGE)
DEALS = "num_associated_deals"


@dataclass(frozen=True, slots=True)
class Case:
    """A flow and every verdict on it, but those of rules that ``only`` leaves out."""

    name: str
    flow: Json
    verdicts: dict[tuple[str, str], str]
    only: tuple[str, ...] = RULES


def mailed(name: str, flow: Json, code: str, verdict: str | None, at: str) -> Case:
    """A case that is about one rule of sending e-mail."""
    return Case(name, flow, {} if verdict is None else {(at, code): verdict}, (code,))


def staged(name: str, verdict: str | None, *actions: Json, **others: Json) -> Case:
    """A case about the last action, which writes the stage."""
    key = (actions[-1]["actionId"], "WF103")
    return Case(name, flows.flow(*actions, **others), {} if verdict is None else {key: verdict})


def gate(action_id: str, condition: Json, then: str) -> Json:
    return flows.list_branch(action_id, (flows.every(condition), then))


def lead(action_id: str, then: str | None = None) -> Json:
    return flows.write(action_id, "lifecyclestage", "lead", then)


ALL_POSSIBLE = dict.fromkeys((("1", code) for code in RULES[3:]), "possible")

CASES = [
    Case("an e-mail to anyone", flows.flow(flows.email("1")), ALL_POSSIBLE),
    Case("an e-mail from a deal", flows.flow(flows.email("1"), object_type="0-3"), ALL_POSSIBLE),
    mailed(
        "the trigger lets in only who opted out",
        flows.flow(flows.email("1"), enrolment=flows.by_list(flows.every(OPTED_OUT))),
        "WF105",
        "certain",
        "1",
    ),
    mailed(
        "only the trigger guards",
        flows.flow(flows.email("1"), enrolment=flows.by_list(flows.every(OPTED_IN))),
        "WF105",
        "bypass",
        "1",
    ),
    mailed(
        "a branch guards",
        flows.flow(gate("1", OPTED_IN, "2"), flows.email("2")),
        "WF105",
        None,
        "2",
    ),
    mailed(
        "a delay after the guard",
        flows.flow(gate("1", OPTED_IN, "2"), flows.delay("2", "3"), flows.email("3")),
        "WF105",
        "stale",
        "3",
    ),
    mailed(
        "what fails only if it is stale and bypassing at once is no finding",
        flows.flow(
            gate("1", OPTED_IN, "2"),
            flows.delay("2", "3"),
            flows.email("3"),
            enrolment=flows.by_list(flows.every(OPTED_IN), unenrol=True),
        ),
        "WF105",
        None,
        "3",
    ),
    mailed(
        "blank does not meet a negative filter without the flag: the default has blank and true",
        flows.flow(
            flows.list_branch(
                "1",
                (flows.every(flows.flag("hs_email_optout", True, "IS_NOT_EQUAL_TO")), None),
                default="2",
            ),
            flows.email("2"),
        ),
        "WF105",
        "possible",
        "2",
    ),
    mailed(
        "the goal takes out who opted out",
        flows.flow(flows.email("1"), goalFilterBranch=flows.every(OPTED_OUT)),
        "WF105",
        None,
        "1",
    ),
    mailed(
        "the goal holds after a delay too",
        flows.flow(
            flows.delay("1", "2"), flows.email("2"), goalFilterBranch=flows.every(OPTED_OUT)
        ),
        "WF105",
        None,
        "2",
    ),
    mailed(
        "made marketable, no delay",
        flows.flow(
            gate("1", flows.unknown("hs_marketable_status"), "2"),
            flows.marketable("2", "3"),
            flows.email("3"),
        ),
        "WF104",
        "certain",
        "3",
    ),
    mailed(
        "made marketable, then a delay",
        flows.flow(flows.marketable("1", "2"), flows.delay("2", "3"), flows.email("3")),
        "WF104",
        None,
        "3",
    ),
    mailed(
        "made marketable, then two delays: the second forgets",
        flows.flow(
            flows.marketable("1", "2"),
            flows.delay("2", "3"),
            flows.delay("3", "4"),
            flows.email("4"),
        ),
        "WF104",
        "stale",
        "4",
    ),
    mailed(
        "ineligible is not true, so not bounced",
        flows.flow(
            gate("1", flows.flag("hs_email_is_ineligible", False, blank=True), "2"),
            flows.email("2"),
        ),
        "WF106",
        None,
        "2",
    ),
    mailed(
        "ineligible may have other reasons than a bounce",
        flows.flow(gate("1", flows.flag("hs_email_is_ineligible", True), "2"), flows.email("2")),
        "WF106",
        "possible",
        "2",
    ),
    mailed(
        "the other spelling of a bounce",
        flows.flow(gate("1", flows.known("hs_email_hard_bounce_reason"), "2"), flows.email("2")),
        "WF106",
        "certain",
        "2",
    ),
    mailed(
        "at most ten sends leave 10.5",
        flows.flow(
            flows.list_branch(
                "1",
                (flows.every(FEW_SENDS), None),
                (flows.every(flows.number(SENDS, "IS_LESS_THAN", 11)), "2"),
                default="3",
            ),
            flows.email("2"),
            flows.email("3"),
        ),
        "WF107",
        "possible",
        "3",
    ),
    mailed(
        "eleven sends are too many",
        flows.flow(
            gate("1", flows.number(SENDS, "IS_GREATER_THAN", 10.9), "2"),
            gate("2", flows.number(SENDS, "IS_LESS_THAN_OR_EQUAL_TO", 11), "3"),
            gate("3", flows.number(SENDS, "IS_EQUAL_TO", 11), "4"),
            flows.email("4"),
        ),
        "WF107",
        "certain",
        "4",
    ),
    staged("a stage written to anyone", "possible", lead("1")),
    staged("late stages cannot go back", "certain", gate("1", LATE, "2"), lead("2")),
    staged("cleared first", None, flows.write("1", "lifecyclestage", "", "2"), lead("2")),
    staged(
        "cleared before a delay",
        "stale",
        flows.write("1", "lifecyclestage", "", "2"),
        flows.delay("2", "3"),
        lead("3"),
    ),
    Case(
        "a refused move leaves the stage: whoever was late still is, whoever was not is a customer",
        flows.flow(flows.write("1", "lifecyclestage", "customer", "2"), lead("2")),
        {("1", "WF103"): "possible", ("2", "WF103"): "certain"},
    ),
    staged(
        "unenrolled once it no longer meets the criteria: the trigger stays fresh, so bypass",
        "bypass",
        flows.delay("1", "2"),
        lead("2"),
        enrolment=flows.by_list(flows.every(EARLY), unenrol=True),
    ),
    Case(
        "its own write drops the record before the next action",
        flows.flow(
            flows.write("1", "lifecyclestage", "customer", "2"),
            lead("2"),
            enrolment=flows.by_list(flows.every(EARLY), unenrol=True),
        ),
        {("1", "WF103"): "bypass"},
    ),
    Case(
        "that key does not count in a flow of companies",
        flows.flow(
            flows.delay("1", "2"),
            lead("2"),
            enrolment=flows.by_list(flows.every(EARLY), unenrol=True),
            object_type="0-2",
        ),
        {("2", "WF103"): "stale"},
    ),
    Case(
        "a stage outside the order is possible, never certain",
        flows.flow(gate("1", flows.any_of("lifecyclestage", "2210417"), "2"), lead("2")),
        {("2", "WF103"): "possible"},
    ),
    Case(
        "options are exact: Customer is no customer",
        flows.flow(gate("1", flows.any_of("lifecyclestage", "Customer"), "2"), lead("2")),
        {("2", "WF103"): "possible"},
    ),
    Case(
        "any company is not the primary one",
        flows.flow(
            gate("1", flows.associated(279), "2"),
            flows.write_associated("2", 279, "3"),
            flows.write_associated("3", 1),
        ),
        {("3", "WF102"): "possible"},
    ),
    Case(
        "associatedcompanyid is the primary company, which is a company",
        flows.flow(
            gate("1", flows.known("associatedcompanyid"), "2"),
            flows.write_associated("2", 279, "3"),
            flows.write_associated("3", 1),
        ),
        {},
    ),
    Case(
        "no company at all",
        flows.flow(
            gate("1", flows.associated(279, "NOT_IN_LIST"), "2"), flows.write_associated("2", 1)
        ),
        {("2", "WF102"): "certain"},
    ),
    Case(
        "a label implies nothing, and leads to a company only where something says so",
        flows.flow(
            gate("1", flows.associated(flows.LABEL), "2"),
            flows.write_associated("2", 279, "3"),
            flows.write_associated("3", flows.LABEL, "4"),
            flows.delay("4", "5"),
            flows.write_associated("5", flows.LABEL),
        ),
        {("2", "WF102"): "possible", ("5", "WF101"): "stale"},
    ),
    Case(
        "a label that leads to a company",
        flows.flow(
            flows.write_associated("1", flows.LABEL), dataSources=flows.label_leads_to_company()
        ),
        {("1", "WF102"): "possible"},
    ),
    Case(
        "a count is whole: above one half is one",
        flows.flow(
            gate("1", flows.number(DEALS, "IS_GREATER_THAN", 0.5), "2"),
            flows.write_associated("2", 4),
        ),
        {},
    ),
    Case(
        "a count that is merely known says nothing",
        flows.flow(gate("1", flows.known(DEALS), "2"), flows.write_associated("2", 4)),
        {("2", "WF101"): "possible"},
    ),
    Case(
        "a count below one is none",
        flows.flow(
            gate("1", flows.number(DEALS, "IS_LESS_THAN", 1), "2"), flows.write_associated("2", 4)
        ),
        {("2", "WF101"): "certain"},
    ),
    Case(
        "a blank count says nothing",
        flows.flow(gate("1", flows.unknown(DEALS), "2"), flows.write_associated("2", 4)),
        {("2", "WF101"): "possible"},
    ),
    Case(
        "nobody gets there: no finding, though somebody could who bypasses the trigger",
        flows.flow(
            gate("1", flows.unknown("region"), "2"),
            flows.write_associated("2", 4),
            enrolment=flows.by_list(flows.every(flows.known("region"))),
        ),
        {},
    ),
    Case(
        "text compares without regard to case, a value-equals branch exactly",
        flows.flow(
            gate("1", flows.text("region", "IS_EQUAL_TO", "north"), "2"),
            flows.static_branch("2", "region", ("north", None), default="3"),
            flows.write_associated("3", 4),
        ),
        {("3", "WF101"): "possible"},
    ),
    Case(
        "what the flow wrote is what the branch reads",
        flows.flow(
            flows.write("1", "region", "North", "2"),
            flows.static_branch("2", "region", ("north", "3"), ("North", "4")),
            flows.write_associated("3", 4),
            flows.write_associated("4", 4),
        ),
        {("4", "WF101"): "possible"},
    ),
    Case(
        "ways that meet again: what holds on one need not on the other",
        flows.flow(
            flows.list_branch("1", (flows.every(flows.associated(4)), "2"), default="3"),
            flows.write_associated("2", 4, flows.edge("4", "GOTO")),
            flows.delay("3", "4"),
            flows.write_associated("4", 4),
        ),
        {("4", "WF101"): "possible"},
    ),
    Case(
        "not any of, not all of",
        flows.flow(
            flows.list_branch(
                "1",
                (flows.branch("NOT_ANY", LATE, flows.unknown("region")), "2"),
                (flows.branch("NOT_ALL", flows.associated(4), flows.known("region")), "3"),
                default="4",
            ),
            flows.write("2", "lifecyclestage", "opportunity"),
            flows.write_associated("3", 4),
            flows.write_associated("4", 4, "5"),
            flows.write("5", "lifecyclestage", "opportunity"),
        ),
        {("2", "WF103"): "possible", ("3", "WF101"): "possible", ("5", "WF103"): "certain"},
    ),
]
