"""One concrete record run through a workflow: each step it takes, and each error HubSpot logs.

An independent reading of what workflows do (see docs/assumptions.md): it shares no code with the
analysis, whose witnesses it tries out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal

from wflint.simulate import clock
from wflint.simulate.effects import perform
from wflint.simulate.evaluate import holds
from wflint.simulate.messages import message_for
from wflint.simulate.record import Record
from wflint.simulate.state import Answers, State, state_of
from wflint.workflow.model import (
    Action,
    AnchorKind,
    Decide,
    Delay,
    DeleteRecord,
    Split,
    Unknown,
    WaitForEvent,
    WaitUntilDate,
    Workflow,
)
from wflint.workflow.portal import Portal

MAX_STEPS: Final = 10_000
_NO_FACTS: Final[Mapping[str, bool]] = MappingProxyType({})
_NO_OUTPUTS: Final[Mapping[tuple[str, str], str]] = MappingProxyType({})
_YEARLY_KINDS = ("birth", "anniversar", "jubilee", "bday", "dob")

_WAITS_AND_BRANCHES = (Delay, WaitUntilDate, WaitForEvent, Decide, Split)

Outcome = Literal["executed", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class LoggedError:
    """An error in HubSpot's log: the rule that predicts it, and what HubSpot writes."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Step:
    """One action that the record passed.

    ``skipped``: it does not apply, its date has passed. ``at``: when it was its turn, in UTC; an
    action that a time window put off was then executed at that later time.
    """

    action_id: str
    outcome: Outcome
    errors: tuple[LoggedError, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """What became of the record; ``record`` is how it stands at the end, completed."""

    enrolled: bool
    steps: tuple[Step, ...]
    record: Record


def run(  # noqa: PLR0913 - what a run can be told, each by its name
    workflow: Workflow,
    record: Record,
    portal: Portal,
    *,
    start: datetime,
    force: bool = False,
    assume_events: bool = False,
    facts: Mapping[str, bool] = _NO_FACTS,
    outputs: Mapping[tuple[str, str], str] = _NO_OUTPUTS,
    path: Sequence[str] = (),
    max_steps: int = MAX_STEPS,
) -> Run:
    """Run ``record`` through ``workflow``, whether that is turned on or not, from ``start`` on.

    ``force`` enrols it by hand: neither the trigger nor its later loss matters. What a record does
    not say is answered by ``facts`` (key of a condition → truth; else false, or true of events if
    ``assume_events``) and ``outputs`` (action id and the output's key, or the written property →
    value; else blank). Where an action leaves its way open, ``path`` (action ids from the first
    on) shows it, else the first way is taken. After ``max_steps`` the run ends wherever it is.
    """
    state = state_of(workflow, record, portal, Answers(assume_events, facts, outputs), start)
    if not _is_enrolled(state, force=force):
        return Run(False, (), state.record())
    steps = _walk(state, path, max_steps, stays=force)
    return Run(True, steps, state.record())


# ---------------------------------------------------------------- enrolment


def _is_enrolled(state: State, *, force: bool) -> bool:
    workflow = state.workflow
    dated = _date_property(workflow)
    if dated is not None and state.value(dated) is None:
        return False
    return (force or holds(workflow.enrolment.trigger, state)) and not _is_ejected(state)


def _date_property(workflow: Workflow) -> str | None:
    """The date property that the workflow counts from."""
    if workflow.anchor is not None and workflow.anchor.property is not None:
        return workflow.anchor.property
    return workflow.schedule.property if workflow.schedule is not None else None


def _is_ejected(state: State) -> bool:
    """Whether the record meets the goal or the suppression."""
    ends = (state.workflow.goal, state.workflow.suppression)
    return any(holds(condition, state) for condition in ends if condition is not None)


def _is_dropped(state: State) -> bool:
    """Whether the record no longer meets what it has to go on meeting."""
    enrolment = state.workflow.enrolment
    return enrolment.drops_unmet and not holds(enrolment.kept, state)


# ---------------------------------------------------------------- the walk


def _walk(state: State, path: Sequence[str], max_steps: int, *, stays: bool) -> tuple[Step, ...]:
    actions = state.workflow.by_id()
    date_passed = _date_has_passed(state)
    steps: list[Step] = []
    here = state.workflow.start
    while here in actions and len(steps) < max_steps:
        action = actions[here]
        step = _skipped(action, state) if _skips(action, date_passed) else _step(action, state)
        steps.append(step)
        deleted = isinstance(action.meaning, DeleteRecord) and step.outcome != "skipped"
        if deleted or _is_ejected(state) or (not stays and _is_dropped(state)):
            break
        here = _next(action, state, path[len(steps)] if len(steps) < len(path) else None)
    return tuple(steps)


def _step(action: Action, state: State) -> Step:
    put_off = _put_off(action, state)
    at = state.at
    codes = perform(action, state)
    outcome: Outcome = "failed" if codes else "executed"
    if "WF108" in codes:
        outcome = "skipped"
    return Step(action.id, outcome, _logged((*put_off, *codes), state), at)


def _logged(codes: Sequence[str], state: State) -> tuple[LoggedError, ...]:
    kind = state.workflow.object_type_id
    return tuple(LoggedError(code, message_for(code, kind)) for code in codes)


def _next(action: Action, state: State, shown: str | None) -> str | None:
    """The id of the action after this one; ``shown`` is taken where any way can be."""
    if isinstance(action.meaning, Split | Unknown):
        return _open_way(action, shown)
    holding = (branch for branch in action.branches if holds(branch.condition, state))
    return next(holding, action.default).target


def _open_way(action: Action, shown: str | None) -> str | None:
    """The way that is shown, else the first; of an action that is not known, the default."""
    if shown is not None and any(way.target == shown for way in action.ways):
        return shown
    if isinstance(action.meaning, Split):
        return action.ways[0].target
    targets = (way.target for way in (action.default, *action.branches))
    return next((target for target in targets if target is not None), None)


# ---------------------------------------------------------------- dates and windows


def _put_off(action: Action, state: State) -> tuple[str, ...]:
    """Move an action outside of the time windows to the next one.

    Where none ever opens, nothing says when it runs, and the time stays.
    """
    windows = state.workflow.timing.windows
    if not windows or isinstance(action.meaning, _WAITS_AND_BRANCHES):
        return ()
    opening = clock.next_opening(state.at, windows, state.zone)
    if opening == state.at:
        return ()
    state.at = opening or state.at
    return ("WF109",)


def _skips(action: Action, date_passed: bool) -> bool:
    return date_passed and not isinstance(action.meaning, Decide | Split | Unknown)


def _skipped(action: Action, state: State) -> Step:
    return Step(action.id, "skipped", _logged(("WF108",), state), state.at)


def _date_has_passed(state: State) -> bool:
    """Whether the date that the workflow counts from has passed for good.

    How long before or after it each step is due is not in a definition.
    """
    anchor = state.workflow.anchor
    today = clock.day_of(state.at, state.zone)
    if anchor is not None and anchor.recurs:
        return False
    if anchor is not None and anchor.kind is AnchorKind.STATIC:
        return anchor.date is not None and anchor.date < today
    if anchor is None and not _runs_once_on_yearly_date(state):
        return False
    text = state.value(_date_property(state.workflow) or "")
    moment = clock.from_text(text, state.zone) if text is not None else None
    return moment is not None and clock.day_of(moment, state.zone) < today


def _runs_once_on_yearly_date(state: State) -> bool:
    """Whether the schedule runs once on what looks like a birthday or an anniversary."""
    schedule = state.workflow.schedule
    if schedule is None or schedule.yearly:
        return False
    facts = state.portal.property(state.workflow.object_type_id, schedule.property)
    described = f"{schedule.property} {facts.description if facts is not None else ''}".lower()
    return any(kind in described for kind in _YEARLY_KINDS)
