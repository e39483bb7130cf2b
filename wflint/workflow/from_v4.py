"""Automation v4 flows as workflows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from wflint.hubspot import flow_v4 as v4
from wflint.hubspot.catalogue import CONTACT
from wflint.hubspot.envelope import Entry
from wflint.hubspot.filters import FilterBranch, UnifiedEventsBranch, UnknownPart
from wflint.hubspot.reading import Parsed
from wflint.hubspot.violations import escaped
from wflint.workflow.conditions import (
    FALSE,
    TRUE,
    Association,
    Condition,
    ListMember,
    Opaque,
    Operator,
    Output,
    Predicate,
    Property,
    Test,
    all_of,
    holds,
    is_known,
    is_option,
    some_of,
)
from wflint.workflow.filters import (
    Node,
    association_from,
    condition_of,
    nodes_of,
    operations_in,
    parts_of,
    property_changes,
)
from wflint.workflow.meanings import Inputs, meaning_of, time_of_day, title_of
from wflint.workflow.model import (
    Action,
    Anchor,
    AnchorKind,
    BlockedDate,
    Branch,
    Criteria,
    Decide,
    Enrolment,
    EnrolmentKind,
    PropertyChange,
    PropertySchedule,
    Role,
    RunCode,
    Split,
    Timing,
    Unknown,
    Window,
    Workflow,
)
from wflint.workflow.numbers import exact_number
from wflint.workflow.places import Parts
from wflint.workflow.portal import Portal
from wflint.workflow.valued import boolean_properties, multi_valued_properties

_MONTHS = (
    *("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST"),
    *("SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"),
)
_KINDS = MappingProxyType(
    {
        v4.ListBasedEnrollment: EnrolmentKind.CRITERIA,
        v4.EventBasedEnrollment: EnrolmentKind.EVENT,
        v4.ManualEnrollment: EnrolmentKind.MANUAL,
        v4.DatasetEnrollment: EnrolmentKind.DATASET,
    }
)
_FLOW_TYPES = ("CONTACT_FLOW", "PLATFORM_FLOW")


def workflow_from(
    entry: Entry, parsed: Parsed, flow: v4.FlowV4, index: int, portal: Portal
) -> Workflow:
    """The workflow that ``flow`` describes; its pointers start at ``entry.pointer``."""
    root = entry.pointer
    raw: Mapping[str, Any] = parsed.raw
    contacts = _is_contact_flow(flow)
    object_type_id = flow.object_type_id or (CONTACT if contacts else "")
    trees = list(_trees(flow, root))
    operations = list(_operations(trees))
    multi = multi_valued_properties(operations, object_type_id, portal)
    criteria = tuple(
        Criteria(role, nodes[0][1], nodes[0][0], action_id, parts_of(nodes, multi))
        for role, action_id, nodes in trees
    )
    record = _Record(object_type_id, multi, {id(c.tree): c.parts[0].condition for c in criteria})
    return Workflow(
        pointer=root,
        index=index,
        id=flow.id,
        name=flow.name,
        object_type_id=object_type_id,
        format="v4",
        enabled=flow.is_enabled is not False,
        flow_type=flow.type if flow.type in _FLOW_TYPES else None,
        enrolment=_enrolment(flow, root, record),
        start=flow.start_action_id,
        start_pointer=f"{root}/startActionId" if "startActionId" in raw else None,
        actions=tuple(_actions(flow, raw, root, record)),
        goal=_optional(flow.goal_filter_branch, record) if contacts else None,
        suppression=_suppression(flow, record, contacts=contacts),
        anchor=_anchor(flow, root) if contacts else None,
        schedule=_schedule(flow, root),
        timing=_timing(flow, root),
        criteria=criteria,
        association_objects=_data_sources(flow),
        multi_valued=multi,
        boolean=boolean_properties(operations) - multi,
        data=entry.value,
    )


class _Record(Struct, frozen=True):
    """What is known of the records that the workflow enrols."""

    object_type_id: str
    multi_valued: frozenset[str]
    asked: Mapping[int, Condition]
    """What each tree of filters asks, by the ``id`` of the model."""

    def asks(self, branch: Any) -> Condition:
        """What a filter branch asks of the record."""
        found = self.asked.get(id(branch))
        return condition_of(branch, self.multi_valued) if found is None else found


def _is_contact_flow(flow: v4.FlowV4) -> bool:
    if flow.type in _FLOW_TYPES:
        return bool(flow.type == "CONTACT_FLOW")
    return flow.object_type_id in (None, CONTACT)


# ---------------------------------------------------------------- enrolment


def _enrolment(flow: v4.FlowV4, root: str, record: _Record) -> Enrolment:
    criteria = flow.enrollment_criteria
    dates = [is_known(Property(name)) for name in _date_properties(flow)]
    if criteria is None:
        return Enrolment(EnrolmentKind.NONE, all_of(dates))
    pointer = f"{root}/enrollmentCriteria"
    met: Condition = TRUE
    drops = False
    kind = _KINDS.get(type(criteria), EnrolmentKind.UNKNOWN)
    if isinstance(criteria, v4.ListBasedEnrollment):
        met = record.asks(criteria.list_filter_branch)
        pointer = f"{pointer}/listFilterBranch" if criteria.list_filter_branch else pointer
        drops = _is_contact_flow(flow) and bool(criteria.un_enroll_objects_not_meeting_criteria)
    elif isinstance(criteria, v4.EventBasedEnrollment):
        refinement = criteria.refinement_criteria
        met = record.asks(refinement) if refinement is not None else TRUE
    elif kind is EnrolmentKind.UNKNOWN:
        met = Opaque("an enrolment of a kind that is not known")
    return Enrolment(
        kind=kind,
        trigger=all_of([met, *dates]),
        pointer=pointer,
        drops_unmet=drops,
        re_enrols=bool(criteria.should_re_enroll),
        changes=tuple(_changes(criteria, f"{root}/enrollmentCriteria")),
        on_creation=isinstance(criteria, v4.EventBasedEnrollment)
        and any(_event_type(branch) == _CREATED for branch in criteria.event_filter_branches),
        kept_by=met if drops and dates else None,
    )


_CREATED, _PROPERTY_CHANGED = "4-1463224", "4-655002"
"""HubSpot's events: a record was created; a property has changed."""


def _event_type(branch: Any) -> str | None:
    return branch.event_type_id if isinstance(branch, UnifiedEventsBranch) else None


def _changes(criteria: v4.Enrollment, pointer: str) -> Iterator[PropertyChange]:
    """The changes of properties that enrol a record, or enrol it again."""
    match criteria:
        case v4.ListBasedEnrollment(re_enrollment_triggers_filter_branches=branches):
            key = "reEnrollmentTriggersFilterBranches"
            asked = list(enumerate(branches))
        case v4.EventBasedEnrollment(event_filter_branches=branches):
            key = "eventFilterBranches"
            asked = [
                (at, b) for at, b in enumerate(branches) if _event_type(b) == _PROPERTY_CHANGED
            ]
        case _:
            return
    for index, branch in asked:
        for name, condition in property_changes(branch):
            yield PropertyChange(name, condition, f"{pointer}/{key}/{index}")


_Tree = tuple[Role, str | None, list[Node]]
"""What a tree of filters decides, of which action (None: of none), and its nodes."""


def _trees(flow: v4.FlowV4, root: str) -> Iterator[_Tree]:
    """Every tree of filters in the flow that can be read."""
    for role, at, tree in (*_enrolment_trees(flow), *_ending_trees(flow)):
        if isinstance(tree, FilterBranch):
            yield role, None, nodes_of(tree, f"{root}/{at}")
    for index, action in enumerate(flow.actions):
        if type(action) is v4.ListBranchAction:
            for number, way in enumerate(action.list_branches):
                if isinstance(way.filter_branch, FilterBranch):
                    at = f"{root}/actions/{index}/listBranches/{number}/filterBranch"
                    yield Role.BRANCH, action.action_id, nodes_of(way.filter_branch, at)


def _enrolment_trees(flow: v4.FlowV4) -> Iterator[tuple[Role, str, Any]]:
    at = "enrollmentCriteria"
    match flow.enrollment_criteria:
        case v4.ListBasedEnrollment() as listed:
            yield Role.TRIGGER, f"{at}/listFilterBranch", listed.list_filter_branch
            key = "reEnrollmentTriggersFilterBranches"
            for index, branch in enumerate(listed.re_enrollment_triggers_filter_branches):
                yield Role.RE_ENROLMENT, f"{at}/{key}/{index}", branch
        case v4.EventBasedEnrollment() as event:
            for index, branch in enumerate(event.event_filter_branches):
                yield Role.EVENT, f"{at}/eventFilterBranches/{index}", branch
            for index, branch in enumerate(event.list_membership_filter_branches):
                yield Role.EVENT, f"{at}/listMembershipFilterBranches/{index}", branch
            yield Role.TRIGGER, f"{at}/refinementCriteria", event.refinement_criteria
        case _:
            pass


def _ending_trees(flow: v4.FlowV4) -> Iterator[tuple[Role, str, Any]]:
    yield Role.GOAL, "goalFilterBranch", flow.goal_filter_branch
    yield Role.SUPPRESSION, "suppressionFilterBranch", flow.suppression_filter_branch


def _date_properties(flow: v4.FlowV4) -> Iterator[str]:
    if isinstance(flow.enrollment_schedule, v4.PropertySchedule):
        yield flow.enrollment_schedule.date_property
    if isinstance(flow.event_anchor, v4.PropertyAnchor) and _is_contact_flow(flow):
        yield flow.event_anchor.contact_property


def _optional(branch: Any, record: _Record) -> Condition | None:
    """The condition of a branch that may be left out; ``{}`` is left out as well."""
    empty = isinstance(branch, UnknownPart) and not branch.extra
    return None if branch is None or empty else record.asks(branch)


def _suppression(flow: v4.FlowV4, record: _Record, *, contacts: bool) -> Condition | None:
    if not contacts:
        return _optional(flow.suppression_filter_branch, record)
    lists = [holds(ListMember(list_id)) for list_id in flow.suppression_list_ids]
    return some_of(lists) if lists else None


# ---------------------------------------------------------------- actions


def _actions(
    flow: v4.FlowV4, raw: Mapping[str, Any], root: str, record: _Record
) -> Iterator[Action]:
    if not flow.actions:
        return
    for index, (action, plain) in enumerate(zip(flow.actions, raw["actions"], strict=True)):
        if action.action_id is not None:
            read: _Reader = _READERS.get(type(action), _unknown)
            yield read(action, plain, f"{root}/actions/{index}", record)


def _single(action: v4.SingleConnectionAction, plain: Any, pointer: str, record: _Record) -> Action:
    fields = action.fields or {}
    inputs = Inputs(fields, f"{pointer}/fields", record.object_type_id)
    meaning = meaning_of(action.action_type_id, inputs)
    return Action(
        id=action.action_id,
        pointer=pointer,
        title=title_of(meaning, action.action_type_id),
        meaning=meaning,
        default=_way(action.connection, f"{pointer}/connection", TRUE, pointer),
        type_id=action.action_type_id,
        parts=Parts(plain, fields),
    )


def _code(action: v4.CustomCodeAction, plain: Any, pointer: str, _: _Record) -> Action:
    return _program(action, plain, pointer, RunCode("code"), "Custom code")


def _webhook(action: v4.WebhookAction, plain: Any, pointer: str, _: _Record) -> Action:
    return _program(action, plain, pointer, RunCode("webhook"), "Webhook")


def _program(action: v4.Action, plain: Any, pointer: str, meaning: RunCode, title: str) -> Action:
    return Action(
        id=action.action_id,
        pointer=pointer,
        title=title,
        meaning=meaning,
        default=_way(action.connection, f"{pointer}/connection", TRUE, pointer),
        type_id=action.type,
        parts=Parts(plain),
    )


def _list_branch(action: v4.ListBranchAction, plain: Any, pointer: str, record: _Record) -> Action:
    return _decision(action, plain, pointer, "If/then", _list_branches(action, pointer, record))


def _static_branch(
    action: v4.StaticBranchAction, plain: Any, pointer: str, record: _Record
) -> Action:
    return _decision(action, plain, pointer, "Value equals", _values(action, pointer, record))


def _decision(
    action: v4.ListBranchAction | v4.StaticBranchAction,
    plain: Any,
    pointer: str,
    title: str,
    branches: Iterable[Branch],
) -> Action:
    name = action.default_branch_name
    return Action(
        id=action.action_id,
        pointer=pointer,
        title=title,
        meaning=Decide(),
        default=_way(action.default_branch, f"{pointer}/defaultBranch", TRUE, pointer, name),
        branches=tuple(branches),
        type_id=action.type,
        parts=Parts(plain),
    )


def _list_branches(action: v4.ListBranchAction, pointer: str, record: _Record) -> Iterator[Branch]:
    for index, branch in enumerate(action.list_branches):
        at = f"{pointer}/listBranches/{index}"
        asked = record.asks(branch.filter_branch)
        yield _way(branch.connection, f"{at}/connection", asked, at, branch.branch_name)


def _values(action: v4.StaticBranchAction, pointer: str, record: _Record) -> Iterator[Branch]:
    for index, branch in enumerate(action.static_branches):
        at = f"{pointer}/staticBranches/{index}"
        asked = _equals(action.input_value, branch.branch_value, record)
        yield _way(branch.connection, f"{at}/connection", asked, at, branch.branch_value)


def _equals(value: Any, text: str, record: _Record) -> Condition:
    """The input has this value, exactly."""
    match value:
        case v4.ObjectPropertyValue(property_name=name) if name in record.multi_valued:
            options = Predicate(Operator.IS_EXACTLY, tuple(text.split(";")))
            return Test(Property(name), options)
        case v4.ObjectPropertyValue(property_name=name):
            return is_option(Property(name), text)
        case v4.FieldDataValue():
            return is_option(Output(value.action_id, value.data_key), text)
        case v4.StaticValue(static_value=given) if given is not None and "{{" not in given:
            return TRUE if given == text else FALSE
        case _:
            return Opaque("a value that is not known here")


def _split(action: v4.TestBranchAction, plain: Any, pointer: str, _: _Record) -> Action:
    ways = []
    for index, branch in enumerate(action.test_branches):
        at = f"{pointer}/testBranches/{index}"
        bare = "nextActionId" in plain["testBranches"][index]
        place = at if bare else f"{at}/connection"
        ways.append(_way(branch.connection, place, TRUE, at, chr(65 + index % 26)))
    return Action(
        id=action.action_id,
        pointer=pointer,
        title="A/B test",
        meaning=Split(),
        default=ways[-1] if ways else Branch(TRUE, None, pointer),
        branches=tuple(ways[:-1]),
        type_id=action.type,
        parts=Parts(plain),
    )


def _unknown(
    action: v4.Action | v4.UnreadableAction, plain: Any, pointer: str, _: _Record
) -> Action:
    """An action that is not known, or cannot be read: every edge in it can be taken."""
    original = action.original if isinstance(action, v4.UnreadableAction) else plain
    ways = tuple(_loose_ways(original, pointer))
    last = ways[-1] if ways else Branch(TRUE, None, pointer)
    return Action(
        id=action.action_id or "",
        pointer=pointer,
        title="Unknown action",
        meaning=Unknown(),
        default=last,
        branches=ways[:-1],
        type_id=None,
        parts=Parts(original) if isinstance(original, dict) else Parts(),
    )


def _loose_ways(action: Any, pointer: str) -> Iterator[Branch]:
    """Every connection in an action of which nothing else is known."""
    pending = [(action, pointer)]
    while pending:
        here, at = pending.pop()
        inner: list[tuple[Any, str]] = []
        if isinstance(here, dict):
            target = here.get("nextActionId")
            if isinstance(target, str | int) and not isinstance(target, bool):
                yield Branch(TRUE, str(target), pointer, target_pointer=f"{at}/nextActionId")
            inner = [(value, f"{at}/{escaped(str(key))}") for key, value in here.items()]
        elif isinstance(here, list):
            inner = [(value, f"{at}/{index}") for index, value in enumerate(here)]
        pending += reversed(inner)


_Reader = Callable[[Any, Any, str, _Record], Action]
_READERS: Mapping[type, _Reader] = MappingProxyType(
    {
        v4.SingleConnectionAction: _single,
        v4.ListBranchAction: _list_branch,
        v4.StaticBranchAction: _static_branch,
        v4.TestBranchAction: _split,
        v4.CustomCodeAction: _code,
        v4.WebhookAction: _webhook,
    }
)
"""Kind of action → how it is read, with its plain value, its pointer and what is known besides."""


def _way(
    connection: Any, place: str, condition: Condition, owner: str, name: str | None = None
) -> Branch:
    target = connection.next_action_id if type(connection) is v4.Connection else None
    if target is None:
        return Branch(condition, None, owner, name=name)
    # A connection that stood inside another one by mistake.
    extra = connection.extra
    if extra and extra.get(v4.UNREADABLE) == "connection":
        place = f"{place}/connection"
    goto = (connection.edge_type or "").upper().startswith("GO")
    return Branch(condition, target, owner, f"{place}/nextActionId", name, goto)


# ---------------------------------------------------------------- dates and windows


def _anchor(flow: v4.FlowV4, root: str) -> Anchor | None:
    pointer = f"{root}/eventAnchor"
    match flow.event_anchor:
        case v4.PropertyAnchor(contact_property=name):
            return Anchor(AnchorKind.PROPERTY, pointer, property=name)
        case v4.StaticAnchor() as anchor:
            return Anchor(AnchorKind.STATIC, pointer, date=_static_date(anchor))
        case _:
            return None


def _static_date(anchor: v4.StaticAnchor) -> date | None:
    year, day = exact_number(anchor.year), exact_number(anchor.day_of_month)
    month = anchor.month.upper()
    if year is None or day is None or month not in _MONTHS:
        return None
    try:
        return date(int(year), _MONTHS.index(month) + 1, int(day))
    except (ValueError, OverflowError):
        return None


def _schedule(flow: v4.FlowV4, root: str) -> PropertySchedule | None:
    schedule = flow.enrollment_schedule
    if not isinstance(schedule, v4.PropertySchedule):
        return None
    pointer = f"{root}/enrollmentSchedule"
    # An absent switch is not known, so only a written "false" is taken for one.
    return PropertySchedule(schedule.date_property, schedule.yearly is not False, pointer)


def _timing(flow: v4.FlowV4, root: str) -> Timing:
    windows = tuple(
        Window(
            window.day.upper(),
            _minute(window.start_time),
            _minute(window.end_time),
            f"{root}/timeWindows/{index}",
        )
        for index, window in enumerate(flow.time_windows)
    )
    blocked = frozenset(day for each in flow.blocked_dates if (day := _blocked(each)) is not None)
    if windows:
        return Timing(windows, f"{root}/timeWindows", blocked)
    return Timing((), f"{root}/blockedDates", blocked) if flow.blocked_dates else Timing()


def _blocked(given: v4.BlockedDate) -> BlockedDate | None:
    """The day; None: it cannot be read."""
    day, month = exact_number(given.day_of_month), given.month.upper()
    year = exact_number(given.year) if given.year is not None else None
    if day is None or month not in _MONTHS or (given.year is not None and year is None):
        return None
    return BlockedDate(_MONTHS.index(month) + 1, int(day), None if year is None else int(year))


def _minute(time: v4.TimeOfDay | None) -> int | None:
    if time is None:
        return None
    found = time_of_day({"hour": time.hour, "minute": time.minute or 0})
    if found is None:
        return 24 * 60 if exact_number(time.hour) == 24 else None
    return found[0] * 60 + found[1]


# ---------------------------------------------------------------- what the document says beside


def _data_sources(flow: v4.FlowV4) -> dict[Association, str]:
    found: dict[Association, str] = {}
    for source in flow.data_sources:
        if source.association_type_id is None or source.object_type_id is None:
            continue
        association = association_from(source.association_category, source.association_type_id)
        if association is not None:
            found[association] = source.object_type_id
    return found


def _operations(trees: Iterable[_Tree]) -> Iterator[tuple[str, str]]:
    """Property and kind of operation of every filter on the enrolled record."""
    for role, _, nodes in trees:
        if role not in _OF_EVENTS:
            yield from operations_in(nodes)


_OF_EVENTS = (Role.EVENT, Role.RE_ENROLMENT)
"""Trees that ask about what happens to a record, not about the record."""
