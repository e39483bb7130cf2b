"""One concrete record, walked through a flow's JSON step by step, as the semantics are written.

Shares nothing with wflint: conditions and actions are read from HubSpot's JSON itself. What a
definition cannot know (events, lists, history, outputs) is asked of ``Answers``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

from tests.properties.flows import Json, actions_by_id

STAGES = (
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
    "evangelist",
    "other",
)
PRIMARY = {"1": "279", "2": "280", "5": "341", "6": "342", "25": "340", "26": "339"}
COUNTS = {
    ("0-1", "num_associated_deals"): "4",
    ("0-2", "num_associated_contacts"): "280",
    ("0-2", "num_associated_deals"): "342",
    ("0-3", "num_associated_contacts"): "3",
}
BOUNCES = ("hs_email_hard_bounce_reason_enum", "hs_email_hard_bounce_reason")
COMPANY_TYPES = {"1", "279"}
UNENGAGED = 11
SEEN_FROM_THE_OTHER_END = {3: "4", 280: "279", 279: "280", 4: "3", 28: "27"}
"""Association types of a new record, as the enrolled record has them."""
LONGEST_WALK = 120


# ---------------------------------------------------------------- values


def number_of(value: Any) -> Fraction | None:
    """The number that a text spells; None where it spells none."""
    spelt = str(value).strip()
    return Fraction(spelt) if re.fullmatch(r"[+-]?\d+(\.\d+)?", spelt) else None


def compares(value: str, operator: str, operand: Any) -> bool:
    left, right = number_of(value), number_of(operand)
    if left is None or right is None:
        return operator == "IS_NOT_EQUAL_TO"
    return {
        "IS_EQUAL_TO": left == right,
        "IS_NOT_EQUAL_TO": left != right,
        "IS_GREATER_THAN": left > right,
        "IS_GREATER_THAN_OR_EQUAL_TO": left >= right,
        "IS_LESS_THAN": left < right,
        "IS_LESS_THAN_OR_EQUAL_TO": left <= right,
    }[operator]


def lies_within(value: str, node: Json) -> bool:
    inside = compares(value, "IS_GREATER_THAN_OR_EQUAL_TO", node["lowerBound"]) and compares(
        value, "IS_LESS_THAN_OR_EQUAL_TO", node["upperBound"]
    )
    return inside == (node["operator"] == "IS_BETWEEN")


def says(value: str, operator: str, operand: str) -> bool:
    """A positive question about text, letters' case aside."""
    left, right = value.casefold(), operand.casefold()
    if operator == "CONTAINS":
        return right in left
    if operator == "STARTS_WITH":
        return left.startswith(right)
    return left.endswith(right) if operator == "ENDS_WITH" else left == right


def text_holds(value: str, operator: str, operands: list[str]) -> bool:
    positive = {"IS_NOT_EQUAL_TO": "IS_EQUAL_TO", "DOES_NOT_CONTAIN": "CONTAINS"}
    if operator in positive:
        return not any(says(value, positive[operator], operand) for operand in operands)
    return any(says(value, operator, operand) for operand in operands)


def option_holds(value: str, operator: str, options: list[str]) -> bool:
    chosen = set(value.split(";"))
    return (not chosen.isdisjoint(options)) == (operator == "IS_ANY_OF")


def set_value_holds(node: Json, value: str) -> bool:
    """What an operation answers on a value that is set."""
    kind, operator = node["operationType"], node["operator"]
    if kind == "BOOL":
        return (value == str(node["value"]).lower()) == (operator == "IS_EQUAL_TO")
    if kind == "ENUMERATION":
        return option_holds(value, operator, [str(option) for option in node["values"]])
    if kind == "NUMBER":
        return compares(value, operator, node["value"])
    if kind == "NUMBER_RANGED":
        return lies_within(value, node)
    operands = node["values"] if kind == "MULTISTRING" else [node["value"]]
    return text_holds(value, operator, operands)


def property_holds(node: Json, value: str | None) -> bool:
    """What an operation answers on a value, or on blank (None)."""
    operator = node["operator"]
    if operator in {"IS_KNOWN", "IS_NOT_BLANK"}:
        return value is not None
    if operator in {"IS_UNKNOWN", "IS_BLANK", "IS_NOT_KNOWN"}:
        return value is None
    if value is None:
        return bool(node.get("includeObjectsWithNoValueSet", False))
    return set_value_holds(node, value)


# ---------------------------------------------------------------- the record


class Answers:
    """What nobody can read in a definition, drawn from a seed. The fragment never asks."""

    def __init__(self, seed: int | None = None) -> None:
        self._random = None if seed is None else Random(seed)
        self._stable: dict[str, bool] = {}
        self._lists: dict[str, bool] = {}
        self._outputs: dict[str, str | None] = {}

    def fresh(self) -> bool:
        assert self._random is not None, "an opaque condition in the exact fragment"
        return self._random.random() < 0.5

    def stable(self, key: str) -> bool:
        if key not in self._stable:
            self._stable[key] = self.fresh()
        return self._stable[key]

    def output(self, value: Mapping[str, Any]) -> str | None:
        """What an earlier action gave: unknown, but the same each time it is read."""
        key = f"{value.get('actionId')}/{value.get('dataKey')}"
        if key not in self._outputs:
            self._outputs[key] = self.pick(["true", "false", "lead", "customer", None])
        return self._outputs[key]

    def in_list(self, list_id: str) -> bool:
        if list_id not in self._lists:
            self._lists[list_id] = self.fresh()
        return self._lists[list_id]

    def put_in_list(self, list_id: str, inside: bool) -> None:
        self._lists[list_id] = inside

    def time_passes(self) -> None:
        """Membership of lists may have changed."""
        self._lists.clear()

    def pick(self, options: list[Any]) -> Any:
        assert self._random is not None, "a choice in the exact fragment"
        return self._random.choice(options)


@dataclass(slots=True)
class State:
    """A record on its way: a property that is absent is blank."""

    object_type: str
    properties: dict[str, str]
    associations: dict[str, list[Json]] = field(default_factory=dict)
    pending: bool = False
    opted: str | None = None
    """What the flow itself last did to an e-mail subscription: OPT_IN or OPT_OUT."""

    def value(self, name: str) -> str | None:
        return self.properties.get(name) or None

    def put(self, name: str, value: str | None) -> None:
        if value:
            self.properties[name] = value
        else:
            self.properties.pop(name, None)

    def has(self, type_id: Any) -> bool:
        return bool(self.associations.get(str(type_id)))


def completed(record: Json, object_type: str) -> State:
    """A record as it would stand in the portal: facts that imply others bring them along."""
    texts = {name: str(value) for name, value in (record.get("properties") or {}).items()}
    state = State(object_type, {name: text for name, text in texts.items() if text})
    state.associations = {
        str(type_id): list(records)
        for type_id, records in (record.get("associations") or {}).items()
    }
    _complete_associations(state)
    _complete_bounce(state)
    return state


def _complete_associations(state: State) -> None:
    contact = state.object_type == "0-1"
    if contact and state.value("associatedcompanyid") and not state.has(1):
        state.associations["1"] = [{}]
    if contact and state.has(1) and not state.value("associatedcompanyid"):
        state.put("associatedcompanyid", "7001")
    for primary, plain in PRIMARY.items():
        if state.has(primary) and not state.has(plain):
            state.associations[plain] = list(state.associations[primary])
    for (object_type, name), plain in COUNTS.items():
        count = number_of(state.value(name) or "")
        if object_type == state.object_type and count and not state.has(plain):
            state.associations[plain] = [{}]


def _complete_bounce(state: State) -> None:
    if not any(state.value(name) for name in BOUNCES):
        return
    for name in BOUNCES:
        if not state.value(name):
            state.put(name, "OTHER")
    if not state.value("hs_email_is_ineligible"):
        state.put("hs_email_is_ineligible", "true")


# ---------------------------------------------------------------- conditions


def holds(condition: Json | None, state: State, answers: Answers) -> bool:
    """Whether a filter branch holds for the record as it stands."""
    kind = (condition or {}).get("filterBranchType")
    if condition is None or kind in {None, "RESTRICTED", "UNIFIED_EVENTS"}:
        return answers.fresh()
    if kind == "ASSOCIATION":
        return association_holds(condition, state, answers)
    parts = [holds(child, state, answers) for child in condition.get("filterBranches") or []]
    parts += [filter_holds(node, state, answers) for node in condition.get("filters") or []]
    if not parts:
        return answers.fresh()
    gathered = any(parts) if kind in {"OR", "NOT_ANY"} else all(parts)
    return gathered != (kind in {"NOT_ANY", "NOT_ALL"})


def association_holds(condition: Json, state: State, answers: Answers) -> bool:
    content = {**condition, "filterBranchType": "AND"}
    others = (
        State("", {"hs_object_id": "1", **other})
        for other in state.associations.get(str(condition["associationTypeId"])) or []
    )
    found = any(holds(content, other, answers) for other in others)
    return found == (condition["operator"] == "IN_LIST")


def filter_holds(node: Json, state: State, answers: Answers) -> bool:
    kind = node["filterType"]
    if kind == "CONSTANT":
        return bool(node["shouldAccept"])
    if kind == "IN_LIST":
        return answers.in_list(str(node["listId"])) == (node["operator"] == "IN_LIST")
    if kind != "PROPERTY":
        return answers.fresh()
    value, what = state.value(node["property"]), node["operation"]
    if what["operator"].startswith("HAS_"):
        return history_holds(node, value, answers)
    return property_holds(what, value)


def history_holds(node: Json, value: str | None, answers: Answers) -> bool:
    what = node["operation"]
    if value is None and not what["operator"].startswith("HAS_NEVER"):
        return bool(what.get("includeObjectsWithNoValueSet", False))
    return answers.stable(json.dumps(node, sort_keys=True))


# ---------------------------------------------------------------- enrolment


def trigger(flow: Json) -> Json | None:
    """The condition that enrolment puts on a record; None: any record."""
    criteria = flow.get("enrollmentCriteria") or {}
    key = {"LIST_BASED": "listFilterBranch", "EVENT_BASED": "refinementCriteria"}
    return criteria.get(key.get(criteria.get("type", ""), ""))


def exits(flow: Json) -> list[Json]:
    """What takes a record out at once: the goal, the suppression criteria."""
    nodes = [flow.get("goalFilterBranch"), flow.get("suppressionFilterBranch")]
    return [node for node in nodes if node is not None]


def keeps_criteria(flow: Json) -> Json | None:
    """The condition that an enrolled record must go on meeting, where the flow says so."""
    criteria = flow.get("enrollmentCriteria") or {}
    unenrols = criteria.get("unEnrollObjectsNotMeetingCriteria") is True
    return trigger(flow) if unenrols and flow.get("type") == "CONTACT_FLOW" else None


# ---------------------------------------------------------------- the walk


@dataclass(frozen=True, slots=True)
class Step:
    """One action that the record passed, and the codes of the errors it logged there."""

    action_id: str
    errors: frozenset[str]


@dataclass(frozen=True, slots=True)
class Run:
    enrolled: bool
    steps: tuple[Step, ...] = ()

    @property
    def path(self) -> list[str]:
        return [step.action_id for step in self.steps]


def walk(flow: Json, record: Json, answers: Answers | None = None, *, anyone: bool = False) -> Run:
    """Run one record; ``anyone``: it was put in without meeting the trigger."""
    answers = answers or Answers()
    state = completed(record, str(flow["objectTypeId"]))
    start, stays = trigger(flow), None if anyone else keeps_criteria(flow)
    met = anyone or start is None or holds(start, state, answers)
    if not met or left(flow, None, state, answers):
        return Run(False)
    actions, steps = actions_by_id(flow), []
    at: str | None = flow.get("startActionId")
    while at in actions and len(steps) < LONGEST_WALK:
        action = actions[at]
        errors = failures(flow, action, state, answers)
        steps.append(Step(at, errors))
        if action.get("actionTypeId") == "0-18224765":
            break
        take_effect(action, state, answers)
        if left(flow, stays, state, answers):
            break
        at = next_action(action, state, answers)
    return Run(True, tuple(steps))


def left(flow: Json, stays: Json | None, state: State, answers: Answers) -> bool:
    gone = any(holds(node, state, answers) for node in exits(flow))
    return gone or (stays is not None and not holds(stays, state, answers))


def next_action(action: Json, state: State, answers: Answers) -> str | None:
    connection = action.get("connection")
    if action["type"] == "LIST_BRANCH":
        connection = _first_that_holds(action, state, answers)
    elif action["type"] == "STATIC_BRANCH":
        connection = _equal_value(action, state, answers)
    elif action["type"] == "AB_TEST_BRANCH":
        connection = answers.pick(action["testBranches"]).get("connection")
    return None if not connection else str(connection["nextActionId"])


def _first_that_holds(action: Json, state: State, answers: Answers) -> Any:
    for row in action["listBranches"]:
        if holds(row.get("filterBranch"), state, answers):
            return row.get("connection")
    return action.get("defaultBranch")


def _equal_value(action: Json, state: State, answers: Answers) -> Any:
    source = action["inputValue"]
    given = source["type"] == "FIELD_DATA"
    value = answers.output(source) if given else state.value(source["propertyName"])
    for row in action["staticBranches"]:
        if row["branchValue"] == value:
            return row.get("connection")
    return action.get("defaultBranch")


# ---------------------------------------------------------------- what an action does


def association_of(action: Json) -> str | None:
    """The association type that a 0-5 writes through; None: it writes the enrolled record."""
    association = action["fields"].get("association") or {}
    type_id = association.get("associationTypeId")
    return None if type_id is None else str(type_id)


def static_write(action: Json) -> tuple[str, str] | None:
    """The property and the text that a 0-5 gives the enrolled record, where it says the text."""
    if action.get("actionTypeId") != "0-5" or association_of(action) is not None:
        return None
    value = action["fields"].get("value") or {"type": "STATIC_VALUE"}
    if value.get("type") != "STATIC_VALUE" or "{{" in str(value.get("staticValue")):
        return None
    return action["fields"]["property_name"], value.get("staticValue") or ""


def stage_moves(now: str | None, to: str) -> bool | None:
    """Whether a move of the lifecycle stage is accepted; None: the two cannot be compared."""
    if now is None or not to or now == to:
        return True
    if now not in STAGES or to not in STAGES:
        return None
    return STAGES.index(now) <= STAGES.index(to)


def take_effect(action: Json, state: State, answers: Answers) -> None:
    fields, kind = action.get("fields") or {}, action.get("actionTypeId")
    if kind == "0-5" and association_of(action) is None:
        _write(action, state, answers)
    elif kind == "0-31":
        state.pending = fields["marketableType"] == "MARKETABLE"
    elif kind == "0-1" and Fraction(fields.get("delta") or 0) > 0:
        _let_time_pass(state, answers)
    elif kind in {"0-63809083", "0-63863438"}:
        answers.put_in_list(str(fields["listId"]), kind == "0-63809083")
    elif kind == "0-43347357" and fields.get("channel") == "EMAIL":
        state.opted = fields["optState"]
    elif kind == "0-14":
        _create(fields, state)


def _let_time_pass(state: State, answers: Answers) -> None:
    if state.pending:
        state.put("hs_marketable_status", "true")
    state.pending = False
    answers.time_passes()


def _create(fields: Json, state: State) -> None:
    """A new record is associated with the enrolled one; a contact's first company is primary."""
    for association in fields.get("associations") or []:
        type_id = SEEN_FROM_THE_OTHER_END[association["target"]["associationTypeId"]]
        first = type_id == "279" and not state.has(279)
        state.associations.setdefault(type_id, []).append({})
        if first:
            state.associations["1"] = [{}]
            state.put("associatedcompanyid", "7001")


def written_value(action: Json, state: State, answers: Answers) -> str | None:
    """The text that a 0-5 would give the enrolled record now; None: blank."""
    static = static_write(action)
    value = action["fields"].get("value") or {}
    if static is not None:
        return static[1] or None
    if value["type"] == "OBJECT_PROPERTY":
        return state.value(value["propertyName"])
    if value["type"] == "FIELD_DATA":
        return answers.output(value)
    return "1795507200000" if value["type"] == "TIMESTAMP" else "any text"


def _write(action: Json, state: State, answers: Answers) -> None:
    name, value = action["fields"]["property_name"], written_value(action, state, answers)
    if name != "lifecyclestage" or stage_moves(state.value(name), value or ""):
        state.put(name, value)


def companies_code(flow: Json, type_id: str) -> str:
    """WF102 where a contact's company is meant, else WF101."""
    leads = {
        str(source.get("associationTypeId"))
        for source in flow.get("dataSources") or []
        if source.get("objectTypeId") == "0-2"
    }
    contact = flow["objectTypeId"] == "0-1"
    return "WF102" if contact and type_id in COMPANY_TYPES | leads else "WF101"


def failures(flow: Json, action: Json, state: State, answers: Answers) -> frozenset[str]:
    """The codes of the errors that HubSpot logs when the record as it stands meets the action."""
    kind = action.get("actionTypeId")
    if kind == "0-4" and flow["objectTypeId"] == "0-1":
        return frozenset(recipient_failures(state))
    if kind != "0-5":
        return frozenset()
    if (type_id := association_of(action)) is not None:
        code = companies_code(flow, type_id)
        return frozenset() if state.has(type_id) else frozenset({code})
    if action["fields"]["property_name"] != "lifecyclestage":
        return frozenset()
    to = written_value(action, state, answers) or ""
    moved = stage_moves(state.value("lifecyclestage"), to)
    return frozenset() if moved else frozenset({"WF103"})


def recipient_failures(state: State) -> set[str]:
    opted_out = state.opted == "OPT_OUT" or (
        state.value("hs_email_optout") == "true" and state.opted is None
    )
    checks = {
        "WF104": state.value("hs_marketable_status") != "true",
        "WF105": opted_out,
        "WF106": state.value(BOUNCES[0]) is not None,
        "WF107": is_unengaged(state.value("hs_email_sends_since_last_engagement")),
    }
    return {code for code, fails in checks.items() if fails}


def is_unengaged(sends: str | None) -> bool:
    count = None if sends is None else number_of(sends)
    return count is not None and count >= UNENGAGED
