"""What one action does to the record, and the errors it logs."""

from __future__ import annotations

from datetime import datetime

from wflint.hubspot.catalogue import ASSOCIATIONS, COMPANY, CONTACT, HUBSPOT_DEFINED
from wflint.simulate import clock
from wflint.simulate.evaluate import accepts, holds
from wflint.simulate.recipients import not_added, not_sent
from wflint.simulate.record import Record
from wflint.simulate.state import OPT_IN, STATUS, State, state_of
from wflint.simulate.ties import Associated
from wflint.workflow.conditions import Subscription, tests
from wflint.workflow.model import (
    Action,
    AdsAudience,
    AnyValue,
    AssignOwner,
    CreateRecord,
    CreateTask,
    Decide,
    Delay,
    EnrolInSequence,
    EnrolmentKind,
    Notify,
    SendEmail,
    SetListMembership,
    SetMarketingStatus,
    SetProperty,
    SetSubscription,
    SomeValue,
    StaticText,
    Target,
    Value,
    WaitForEvent,
    WaitUntilDate,
)
from wflint.workflow.numbers import exact_number

_STAGE = "lifecyclestage"
_SOME_OWNER = "1"
_EVENT_HAPPENED = "hs_event_criteria_met"
"""The output by which a delay until an event says whether it happened (seen in exports)."""


def perform(action: Action, state: State) -> tuple[str, ...]:
    """Let ``action`` change ``state``; the codes of the errors that it logs."""
    match action.meaning:
        case SendEmail() as email:
            return not_sent(email, state)
        case AdsAudience():
            return not_added(state)
        case SetProperty(target=None) as write:
            return _write(action, write, state)
        case SetProperty(target=Target() as target) as write:
            return _write_associated(target, write, state)
        case WaitUntilDate() as wait:
            return _wait_until_date(wait, state)
        case CreateRecord() as created:
            return _create(created, state)
        case Notify(names) | CreateTask(names) | EnrolInSequence(names):
            return ("WF111",) if names and not any(map(state.value, names)) else ()
        case Delay() as delay:
            _delay(delay, state)
        case WaitForEvent() as wait_for:
            _wait_for_event(action, wait_for, state)
        case _:
            _mark(action, state)
    return ()


def _mark(action: Action, state: State) -> None:
    """What never fails."""
    match action.meaning:
        case SetMarketingStatus(marketable):
            state.pending = marketable
        case SetSubscription() as choice:
            _subscribe(choice, state)
        case SetListMembership(list_id, True):
            state.lists.add(list_id)
        case SetListMembership(list_id, False):
            state.lists.discard(list_id)
        case AssignOwner(name, certain):
            now = state.value(name) or (_SOME_OWNER if certain else None)
            state.put(name, state.answers.outputs.get((action.id, name), now))
        case Decide():
            state.confirmed = state.confirmed or _finds_opt_in(action, state)
        case _:
            pass


# ---------------------------------------------------------------- time


def _pass_time(state: State, until: datetime) -> None:
    """Wait: what was asked for with "set as marketing contact" has come about."""
    state.at = until
    if state.pending:
        state.put(STATUS, "true")
        state.pending = False


def _delay(delay: Delay, state: State) -> None:
    if delay.minutes > 0:
        at = clock.later(state.at, delay.minutes)
        _pass_time(state, clock.next_time(at, delay.time_of_day, delay.days, state.zone))


def _wait_for_event(action: Action, wait: WaitForEvent, state: State) -> None:
    """To the event at once, if events are assumed; else to the end, where there is one."""
    happens = state.answers.assume_events
    if not happens and wait.minutes is not None and wait.minutes > 0:
        _pass_time(state, clock.later(state.at, wait.minutes))
    state.outputs.setdefault((action.id, _EVENT_HAPPENED), "true" if happens else "false")


def _wait_until_date(wait: WaitUntilDate, state: State) -> tuple[str, ...]:
    """To the date; one on a day that has passed is skipped."""
    moment = _date_of(wait, state)
    if moment is None:
        return ()
    moment = clock.at_time(clock.later(moment, wait.offset_minutes), wait.time_of_day, state.zone)
    if clock.day_of(moment, state.zone) < clock.day_of(state.at, state.zone):
        return ("WF108",)
    if moment > state.at:
        _pass_time(state, moment)
    return ()


def _date_of(wait: WaitUntilDate, state: State) -> datetime | None:
    if wait.fixed is not None:
        return clock.from_milliseconds(wait.fixed)
    text = state.value(wait.property) if wait.property is not None else None
    return clock.from_text(text, state.zone) if text is not None else None


# ---------------------------------------------------------------- writes


def _write(action: Action, write: SetProperty, state: State) -> tuple[str, ...]:
    """A write of the enrolled record; the lifecycle stage does not go back."""
    value = _written(action, write.property, write.value, state)
    if write.property == _STAGE and not _moves(state.value(_STAGE), value, write.value, state):
        return ("WF103",)
    state.put(write.property, value)
    return ()


def _moves(now: str | None, new: str | None, value: Value, state: State) -> bool:
    """Whether HubSpot accepts a stage: forward, the same, or any where there is none."""
    if new is None and isinstance(value, AnyValue) and value.source_property is None:
        # An unknown stage is comparable with none.
        return now is None
    order = state.portal.lifecycle_order
    if now is None or not new or now == new:
        return True
    return now in order and new in order and order.index(now) < order.index(new)


def _written(action: Action, name: str, value: Value, state: State) -> str | None:
    """The value that is written; what nobody can know is blank unless it is given."""
    match value:
        case StaticText(text):
            return text
        case SomeValue():
            found: str | None = str(clock.to_milliseconds(state.at))
        case AnyValue(source_property=str() as source):
            found = state.value(source)
        case AnyValue(increment=float() as amount):
            found = _sum(state.value(name), amount)
        case _:
            found = None
    return state.answers.outputs.get((action.id, name), found)


def _sum(text: str | None, amount: float) -> str | None:
    number = exact_number(text or "0")
    added = exact_number(amount)
    if number is None or added is None:
        return None
    total = number + added
    return str(total.numerator) if total.denominator == 1 else str(float(total))


def _write_associated(target: Target, write: SetProperty, state: State) -> tuple[str, ...]:
    """A write of associated records, which has no effect on the enrolled one."""
    records = _records(target, state)
    if not records:
        return ("WF102",) if _is_contacts_company(target, state) else ("WF101",)
    if write.property != _STAGE or not isinstance(write.value, StaticText):
        return ()
    new = write.value.text
    stages = [record.get(_STAGE) or None for record in records]
    return () if all(_moves(now, new, write.value, state) for now in stages) else ("WF103",)


def _records(target: Target, state: State) -> Associated:
    if target.association is not None:
        return state.associated(target.association)
    return state.records_of(target.object_type_id)


def _is_contacts_company(target: Target, state: State) -> bool:
    """Whether the company of an enrolled contact is meant."""
    if state.workflow.object_type_id != CONTACT:
        return False
    if target.association is None:
        return target.object_type_id == COMPANY
    named = target.association
    own = ASSOCIATIONS.get(named.type_id) if named.category == HUBSPOT_DEFINED else None
    leads_to = (
        target.object_type_id,
        own[1] if own is not None else None,
        state.workflow.association_objects.get(named),
        state.portal.association_objects.get(named),
    )
    return COMPANY in leads_to


def _create(created: CreateRecord, state: State) -> tuple[str, ...]:
    """A new record; one that would be enrolled in this very workflow is a loop."""
    texts = {
        name: value.text
        for name, value in created.properties
        if isinstance(value, StaticText) and value.text
    }
    for association in dict.fromkeys(created.associations):
        state.associate(association, texts)
    return ("WF110",) if _enrols_itself(created, state) else ()


def _enrols_itself(created: CreateRecord, state: State) -> bool:
    """Whether the new record, with nothing but what is written to it, is enrolled at once."""
    enrolment = state.workflow.enrolment
    if created.object_type_id != state.workflow.object_type_id:
        return False
    copied = {
        name: state.value(value.source_property)
        for name, value in created.properties
        if isinstance(value, AnyValue) and value.source_property is not None
    }
    fixed = {n: value.text for n, value in created.properties if isinstance(value, StaticText)}
    values = {name: value for name, value in {**fixed, **copied}.items() if value}
    new = state_of(state.scene, Record(values), state.answers, state.at)
    changed = any(c.property in values and holds(c.condition, new) for c in enrolment.changes)
    match enrolment.kind:
        case EnrolmentKind.CRITERIA:
            begins = True
        case EnrolmentKind.EVENT:
            begins = enrolment.on_creation or changed
        case _:
            begins = False
    out = [c for c in (state.workflow.goal, state.workflow.suppression) if c is not None]
    return begins and holds(enrolment.trigger, new) and not any(holds(c, new) for c in out)


# ---------------------------------------------------------------- subscriptions


def _subscribe(choice: SetSubscription, state: State) -> None:
    """An opt-in or opt-out; where the definition does not say which, nothing is known to change."""
    if choice.opt_in is None:
        return
    named = choice.subscription_id
    if named is not None:
        state.subscriptions[named] = OPT_IN if choice.opt_in else "OPT_OUT"
    if choice.email:
        state.opted.pop(named, None)
        state.opted[named] = choice.opt_in
        state.confirmed = False
    elif named is not None:
        state.other_channels.add(named)


def _finds_opt_in(action: Action, state: State) -> bool:
    """Whether a question of this branch shows an opt-in to e-mail."""
    return any(
        isinstance(test.subject, Subscription)
        and test.subject.opt_in_only
        and accepts(test.subject, state)
        for branch in action.branches
        for test in tests(branch.condition)
    )
