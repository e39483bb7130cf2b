"""Running one record through a workflow: its steps, its errors, and what is left of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from wflint.hubspot.catalogue import associated_object, record_names, unlabelled_association
from wflint.simulate.clock import next_opening, span
from wflint.simulate.evaluate import Answers, evaluate
from wflint.simulate.failures import NOTHING_KNOWN, LoggedError, Own, email_errors, logged
from wflint.simulate.record import CONTACT, Record, complete
from wflint.workflow.conditions import Condition, Subscription, tests
from wflint.workflow.model import (
    Action,
    AdsAudience,
    AnchorKind,
    AnyValue,
    AssignOwner,
    CreateRecord,
    Decide,
    Delay,
    DeleteRecord,
    SendEmail,
    SetListMembership,
    SetMarketingStatus,
    SetProperty,
    SetSubscription,
    SomeValue,
    Split,
    StaticText,
    Target,
    Value,
    WaitForEvent,
    WaitUntilDate,
    Workflow,
)
from wflint.workflow.portal import Portal

MAX_STEPS = 10_000
STAGE = "lifecyclestage"
STATUS = "hs_marketable_status"


@dataclass(frozen=True, slots=True)
class Step:
    """One action that the record passed."""

    action_id: str
    outcome: Literal["executed", "failed", "skipped"]
    errors: tuple[LoggedError, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a record."""

    enrolled: bool
    steps: tuple[Step, ...]
    record: Record


@dataclass(frozen=True, slots=True)
class _State:
    """A record on its way. ``pending``: 0-31 was asked for. ``own``: its last opt-in or opt-out."""

    record: Record
    at: datetime
    pending: bool = False
    own: Own = NOTHING_KNOWN
    errors: tuple[LoggedError, ...] = ()
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class _Setting:
    """What stays the same during a run."""

    workflow: Workflow
    portal: Portal
    answers: Answers
    force: bool

    def holds(self, condition: Condition | None, record: Record) -> bool:
        return condition is not None and evaluate(condition, record, self.answers)


def run(  # noqa: PLR0913 - all but three have defaults
    workflow: Workflow,
    record: Record,
    portal: Portal,
    *,
    start: datetime,
    force: bool = False,
    assume_events: bool = False,
    facts: Mapping[str, bool] | None = None,
) -> Run:
    """The steps of ``record``; ``force`` enrols it by hand, past the trigger.

    ``facts``: answers to what no record says, by the facts' keys. A run ends after ``MAX_STEPS``.
    """
    answers = Answers(facts or {}, assume_events, {}, workflow.multi_valued)
    setting = _Setting(workflow, portal, answers, force)
    own = Own(opt_in_filters=_opt_in_filters(workflow))
    state = _State(complete(record, workflow.object_type_id), start, own=own)
    if not force and not setting.holds(workflow.enrolment.trigger, state.record):
        return Run(enrolled=False, steps=(), record=state.record)
    if _leaves(setting, state.record, first=True):
        return Run(enrolled=False, steps=(), record=state.record)
    return _walk(setting, state)


def _opt_in_filters(workflow: Workflow) -> tuple[tuple[str, ...], ...]:
    conditions = [workflow.enrolment.trigger, workflow.goal, workflow.suppression]
    conditions += [branch.condition for action in workflow.actions for branch in action.branches]
    found = [
        test.subject.subscription_ids
        for condition in conditions
        if condition is not None
        for test in tests(condition)
        if isinstance(test.subject, Subscription) and test.subject.opt_in_only
    ]
    return tuple(dict.fromkeys(found))


def _leaves(setting: _Setting, record: Record, *, first: bool = False) -> bool:
    """Goal or suppression met, or, where that counts, the trigger no longer."""
    workflow = setting.workflow
    if setting.holds(workflow.goal, record) or setting.holds(workflow.suppression, record):
        return True
    enrolment = workflow.enrolment
    if first or setting.force or not enrolment.drops_unmet:
        return False
    return not setting.holds(enrolment.kept, record)


def _walk(setting: _Setting, state: _State) -> Run:
    actions = setting.workflow.by_id()
    steps: list[Step] = []
    here = setting.workflow.start
    while here is not None and here in actions and len(steps) < MAX_STEPS:
        action = actions[here]
        state = _perform(action, replace(state, errors=(), skipped=False), setting)
        steps.append(Step(here, _outcome(state), state.errors, state.at))
        if isinstance(action.meaning, DeleteRecord) or _leaves(setting, state.record):
            break
        here = _next(action, state.record, setting)
    return Run(enrolled=True, steps=tuple(steps), record=state.record)


def _outcome(state: _State) -> Literal["executed", "failed", "skipped"]:
    if state.skipped:
        return "skipped"
    return "failed" if any(e.code not in ("WF108", "WF109") for e in state.errors) else "executed"


def _next(action: Action, record: Record, setting: _Setting) -> str | None:
    if isinstance(action.meaning, Split):
        return action.branches[0].target if action.branches else action.default.target
    for branch in action.branches:
        if setting.holds(branch.condition, record):
            return branch.target
    return action.default.target


# ---------------------------------------------------------------- single actions


def _perform(action: Action, state: _State, setting: _Setting) -> _State:
    waits = isinstance(action.meaning, Delay | WaitUntilDate | WaitForEvent)
    if not waits and not isinstance(action.meaning, Decide | Split):
        state = _in_window(state, setting)
    match action.meaning:
        case Delay() | WaitForEvent():
            return _wait(action, state, setting)
        case WaitUntilDate():
            return _wait_until(action.meaning, state, setting)
        case SetProperty(name, value, None):
            return _write(name, value, state, setting)
        case SetProperty(target=Target() as target):
            return _write_associated(target, state, setting)
        case SendEmail() if setting.workflow.object_type_id == CONTACT:
            errors = email_errors(action.meaning, state.record, state.own, setting.portal)
            return _failed(state, *errors)
        case AdsAudience() if _is_refused(state, setting):
            return _failed(state, logged("WF104"))
        case _:
            return _quiet(action, state)


def _quiet(action: Action, state: _State) -> _State:
    """Actions that cannot fail."""
    match action.meaning:
        case SetMarketingStatus(marketable):
            return replace(state, pending=marketable)
        case SetSubscription(True | False as opt_in, subscription_id, True):
            return _subscribed(state, subscription_id, opt_in=opt_in)
        case SetListMembership(list_id, member):
            lists = state.record.lists | {list_id} if member else state.record.lists - {list_id}
            return replace(state, record=replace(state.record, lists=lists))
        case CreateRecord(associations=associations):
            return _created(state, [str(a.type_id) for a in associations])
        case AssignOwner(name, True):
            return replace(state, record=state.record.with_property(name, "1"))
        case _:
            return state


def _failed(state: _State, *errors: LoggedError) -> _State:
    return replace(state, errors=(*state.errors, *errors))


def _is_refused(state: _State, setting: _Setting) -> bool:
    marketing = setting.portal.marketing_contacts
    return marketing and state.record.properties.get(STATUS) != "true"


def _subscribed(state: _State, subscription_id: str | None, *, opt_in: bool) -> _State:
    word = "OPT_IN" if opt_in else "OPT_OUT"
    key = subscription_id or ""
    subscriptions = {**state.record.subscriptions, key: word} if key else state.record.subscriptions
    record = replace(state.record, subscriptions=subscriptions)
    did = {**state.own.did, key: word}
    return replace(state, record=record, own=replace(state.own, did=did, last=word))


def _created(state: _State, type_ids: list[str]) -> _State:
    associations = dict(state.record.associations)
    for type_id in type_ids:
        if type_id == "279" and not associations.get("279"):
            associations.setdefault("1", ({},))
        associations[type_id] = (*associations.get(type_id, ()), {})
    record = complete(replace(state.record, associations=associations), CONTACT)
    return replace(state, record=record)


# ---------------------------------------------------------------- time


def _in_window(state: _State, setting: _Setting) -> _State:
    timing = setting.workflow.timing
    if timing.pointer is None:
        return state
    opening = next_opening(state.at, timing.windows, setting.portal.time_zone)
    if opening == state.at:
        return state
    moved = replace(state, at=opening if opening is not None else state.at)
    return _failed(moved, logged("WF109"))


def _wait(action: Action, state: _State, setting: _Setting) -> _State:
    meaning = action.meaning
    if isinstance(meaning, Delay):
        later = state.at + span(meaning.minutes)
        return _passed(state, later) if meaning.minutes > 0 else state
    minutes = meaning.minutes if isinstance(meaning, WaitForEvent) else None
    if setting.answers.events or not minutes:
        return state
    return _passed(state, state.at + span(minutes))


def _passed(state: _State, later: datetime) -> _State:
    """After some time: what was asked for with 0-31 has come about."""
    if not state.pending:
        return replace(state, at=later)
    return replace(
        state, at=later, pending=False, record=state.record.with_property(STATUS, "true")
    )


def _wait_until(meaning: WaitUntilDate, state: _State, setting: _Setting) -> _State:
    if meaning.fixed is None:
        return state
    moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=meaning.fixed)
    moment += span(meaning.offset_minutes)
    today = next_opening(state.at, (), setting.portal.time_zone) or state.at
    if moment.date() < today.date():
        return replace(_failed(state, logged("WF108")), skipped=True)
    return _passed(state, moment) if moment > state.at else state


# ---------------------------------------------------------------- writes


def _write(name: str, value: Value, state: _State, setting: _Setting) -> _State:
    text = _text_of(value, state)
    before = state.record.properties.get(name)
    if name == STAGE and text and before and _is_backward(before, text, setting.portal):
        return _failed(state, logged("WF103"))
    return replace(state, record=state.record.with_property(name, text))


def _text_of(value: Value, state: _State) -> str | None:
    match value:
        case StaticText(text):
            return text
        case SomeValue():
            return state.at.isoformat()
        case AnyValue(source_property=str(source)):
            return state.record.properties.get(source)
        case _:
            return None


def _is_backward(before: str, after: str, portal: Portal) -> bool:
    order = portal.lifecycle_order
    if before == after:
        return False
    if before not in order or after not in order:
        return True
    return order.index(before) > order.index(after)


def _write_associated(target: Target, state: _State, setting: _Setting) -> _State:
    workflow = setting.workflow
    own = workflow.object_type_id
    association = target.association
    if association is None:
        found = unlabelled_association(own, target.object_type_id or "")
        type_id = str(found[1]) if found else f"ANY:{target.object_type_id}"
        other = target.object_type_id
    else:
        type_id = str(association.type_id)
        other = (
            workflow.association_objects.get(association)
            or setting.portal.association_objects.get(association)
            or associated_object(association.category, association.type_id)
        )
    if state.record.associations.get(type_id):
        return state
    code = "WF102" if own == CONTACT and other == "0-2" else "WF101"
    return _failed(state, logged(code, record_names(own)[0]))


__all__ = ["AnchorKind", "LoggedError", "Run", "Step", "run"]
