"""Legacy v3 workflows as workflows: the tree of actions becomes a graph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field

from wflint.hubspot import workflow_v3 as v3
from wflint.hubspot.catalogue import COMPANY, CONTACT, DEAL, HUBSPOT_DEFINED, OBJECT_NAMES, TICKET
from wflint.hubspot.envelope import Entry
from wflint.hubspot.primitives import Model
from wflint.workflow.axioms import PRIMARY_COMPANY
from wflint.workflow.conditions import (
    TRUE,
    All,
    AssociatedMatch,
    Association,
    Condition,
    DateRange,
    ListMember,
    Opaque,
    Operator,
    Predicate,
    Property,
    Some,
    StableFact,
    Test,
    all_of,
    holds,
    is_blank,
    is_known,
    negation,
    some_of,
)
from wflint.workflow.date_ranges import day_of
from wflint.workflow.filters import Operands, about_options, canonical
from wflint.workflow.meanings import title_of, value_of
from wflint.workflow.model import (
    Action,
    Anchor,
    AnchorKind,
    AnyValue,
    AssignOwner,
    Branch,
    CreateRecord,
    Decide,
    Delay,
    EnrolInWorkflow,
    Enrolment,
    EnrolmentKind,
    Meaning,
    NoEffect,
    Notify,
    RunCode,
    SendEmail,
    SetListMembership,
    SetProperty,
    SetSubscription,
    Target,
    Timing,
    Unknown,
    Window,
    Workflow,
)
from wflint.workflow.numbers import exact_number
from wflint.workflow.places import Parts
from wflint.workflow.portal import Portal
from wflint.workflow.valued import boolean_properties, multi_valued_properties

_MOST_MINUTES = 1e9
_WEEK = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def workflow_from(entry: Entry, flow: v3.WorkflowV3, index: int, portal: Portal) -> Workflow:
    """The workflow that ``flow`` describes; its pointers start at ``entry.pointer``."""
    root = entry.pointer
    operations = list(_operations(_all_criteria(flow)))
    multi = multi_valued_properties(operations, CONTACT, portal)
    walk = _Walk(multi)
    start = walk.sequence(flow.actions, f"{root}/actions", None)
    suppressed = tuple(holds(ListMember(list_id)) for list_id in flow.suppression_list_ids)
    goals = flow.extra.get("goalCriteriaEnabled") is not False
    return Workflow(
        pointer=root,
        index=index,
        id=flow.id,
        name=flow.name,
        object_type_id=CONTACT,
        format="v3",
        enabled=flow.enabled is not False,
        flow_type=None,
        enrolment=_enrolment(flow, root, multi),
        start=start,
        start_pointer=None,
        actions=tuple(sorted(walk.actions, key=lambda action: walk.order[action.pointer])),
        goal=_criteria(flow.goal_criteria, multi) if flow.goal_criteria and goals else None,
        suppression=some_of(suppressed) if suppressed else None,
        anchor=_anchor(flow, root),
        timing=_timing(flow, root),
        multi_valued=multi,
        boolean=boolean_properties(operations) - multi,
        data=entry.value,
    )


# ---------------------------------------------------------------- enrolment


def _enrolment(flow: v3.WorkflowV3, root: str, multi: frozenset[str]) -> Enrolment:
    anchor = flow.event_anchor
    dated = anchor.contact_property_anchor if anchor is not None else None
    known = (is_known(Property(dated)),) if dated else ()
    asks = bool(flow.segment_criteria) and not flow.only_enrolls_manually
    met = _criteria(flow.segment_criteria, multi) if asks else TRUE
    return Enrolment(
        kind=_enrolment_kind(flow),
        trigger=all_of((met, *known)),
        pointer=f"{root}/segmentCriteria" if flow.segment_criteria else None,
        drops_unmet=asks and bool(flow.listening),
        re_enrols=bool(flow.allow_contact_to_trigger_multiple_times),
        kept_by=met if known else None,
    )


def _enrolment_kind(flow: v3.WorkflowV3) -> EnrolmentKind:
    if flow.only_enrolls_manually:
        return EnrolmentKind.MANUAL
    return EnrolmentKind.CRITERIA if flow.segment_criteria else EnrolmentKind.NONE


# ---------------------------------------------------------------- actions


class _Walk(Struct):
    """The actions found so far, and where in the file's order each is."""

    multi_valued: frozenset[str]
    actions: list[Action] = field(default_factory=list)
    order: dict[str, int] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def sequence(self, actions: Sequence[Any], pointer: str, then: str | None) -> str | None:
        """Add a list of actions that go on to ``then``; returns the id of the first."""
        named = [(self._name(action, f"{pointer}/{i}"), action) for i, action in enumerate(actions)]
        for index, (action_id, action) in enumerate(named):
            following = named[index + 1][0] if index + 1 < len(named) else then
            self._add(action_id, action, f"{pointer}/{index}", following)
        return named[0][0] if named else then

    def _name(self, action: Any, pointer: str) -> str:
        """The action's id; where it has none, or not one of its own, its place."""
        name = action.action_id or action.step_id
        if name is None or name in self.taken:
            name = f"at {pointer}"
        self.taken.add(name)
        return str(name)

    def _add(self, action_id: str, action: Any, pointer: str, following: str | None) -> None:
        self.order[pointer] = len(self.order)
        if isinstance(action, v3.BranchV3):
            accept = self.sequence(action.accept_actions, f"{pointer}/acceptActions", following)
            reject = self.sequence(action.reject_actions, f"{pointer}/rejectActions", following)
            asked = _branch_condition(action, self.multi_valued)
            branches = (Branch(asked, accept, f"{pointer}/acceptActions", name="yes"),)
            default = Branch(TRUE, reject, f"{pointer}/rejectActions", name="no")
            made = Action(action_id, pointer, "If/then", Decide(), default, branches, "BRANCH")
        else:
            meaning = _meaning(action, pointer)
            way = Branch(TRUE, following, pointer)
            title = _title(action, meaning)
            kind = getattr(action, "type", None)
            made = Action(action_id, pointer, title, meaning, way, (), kind, _parts(action))
        self.actions.append(made)


def _branch_condition(action: v3.BranchV3, multi: frozenset[str]) -> Condition:
    groups: Sequence[Sequence[Any]] = action.filters
    if groups:
        return _criteria(groups, multi)
    if action.filters_list_id is not None:
        return holds(ListMember(action.filters_list_id))
    return Opaque("a branch without filters")


_NAMES: Mapping[str, str] = MappingProxyType(
    {"newValue": "value", "emailContentId": "content", "targetProperty": "property"}
)


def _parts(action: Any) -> Parts:
    written = {
        "newValue": getattr(action, "new_value", None),
        "emailContentId": getattr(action, "email_content_id", None),
        "targetProperty": getattr(action, "target_property", None),
    }
    return Parts({key: value for key, value in written.items() if value is not None}, names=_NAMES)


def _title(action: Any, meaning: Meaning) -> str:
    kind = getattr(action, "type", None)
    title = title_of(meaning, None)
    if title != "Action" or kind is None:
        return title
    return str(kind).replace("_", " ").capitalize()


# ---------------------------------------------------------------- what actions mean


def _meaning(action: Any, pointer: str) -> Meaning:
    match action:
        case v3.DelayV3():
            return _delay(action)
        case v3.EmailV3(email_content_id=content):
            return SendEmail(content)
        case v3.SetPropertyV3(type=kind, property_name=name, new_value=new):
            target = Target(None, COMPANY) if kind == "SET_COMPANY_PROPERTY" else None
            place = pointer if new is None else f"{pointer}/newValue"
            return SetProperty(name, value_of(new, place), target)
        case v3.CopyPropertyV3():
            return _copy(action)
        case v3.UpdateListV3():
            return _update_list(action)
        case v3.ActionV3(type=kind):
            reader = _OTHERS.get(kind)
            return reader(action) if reader is not None else Unknown()
        case _:
            return Unknown()


def _delay(action: v3.DelayV3) -> Meaning:
    millis = exact_number(action.delay_millis)
    setting = action.anchor_setting
    at = exact_number(setting.exec_time_in_minutes) if setting is not None else None
    time = (int(at) // 60, int(at) % 60) if at is not None and 0 <= at < 24 * 60 else None
    if setting is not None or millis is None:
        # Counted from the date that the workflow is centred on, which may have passed.
        return Delay(0.0, time)
    return Delay(min(max(float(millis) / 60_000, 0.0), _MOST_MINUTES), time)


def _copy(action: v3.CopyPropertyV3) -> Meaning:
    model = (action.target_model or "CONTACT").upper()
    company = action.type == "COPY_COMPANY_PROPERTY" or OBJECT_NAMES.get(model) == COMPANY
    target = Target(None, COMPANY) if company else None
    return SetProperty(action.target_property, AnyValue(action.source_property), target)


def _update_list(action: v3.UpdateListV3) -> Meaning:
    operation = (_extra(action, "operation", "updateType") or "").upper()
    if action.list_id is None or not operation.startswith(("ADD", "REMOVE")):
        return Unknown()
    return SetListMembership(action.list_id, operation.startswith("ADD"))


def _extra(model: Model, *keys: str) -> str | None:
    """The first text or number under one of ``keys``, which the formats do not describe."""
    found = [model.extra.get(key) for key in keys]
    usable = (v for v in found if isinstance(v, str | int) and not isinstance(v, bool))
    value = next(usable, None)
    return None if value is None else str(value)


def _add_to(action: v3.ActionV3) -> Meaning:
    name = _extra(action, "propertyName", "targetProperty")
    return SetProperty(name, AnyValue()) if name is not None else Unknown()


def _created(object_type_id: str, type_id: int) -> Callable[[v3.ActionV3], Meaning]:
    association = Association(HUBSPOT_DEFINED, type_id)
    return lambda _: CreateRecord(object_type_id, (association,))


_OTHERS: Mapping[str, Callable[[v3.ActionV3], Meaning]] = MappingProxyType(
    {
        "ADD_SUBTRACT_PROPERTY": _add_to,
        "WEBHOOK": lambda _: RunCode("webhook"),
        "TASK": lambda _: NoEffect(),
        "TICKET": _created(TICKET, 15),
        "DEAL": _created(DEAL, 4),
        "NOTIFICATION": lambda _: Notify(),
        "SMS_NOTIFICATION": lambda _: Notify(),
        "LEAD_ASSIGNMENT": lambda _: AssignOwner("hubspot_owner_id", certain=False),
        "WORKFLOW_ENROLLMENT": lambda action: EnrolInWorkflow(_extra(action, "workflowId")),
        "CREATE_SFDC_TASK": lambda _: NoEffect(),
        "SET_SALESFORCE_CAMPAIGN_MEMBERSHIP": lambda _: NoEffect(),
        "UPDATE_EMAIL_SUBSCRIPTION": lambda _: SetSubscription(None, None, email=True),
    }
)
"""The actions of which only the type matters."""


# ---------------------------------------------------------------- criteria


def _all_criteria(flow: v3.WorkflowV3) -> list[Sequence[Any]]:
    """Every group of questions in the workflow."""
    found: list[Sequence[Any]] = []
    found.extend(flow.segment_criteria)
    found.extend(flow.goal_criteria)
    pending = [flow.actions]
    while pending:
        for action in pending.pop():
            if isinstance(action, v3.BranchV3):
                found.extend(action.filters)
                pending += [action.accept_actions, action.reject_actions]
    return found


def _criteria(groups: Sequence[Sequence[Any]], multi: frozenset[str]) -> Condition:
    """Some group of which every question is answered with yes."""
    return some_of(
        all_of(_question(one, multi) for one in group) if group else Opaque("an empty group")
        for group in groups
    )


def _question(one: v3.Criterion | None, multi: frozenset[str]) -> Condition:
    if one is None:
        return Opaque("a filter that is not shown")
    family = one.filter_family or "PropertyValue"
    if family == "PropertyValue" and one.property and _of_contact(one):
        return _about_property(one, one.property, multi)
    if family == "CompanyPropertyValue" and one.property:
        return _about_company(one, one.property)
    list_id = _extra(one, "listId")
    if family == "ListMembership" and list_id is not None:
        member = holds(ListMember(list_id))
        return negation(member) if "NOT" in (one.operator or "") else member
    return Opaque(f"a filter of kind {family}", canonical(one))


def _of_contact(one: v3.Criterion) -> bool:
    return (one.property_object_type or "CONTACT").upper() in ("CONTACT", CONTACT)


def _about_company(one: v3.Criterion, name: str) -> Condition:
    """A question about the contact's company; only a yes to a positive one says there is one."""
    asked = _about_property(one, name, frozenset())
    if isinstance(asked, Test) and not asked.predicate.negated:
        return holds(AssociatedMatch(PRIMARY_COMPANY, canonical(one), asked))
    return Opaque(f"{name} of the company", canonical(one))


_ASKS: Mapping[str, tuple[Operator, bool]] = MappingProxyType(
    {
        "EQ": (Operator.EQUALS, False),
        "NEQ": (Operator.EQUALS, True),
        "CONTAINS": (Operator.CONTAINS, False),
        "DOES_NOT_CONTAIN": (Operator.CONTAINS, True),
        "STR_STARTS_WITH": (Operator.STARTS_WITH, False),
        "STR_ENDS_WITH": (Operator.ENDS_WITH, False),
        "SET_ANY": (Operator.IS_OPTION, False),
        "SET_NOT_ANY": (Operator.IS_OPTION, True),
        "SET_EQ": (Operator.IS_EXACTLY, False),
        "SET_NEQ": (Operator.IS_EXACTLY, True),
        "SET_ALL": (Operator.CONTAINS_ALL, False),
        "SET_NOT_ALL": (Operator.CONTAINS_ALL, True),
        "GT": (Operator.GREATER, False),
        "GTE": (Operator.AT_LEAST, False),
        "LT": (Operator.LESS, False),
        "LTE": (Operator.AT_MOST, False),
    }
)
_NUMBERS = {
    Operator.EQUALS: Operator.IS_NUMBER,
    Operator.GREATER: Operator.GREATER,
    Operator.AT_LEAST: Operator.AT_LEAST,
    Operator.LESS: Operator.LESS,
    Operator.AT_MOST: Operator.AT_MOST,
}
_COMPARISONS = (Operator.GREATER, Operator.AT_LEAST, Operator.LESS, Operator.AT_MOST)


def _about_property(one: v3.Criterion, name: str, multi: frozenset[str]) -> Condition:
    operator = one.operator or ""
    if operator in ("IS_NOT_EMPTY", "HAS_PROPERTY"):
        return is_known(Property(name))
    if operator in ("IS_EMPTY", "NOT_HAS_PROPERTY"):
        return is_blank(Property(name))
    predicate = _predicate(one, operator, several=name in multi)
    if predicate is None:
        return _fact(one, name, operator)
    test = Test(Property(name), predicate)
    if not predicate.negated:
        return test
    # v3 does not say whether "is not" holds of a blank value.
    return Some((test, All((is_blank(Property(name)), Opaque("a blank value", canonical(one))))))


def _fact(one: v3.Criterion, name: str, operator: str) -> Condition:
    """A question that the value alone does not answer."""
    names = (name, one.compare_property) if one.compare_property else (name,)
    fact = holds(StableFact(f"{name} {canonical(one)}", names, _date_range(one, name)))
    return all_of((is_known(Property(name)), fact)) if operator in _OF_SET_VALUES else fact


_OF_SET_VALUES = {"GT", "GTE", "LT", "LTE", "BETWEEN", "EQ", "WITHIN_TIME", "WITHIN_TIME_REL"}
"""Operators that hold of no blank value."""


def _date_range(one: v3.Criterion, name: str) -> DateRange | None:
    """Where the date lies if the answer is yes; the value is a moment in epoch milliseconds."""
    day = day_of(one.value) if one.type in _DATES and not one.compare_property else None
    match one.operator:
        case "GT" | "GTE" if day is not None:
            return DateRange(name, after=day)
        case "LT" | "LTE" if day is not None:
            return DateRange(name, before=day)
        case _:
            return None


_DATES = ("date", "datetime")


def _predicate(one: v3.Criterion, operator: str, *, several: bool) -> Predicate | None:
    """The question as one about a value; None: the value alone does not answer it."""
    value = one.value if one.value is not None else one.str_value
    if operator not in _ASKS or value is None or one.compare_property or one.type in _DATES:
        return None
    asks, negated = _ASKS[operator]
    if one.type == "bool":
        truth = "true" if str(value).lower() == "true" else "false"
        return Predicate(Operator.IS_OPTION, (truth,), negated=negated)
    if one.type == "number" or asks in _COMPARISONS:
        number, numeric = exact_number(value), _NUMBERS.get(asks)
        if number is None or numeric is None:
            return None
        return Predicate(numeric, (number,), negated=negated)
    if one.type == "enumeration" and asks is Operator.EQUALS:
        asks = Operator.IS_OPTION
    asks, operands = about_options(asks, _operands(value, asks), several=several)
    return Predicate(asks, operands, negated=negated)


def _operands(value: Any, asks: Operator) -> Operands:
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    if isinstance(value, bool):
        return ("true" if value else "false",)
    many = asks in (Operator.IS_OPTION, Operator.IS_EXACTLY, Operator.CONTAINS_ALL)
    return tuple(part for part in str(value).split(";") if part) if many else (str(value),)


_KINDS = MappingProxyType(
    {"enumeration": "ENUMERATION", "number": "NUMBER", "bool": "BOOL", "string": "STRING"}
)


def _operations(groups: Iterable[Sequence[Any]]) -> Iterator[tuple[str, str]]:
    for group in groups:
        for one in group:
            own = one is not None and (one.filter_family or "PropertyValue") == "PropertyValue"
            if own and one.property and _of_contact(one) and one.type in _KINDS:
                yield one.property, _KINDS[one.type]


# ---------------------------------------------------------------- dates and windows


def _anchor(flow: v3.WorkflowV3, root: str) -> Anchor | None:
    anchor = flow.event_anchor
    setting = flow.recurring_setting
    recurs = setting is not None and setting.type not in (None, "NONE")
    pointer = f"{root}/eventAnchor"
    if anchor is None:
        return None
    if anchor.contact_property_anchor:
        name = anchor.contact_property_anchor
        return Anchor(AnchorKind.PROPERTY, pointer, property=name, recurs=recurs)
    if anchor.static_date_anchor:
        day = None if recurs else _date(anchor.static_date_anchor)
        return Anchor(AnchorKind.STATIC, pointer, date=day, recurs=recurs)
    return None


def _date(text: str) -> date | None:
    """The day that ``mm/dd/yyyy`` means; None: another form, which recurs or cannot be read."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    month, day, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _timing(flow: v3.WorkflowV3, root: str) -> Timing:
    span = flow.nurture_time_range
    hours: tuple[int | None, int | None] = (None, None)
    pointer = None
    if span is not None and span.enabled:
        pointer = f"{root}/nurtureTimeRange"
        hours = (_minutes(span.start_hour), _minutes(span.stop_hour))
    if flow.only_exec_on_biz_days:
        place = pointer or f"{root}/onlyExecOnBizDays"
        return Timing(tuple(Window(day, *hours, place) for day in _WEEK), place)
    return Timing((Window(None, *hours, pointer),), pointer) if pointer else Timing()


def _minutes(hour: Any) -> int | None:
    number = exact_number(hour)
    return int(number * 60) if number is not None and 0 <= number <= 24 else None
