"""Cases for the hunt: a workflow of any kind, a portal, and a seed for its records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.properties.flows import Json
from tests.properties.generator import conditions, exact_flows
from tests.properties.wild import FOCUSES, some_of, wild_flows

SEEDS = st.integers(0, 2**20)


@dataclass(frozen=True)
class Case:
    """A workflow as its file has it; ``portal``: settings, by the names that ``Portal`` has."""

    flow: Json
    portal: Json = field(default_factory=dict)
    seed: int = 0


# ---------------------------------------------------------------- beyond the wild flows


def _copy(source: Json, target: Json) -> Json:
    return {"source_property": source, "target_property": target, "target_object": "CONTACT"}


_OWNER = {"type": "OBJECT_PROPERTY", "propertyName": "hubspot_owner_id"}
_PAST, _FUTURE = "1400000000000", "4102444800000"
EXTRAS: tuple[tuple[str, Json], ...] = (
    ("0-30", {"ads_audience_id": "5"}),
    ("0-35", {"date": {"type": "STATIC_VALUE", "staticValue": _PAST}}),
    ("0-35", {"date": {"type": "OBJECT_PROPERTY", "propertyName": "renewal_date"}}),
    ("0-11", {"user_ids": ["7"], "target_property": "hubspot_owner_id"}),
    ("0-63189541", {"toObjectType": "0-2"}),
    ("0-5", {"property_name": "region", "value": {"type": "INCREMENT", "increment": 1}}),
    ("0-18224765", {}),
    ("0-8", {"subject": "x", "owner_properties": ["hubspot_owner_id"]}),
    ("0-8", {"owner_properties": ["hubspot_owner_id", "region"], "team_ids": []}),
    ("0-3", {"subject": "x", "owner_assignment": {"type": "CUSTOM", "value": _OWNER}}),
    ("0-46510720", {"sequenceId": "5", "senderType": "CONTACT_OWNER"}),
    *(
        ("0-14", {"object_type_id": kind, "properties": written, "associations": []})
        for kind in ("0-1", "0-2", "0-3")
        for written in (
            [],
            [{"targetProperty": "lifecyclestage", "value": {"staticValue": "lead"}}],
            [{"targetProperty": "region", "value": {"propertyName": "region"}}],
        )
    ),
)
WINDOWS = (
    {},
    {"timeWindows": [{"day": "TUESDAY", "startTime": {"hour": 9, "minute": 0}}]},
    {"blockedDates": [{"month": "NOVEMBER", "dayOfMonth": 24}]},
)
ANCHORS = (
    {},
    {},
    {"eventAnchor": {"type": "STATIC_DATE_ANCHOR", "month": "MAY", "dayOfMonth": 4, "year": 2024}},
    {"eventAnchor": {"type": "STATIC_DATE_ANCHOR", "month": "MAY", "dayOfMonth": 4, "year": 2030}},
    {"eventAnchor": {"type": "CONTACT_PROPERTY_ANCHOR", "contactProperty": "renewal_date"}},
)


def _with_extra(flow: Json, at: int, extra: tuple[str, Json], around: Json) -> Json:
    """``flow`` with one action of another type, and with what surrounds the actions."""
    singles = [
        number
        for number, action in enumerate(flow["actions"])
        if action.get("type") == "SINGLE_CONNECTION"
    ]
    if not singles:
        return {**flow, **around}
    chosen = singles[at % len(singles)]
    kind, fields = extra
    changed = {**flow["actions"][chosen], "actionTypeId": kind, "fields": fields}
    actions = [*flow["actions"][:chosen], changed, *flow["actions"][chosen + 1 :]]
    return {**flow, **around, "actions": actions}


def wilder_flows(largest: int = 9) -> st.SearchStrategy[Json]:
    """Wild flows with still other actions, windows, blocked dates and anchors."""
    around = st.builds(
        lambda *parts: {key: value for part in parts for key, value in part.items()},
        st.sampled_from(WINDOWS),
        st.sampled_from(ANCHORS),
    )
    extra = st.sampled_from(EXTRAS)
    return st.builds(_with_extra, wild_flows(largest), st.integers(0, 9), extra, around)


# ---------------------------------------------------------------- legacy workflows


def _criterion(name: str, kind: str, operator: str, value: str | None = None) -> Json:
    criterion = {"filterFamily": "PropertyValue", "withinTimeMode": "PAST", "property": name}
    return {**criterion, "type": kind, "operator": operator, "value": value}


STAGES = ("subscriber", "lead", "customer", "customer;evangelist")
CRITERIA = st.sampled_from(
    [
        *(_criterion("lifecyclestage", "enumeration", "SET_ANY", stage) for stage in STAGES),
        *(_criterion("lifecyclestage", "enumeration", "SET_NOT_ANY", stage) for stage in STAGES),
        _criterion("hs_marketable_status", "enumeration", "SET_ANY", "true"),
        _criterion("hs_email_optout", "bool", "NEQ", "true"),
        _criterion("hs_email_optout", "bool", "EQ", "true"),
        _criterion("hs_email_hard_bounce_reason_enum", "string", "NOT_HAS_PROPERTY"),
        _criterion("associatedcompanyid", "number", "HAS_PROPERTY"),
        _criterion("associatedcompanyid", "number", "NOT_HAS_PROPERTY"),
        _criterion("region", "string", "EQ", "North"),
        _criterion("hs_email_sends_since_last_engagement", "number", "LT", "11"),
    ]
)
GROUPS = st.lists(st.lists(CRITERIA, min_size=1, max_size=2), min_size=1, max_size=2)
OLD_KINDS: st.SearchStrategy[Json] = st.sampled_from(
    [
        {"type": "EMAIL", "emailContentId": 12},
        {"type": "DELAY", "delayMillis": 172800000},
        *(
            {"type": "SET_CONTACT_PROPERTY", "propertyName": "lifecyclestage", "newValue": stage}
            for stage in ("lead", "customer", "")
        ),
        {"type": "SET_CONTACT_PROPERTY", "propertyName": "region", "newValue": "North"},
        {"type": "SET_COMPANY_PROPERTY", "propertyName": "warm", "newValue": "yes"},
        {"type": "COPY_COMPANY_PROPERTY", "sourceProperty": "region", "targetProperty": "region"},
        {
            "type": "COPY_PROPERTY",
            "sourceProperty": "old_stage",
            "targetProperty": "lifecyclestage",
        },
        {"type": "UPDATE_LIST", "listId": 3, "operation": "ADD"},
        {"type": "WEBHOOK", "url": "https://hooks.example.com/in"},
        {"type": "DEAL"},
    ]
)


def _branch(filters: list[Any], yes: list[Json], no: list[Json]) -> Json:
    return {"type": "BRANCH", "filters": filters, "acceptActions": yes, "rejectActions": no}


OLD_ACTIONS = st.recursive(
    OLD_KINDS,
    lambda inner: st.builds(
        _branch, GROUPS, st.lists(inner, max_size=2), st.lists(inner, max_size=2)
    ),
    max_leaves=4,
)


def _numbered(actions: list[Json], first: int) -> tuple[list[Json], int]:
    """Copies with ids of their own, depth first."""
    made = []
    for action in actions:
        copy = {**action, "actionId": first}
        first += 1
        for key in ("acceptActions", "rejectActions"):
            if key in copy:
                copy[key], first = _numbered(copy[key], first)
        made.append(copy)
    return made, first


def _old_flow(actions: list[Json], criteria: list[Any], goal: list[Any] | None) -> Json:
    flow = {"id": 7, "name": "Old", "type": "DRIP_DELAY", "enabled": True}
    flow |= {"segmentCriteria": criteria, "actions": _numbered(actions, 1)[0]}
    return flow if goal is None else {**flow, "goalCriteria": goal, "goalCriteriaEnabled": True}


def old_flows() -> st.SearchStrategy[Json]:
    """Legacy v3 workflows."""
    actions = st.lists(OLD_ACTIONS, min_size=1, max_size=6)
    return st.builds(_old_flow, actions, st.just([]) | GROUPS, st.none() | GROUPS)


# ---------------------------------------------------------------- portals, cases

REVERSED = ("customer", "opportunity", "lead", "subscriber")
PORTALS: st.SearchStrategy[Json] = st.sampled_from(
    [
        {},
        {},
        {"marketing_contacts": False},
        {"legal_basis": True},
        {"graymail": False},
        {"lifecycle_order": REVERSED},
        {"time_zone": "Pacific/Auckland"},
    ]
)


def suppressed(flow: Json, node: Json | None) -> Json:
    """Platform flows alone have suppression criteria; the engine has to honour them anyway."""
    return flow if node is None else {**flow, "suppressionFilterBranch": node}


def any_flows() -> st.SearchStrategy[Json]:
    """Every kind of workflow that the hunt knows."""
    topics = st.sampled_from(FOCUSES).flatmap(lambda focus: some_of(focus.topics, 2))
    node = st.none() | st.none() | topics.flatmap(conditions)
    return st.one_of(
        wilder_flows(), st.builds(suppressed, wilder_flows(), node), exact_flows(), old_flows()
    )


def cases() -> st.SearchStrategy[Case]:
    return st.builds(Case, any_flows(), PORTALS, SEEDS)


def exact_cases() -> st.SearchStrategy[Case]:
    return st.builds(Case, exact_flows(), st.just({}), SEEDS)
