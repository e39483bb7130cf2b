"""Hypothesis strategies of flows beyond the exact fragment: cycles, events, lists, the unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.properties import flows
from tests.properties.concrete import STAGES
from tests.properties.flows import Json, every, single
from tests.properties.generator import (
    FOCUSES,
    Focus,
    Setting,
    conditions,
    enrolments,
    exits,
)

SOURCE_STAGE = "previous_stage"
"""The property that stages are copied from."""


# ---------------------------------------------------------------- conditions nobody can decide


def event(operator: str = "HAS_COMPLETED") -> Json:
    node = {**every(), "filterBranchType": "UNIFIED_EVENTS"}
    return {**node, "eventTypeId": "4-666440", "operator": operator}


def in_list(list_id: str, operator: str = "IN_LIST") -> Json:
    return {"filterType": "IN_LIST", "listId": list_id, "operator": operator}


STAGE = "lifecyclestage"
OPAQUE: tuple[Json, ...] = (
    event(),
    event("HAS_NOT_COMPLETED"),
    in_list("17"),
    in_list("17", "NOT_IN_LIST"),
    in_list("18"),
    {"filterType": "CONSTANT", "shouldAccept": True},
    {"filterType": "FORM_SUBMISSION", "operator": "FILLED_OUT"},
    flows.branch("RESTRICTED"),
    flows.branch("AND"),
    flows.prop(STAGE, "ENUMERATION", "HAS_EVER_BEEN_ANY_OF", values=["customer"]),
    flows.prop(STAGE, "ENUMERATION", "HAS_NEVER_BEEN_ANY_OF", values=["customer"]),
    flows.any_of("interests", "a"),
    flows.any_of("interests", "b", blank=True),
    flows.none_of("interests", "a"),
    flows.text("region", "CONTAINS", "or"),
    flows.text("region", "STARTS_WITH", "n"),
    flows.associated(4, "IN_LIST", flows.any_of("dealstage", "won")),
    flows.associated(4, "NOT_IN_LIST", flows.known("dealstage")),
)


@dataclass(frozen=True, slots=True)
class Wild(Setting):
    """A few kinds of actions and of opaque conditions: few, so that they meet again and again."""

    kinds: tuple[tuple[str, Json], ...]
    opaque: tuple[Json, ...]


def mixed(setting: Wild) -> st.SearchStrategy[Json]:
    """What a record shows, what nobody can know, or both."""
    opaque = st.sampled_from(setting.opaque).map(every)
    decided = conditions(setting.topics)
    both = st.builds(flows.branch, st.sampled_from(["AND", "OR", "NOT_ANY"]), opaque, decided)
    return st.one_of(opaque, both, decided)


# ---------------------------------------------------------------- actions

Edge = st.SearchStrategy[Json | None]


def edges(setting: Setting) -> Edge:
    """To any action, back ones too."""
    ids = [str(each) for each in range(1, setting.size + 1)]
    return st.builds(
        flows.edge,
        st.sampled_from([*ids, None]),
        st.sampled_from(["STANDARD", "GOTO"]),
    )


def onward(setting: Setting, at: int) -> Edge:
    """Mostly the next action."""
    step = st.just(flows.edge(str(at + 1)) if at < setting.size else None)
    return st.one_of(step, step, edges(setting))


def _value(kind: str, **others: Any) -> Json:
    return {"type": kind, **others}


WRITES: tuple[tuple[str, Json], ...] = (
    *((STAGE, _value("STATIC_VALUE", staticValue=stage)) for stage in ("lead", "customer", "")),
    (STAGE, _value("OBJECT_PROPERTY", propertyName=SOURCE_STAGE)),
    (STAGE, _value("FIELD_DATA", actionId="1", dataKey="stage")),
    ("region", _value("STATIC_VALUE", staticValue="{{ enrolled_object.city }}")),
    ("region", _value("OBJECT_PROPERTY", propertyName="city")),
    ("region", _value("FIELD_DATA", actionId="1", dataKey="result")),
    ("region", _value("TIMESTAMP", timestampType="EXECUTION_TIME")),
    ("hs_email_optout", _value("STATIC_VALUE", staticValue="false")),
)
ASSOCIATED_TYPES = {"0-1": (1, 279, 4), "0-2": (280, 342), "0-3": (3, 341)}
CREATED = {"0-1": (("0-3", 3), ("0-2", 280)), "0-2": (("0-1", 279),), "0-3": (("0-1", 4),)}


def _creation(object_type: str, type_id: int) -> Json:
    target = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}
    return {
        "object_type_id": object_type,
        "properties": [],
        "associations": [{"target": target, "value": {"type": "ENROLLED_OBJECT"}}],
        "use_explicit_associations": "true",
    }


def plain_kinds(object_type: str) -> list[tuple[str, Json]]:
    """Action types with fields, all that one connection leads out of."""
    subscription = {"targetContact": "{{ enrolled_object }}", "subscriptionId": "9001"}
    subscription["channel"] = "EMAIL"
    lists = {"listId": "17", "targetObject": "{{ enrolled_object }}"}
    future = {"date": _value("STATIC_VALUE", staticValue="4102444800000")}
    waits = {"event_filter_branches": [event()], "expiration_minutes": "60"}
    kinds: list[tuple[str, Json]] = [
        ("0-1", {"delta": "2", "time_unit": "HOURS"}),
        ("0-4", {"content_id": "148200310021"}),
        ("0-1", {"delta": "0", "time_unit": "DAYS"}),
        ("0-1", {}),
        ("0-29", waits),
        ("0-35", future),
        ("0-63809083", lists),
        ("0-63863438", lists),
        ("0-8", {"user_ids": ["7"], "subject": "s", "body": "b"}),
        ("1-9001733", {"anything": ["at", "all"]}),
        ("0-18224765", {}),
        *(("0-14", _creation(*created)) for created in CREATED[object_type]),
        *(("0-5", {"property_name": name, "value": value}) for name, value in WRITES),
    ]
    if object_type == "0-1":
        kinds += [
            ("0-43347357", {**subscription, "optState": way}) for way in ("OPT_IN", "OPT_OUT")
        ]
        kinds += [
            ("0-31", {"targetContact": "{{ enrolled_object }}", "marketableType": way})
            for way in ("MARKETABLE", "NON_MARKETABLE")
        ]
    return kinds


def plain(setting: Wild, at: int) -> st.SearchStrategy[Json]:
    return st.builds(
        lambda kind, then: single(str(at), *kind, then),
        st.sampled_from(setting.kinds),
        onward(setting, at),
    )


def associated(setting: Wild, at: int) -> st.SearchStrategy[Json]:
    types = st.sampled_from(ASSOCIATED_TYPES[setting.object_type])
    return st.builds(flows.write_associated, st.just(str(at)), types, onward(setting, at))


def branches(setting: Wild, at: int) -> st.SearchStrategy[Json]:
    rows = st.lists(st.tuples(mixed(setting), edges(setting)), min_size=1, max_size=3)
    return st.builds(
        lambda ways, default: flows.list_branch(str(at), *ways, default=default),
        rows,
        onward(setting, at),
    )


def output_branches(setting: Wild, at: int) -> st.SearchStrategy[Json]:
    ways = st.tuples(edges(setting), edges(setting))
    source = {"type": "FIELD_DATA", "actionId": "1", "dataKey": "result"}
    return st.builds(
        lambda two, default: {
            **flows.static_branch(
                str(at), "", ("true", two[0]), ("false", two[1]), default=default
            ),
            "inputValue": source,
        },
        ways,
        onward(setting, at),
    )


def splits(setting: Wild, at: int) -> st.SearchStrategy[Json]:
    ids = st.sampled_from([str(each) for each in range(1, setting.size + 1)])
    return st.builds(
        lambda left, right: {
            "actionId": str(at),
            "type": "AB_TEST_BRANCH",
            "testBranches": [
                {"connection": flows.edge(each), "percentage": 50} for each in (left, right)
            ],
        },
        ids,
        ids,
    )


def codes(setting: Wild, at: int) -> st.SearchStrategy[Json]:
    code = {
        "actionId": str(at),
        "type": "CUSTOM_CODE",
        "runtime": "NODE20X",
        "sourceCode": "exports.main = async (event, callback) => { callback({}); };",
        "secretNames": [],
        "inputFields": [],
        "outputFields": [{"type": "STRING", "name": "result"}, {"type": "STRING", "name": "stage"}],
    }
    hook = {
        "actionId": str(at),
        "type": "WEBHOOK",
        "method": "POST",
        "webhookUrl": "https://hooks.example.com/in",
        "queryParams": [],
    }
    return st.builds(
        lambda node, then: node if then is None else {**node, "connection": then},
        st.sampled_from([code, hook]),
        onward(setting, at),
    )


Maker = Callable[[Wild, int], st.SearchStrategy[Json]]
WILD: tuple[Maker, ...] = (branches, associated, output_branches, splits, codes)


# ---------------------------------------------------------------- whole flows


def some_of(options: Sequence[Any], most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    """One to ``most`` of the options, each once."""
    at_most = min(most, len(options))
    picked = st.lists(
        st.sampled_from(range(len(options))), min_size=1, max_size=at_most, unique=True
    )
    return picked.map(lambda chosen: tuple(options[at] for at in chosen))


@st.composite
def settings(draw: st.DrawFn, focus: Focus, largest: int) -> Wild:
    return Wild(
        focus.object_type,
        draw(some_of(focus.topics, 2)),
        focus.topics,
        draw(st.sampled_from(range(1, largest + 1))),
        draw(some_of(plain_kinds(focus.object_type), 4)),
        draw(some_of(OPAQUE, 3)),
    )


@st.composite
def wild_flows(draw: st.DrawFn, largest: int = 9) -> Json:
    """A flow that may hold anything HubSpot's format knows and some that it does not."""
    focus = draw(st.sampled_from(FOCUSES))
    setting = draw(settings(focus, largest))
    makers = (plain, plain, focus.makers[0], focus.makers[0], branches, *draw(some_of(WILD, 2)))
    actions = [
        draw(st.sampled_from(makers).flatmap(lambda make, at=at: make(setting, at)))
        for at in range(1, setting.size + 1)
    ]
    others = draw(exits(setting.topics, focus.object_type))
    if draw(st.booleans()):
        others = {**others, "timeWindows": [dict(OFFICE_HOURS)]}
    by_anything = mixed(setting).map(flows.by_list)
    enrolment = draw(st.one_of(enrolments(setting.topics), by_anything))
    return flows.flow(*actions, enrolment=enrolment, object_type=focus.object_type, **others)


OFFICE_HOURS = {
    "day": "MONDAY",
    "startTime": {"hour": 9, "minute": 0},
    "endTime": {"hour": 17, "minute": 0},
}
STAGE_OR_NONE = (None, *STAGES)
