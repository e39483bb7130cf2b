"""One concrete record run through a workflow: each step it takes, and each error HubSpot logs.

An independent reading of what workflows do (see docs/assumptions.md): it shares no code with the
analysis, whose witnesses it tries out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Final, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from wflint.simulate import clock
from wflint.simulate.changes import Change, Facts, changes, facts_of
from wflint.simulate.effects import perform
from wflint.simulate.evaluate import holds
from wflint.simulate.explain import Reason, explain
from wflint.simulate.messages import message_for
from wflint.simulate.record import Record
from wflint.simulate.state import Answers, Scene, State, state_of
from wflint.workflow.model import (
    Action,
    AnchorKind,
    Branch,
    Decide,
    Delay,
    DeleteRecord,
    Split,
    Unknown,
    WaitForEvent,
    WaitUntilDate,
    Workflow,
)

MAX_STEPS: Final = 10_000
_YEARLY_KINDS = ("birth", "anniversar", "jubilee", "bday", "dob")

_WAITS_AND_BRANCHES = (Delay, WaitUntilDate, WaitForEvent, Decide, Split)

Outcome = Literal["executed", "failed", "skipped"]


class End(StrEnum):
    """Why a run is over; the first ones: before it began."""

    TRIGGER = "it does not meet the trigger"
    NO_DATE = "the date that the workflow counts from is unknown"
    GOAL = "it meets the goal"
    SUPPRESSED = "it meets the suppression criteria"
    UNMET = "it no longer meets the enrolment criteria"
    DELETED = "it is deleted"
    FINISHED = "there is no next action"
    ENDLESS = "it has taken so many steps that it may never end"


class LoggedError(Struct, frozen=True):
    """An error in HubSpot's log: the rule that predicts it, and what HubSpot writes."""

    code: str
    message: str


class Decision(Struct, frozen=True):
    """How a branch was decided: the branches tried, in order, and the one taken (None: none)."""

    tried: tuple[tuple[str, Reason], ...]
    taken: str | None


class Step(Struct, frozen=True):
    """One action that the record passed.

    ``skipped``: it does not apply, its date has passed. ``at``: when it was its turn, in UTC; an
    action that a time window put off was then executed at that later time. ``until``: when it was
    done. ``changes`` and ``decision`` are told in a run that is ``watched``.
    """

    action_id: str
    outcome: Outcome
    errors: tuple[LoggedError, ...]
    at: datetime
    until: datetime
    changes: tuple[Change, ...] = ()
    decision: Decision | None = None


class Run(Struct, frozen=True):
    """What became of the record; ``record`` is how it stands at the end, completed.

    ``trigger``: how it meets the trigger, told in a run that is ``watched``.
    """

    enrolled: bool
    steps: tuple[Step, ...]
    record: Record
    end: End
    trigger: Reason | None = None


class Settings(Struct, frozen=True):
    """What a run is told beside the record.

    ``start``: when it begins. ``force`` enrols by hand: neither the trigger nor its later loss
    matters. ``recurring``: the date that the workflow counts from comes again each year. Where an
    action leaves its way open, ``path`` (action ids from the first on) shows it, else the first way
    is taken. After ``max_steps`` the run ends wherever it is. ``watched``: changes and reasons are
    told, which takes time.
    """

    start: datetime
    force: bool = False
    recurring: bool = False
    answers: Answers = field(default_factory=Answers)
    path: Sequence[str] = ()
    max_steps: int = MAX_STEPS
    watched: bool = False


def run_in(scene: Scene, record: Record, settings: Settings) -> Run:
    """Run ``record`` through the workflow of ``scene``, whether that is turned on or not."""
    state = state_of(scene, record, settings.answers, settings.start)
    refused = _refusal(state, force=settings.force)
    trigger = explain(scene.workflow.enrolment.trigger, state) if settings.watched else None
    if refused is not None:
        return Run(False, (), state.record(), refused, trigger)
    end = End.ENDLESS if scene.workflow.start in scene.actions else End.FINISHED
    steps = []
    for step, over in islice(_walk(state, settings), settings.max_steps):
        steps.append(step)
        end = over or end
    return Run(True, tuple(steps), state.record(), end, trigger)


def steps_in(scene: Scene, record: Record, settings: Settings) -> Iterator[Step]:
    """The steps of such a run, each made when it is asked for, without an end to their number."""
    state = state_of(scene, record, settings.answers, settings.start)
    if _refusal(state, force=settings.force) is None:
        yield from (step for step, _ in _walk(state, settings))


# ---------------------------------------------------------------- enrolment


def _refusal(state: State, *, force: bool) -> End | None:
    """Why the record is not enrolled; None: it is."""
    workflow = state.workflow
    dated = _date_property(workflow)
    if dated is not None and state.value(dated) is None:
        return End.NO_DATE
    if not force and not holds(workflow.enrolment.trigger, state):
        return End.TRIGGER
    return _ejection(state)


def _date_property(workflow: Workflow) -> str | None:
    """The date property that the workflow counts from."""
    if workflow.anchor is not None and workflow.anchor.property is not None:
        return workflow.anchor.property
    return workflow.schedule.property if workflow.schedule is not None else None


def _ejection(state: State) -> End | None:
    """Whether the record meets the goal or the suppression."""
    goal, suppression = state.workflow.goal, state.workflow.suppression
    if goal is not None and holds(goal, state):
        return End.GOAL
    if suppression is not None and holds(suppression, state):
        return End.SUPPRESSED
    return None


def _is_dropped(state: State) -> bool:
    """Whether the record no longer meets what it has to go on meeting."""
    enrolment = state.workflow.enrolment
    return enrolment.drops_unmet and not holds(enrolment.kept, state)


# ---------------------------------------------------------------- the walk


def _walk(state: State, settings: Settings) -> Iterator[tuple[Step, End | None]]:
    """Each step; with the last one, why the record goes no further."""
    actions, path = state.scene.actions, settings.path
    date_passed = not settings.recurring and _date_has_passed(state)
    here, taken = state.workflow.start, 0
    while here is not None and here in actions:
        action, taken = actions[here], taken + 1
        before = facts_of(state) if settings.watched else None
        step = _skipped(action, state) if _skips(action, date_passed) else _step(action, state)
        way = _way(action, state, path[taken] if taken < len(path) else None)
        if before is not None:
            step = _watched(step, action, way, before, state)
        end = _end_after(action, step, state, stays=settings.force)
        if end is None and way.target not in actions:
            end = End.FINISHED
        yield step, end
        here = way.target if end is None else None


def _end_after(action: Action, step: Step, state: State, *, stays: bool) -> End | None:
    """Why the record goes no further than this action; None: it goes on."""
    if isinstance(action.meaning, DeleteRecord) and step.outcome != "skipped":
        return End.DELETED
    return _ejection(state) or (End.UNMET if not stays and _is_dropped(state) else None)


def _step(action: Action, state: State) -> Step:
    put_off = _put_off(action, state)
    at = state.at
    codes = perform(action, state)
    outcome: Outcome = "failed" if codes else "executed"
    if "WF108" in codes:
        outcome = "skipped"
    return Step(action.id, outcome, _logged((*put_off, *codes), state), at, state.at)


def _watched(step: Step, action: Action, way: Branch, before: Facts, state: State) -> Step:
    """``step``, told in full."""
    decision = None
    if isinstance(action.meaning, Decide):
        tried = action.branches[: action.ways.index(way) + 1]
        reasons = tuple((each.name or "", explain(each.condition, state)) for each in tried)
        decision = Decision(reasons, way.name)
    return replace(step, changes=changes(before, facts_of(state)), decision=decision)


def _logged(codes: Sequence[str], state: State) -> tuple[LoggedError, ...]:
    kind = state.workflow.object_type_id
    return tuple([LoggedError(code, message_for(code, kind)) for code in codes])


def _way(action: Action, state: State, shown: str | None) -> Branch:
    """The way out of the action; ``shown`` is taken where any way can be."""
    if isinstance(action.meaning, Split | Unknown):
        return _open_way(action, shown)
    for branch in action.branches:
        if holds(branch.condition, state):
            return branch
    return action.default


def _open_way(action: Action, shown: str | None) -> Branch:
    """The way that is shown, else the first; of an action that is not known, the default."""
    ways = action.ways if isinstance(action.meaning, Split) else (action.default, *action.branches)
    if shown is not None:
        ways = (*(way for way in ways if way.target == shown), *ways)
    if isinstance(action.meaning, Split):
        return ways[0]
    return next((way for way in ways if way.target is not None), action.default)


# ---------------------------------------------------------------- dates and windows


def _put_off(action: Action, state: State) -> tuple[str, ...]:
    """Move an action outside of the time windows to the next one.

    Where none ever opens, nothing says when it runs, and the time stays.
    """
    timing = state.workflow.timing
    if timing.pointer is None or isinstance(action.meaning, _WAITS_AND_BRANCHES):
        return ()
    opening = clock.next_opening(state.at, timing, state.zone)
    if opening == state.at:
        return ()
    state.at = opening or state.at
    return ("WF109",)


def _skips(action: Action, date_passed: bool) -> bool:
    return date_passed and not isinstance(action.meaning, Decide | Split | Unknown)


def _skipped(action: Action, state: State) -> Step:
    return Step(action.id, "skipped", _logged(("WF108",), state), state.at, state.at)


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
