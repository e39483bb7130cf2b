"""Runs in which a record changes behind the workflow's back, whenever time may have passed."""

from __future__ import annotations

from random import Random

from tests.hunt.records import Records
from wflint.simulate import run as simulator
from wflint.simulate.run import Settings
from wflint.simulate.state import STATUS, Answers, Scene, State, state_of
from wflint.workflow.model import (
    Action,
    Decide,
    Delay,
    RunCode,
    Split,
    WaitForEvent,
    WaitUntilDate,
)

WAITS = (Delay, WaitForEvent, WaitUntilDate)


def logged(
    scene: Scene, records: Records, settings: Settings, random: Random
) -> set[tuple[str, str]]:
    """Action and code of the errors of one such run."""
    drawn = records.draw(random)
    answers = Answers(drawn.assume_events, drawn.facts)
    state = state_of(scene, drawn.record, answers, settings.start)
    if simulator._refusal(state, force=False) is not None:
        return set()
    found: set[tuple[str, str]] = set()
    here, steps = scene.workflow.start, 0
    while here is not None and here in scene.actions and steps < settings.max_steps:
        action = scene.actions[here]
        steps += 1
        if _forgets_before(action, scene) and not _forget(state, records, random, pending=False):
            break
        step = simulator._step(action, state)
        found |= {(step.action_id, error.code) for error in step.errors}
        way = simulator._way(action, state, None)
        if _forgets_after(action) and not _forget(state, records, random, pending=True):
            break
        if simulator._end_after(action, step, state, stays=False) is not None:
            break
        here = way.target
    return found


def _forgets_before(action: Action, scene: Scene) -> bool:
    waits = (*WAITS, Decide, Split)
    return scene.workflow.timing.pointer is not None and not isinstance(action.meaning, waits)


def _forgets_after(action: Action) -> bool:
    return isinstance(action.meaning, (*WAITS, RunCode))


def _forget(state: State, records: Records, random: Random, *, pending: bool) -> bool:
    """Another record takes the place of the present one; False: it would have left."""
    was_pending, made_marketable = state.pending, state.value(STATUS) == "true"
    drawn = records.draw(random)
    fresh = state_of(state.scene, drawn.record, state.answers, state.at)
    state.properties, state.associations = fresh.properties, fresh.associations
    state.lists, state.subscriptions, state.stated = fresh.lists, fresh.subscriptions, fresh.stated
    if pending and made_marketable and not was_pending:
        state.properties[STATUS] = "true"
    return simulator._ejection(state) is None and not simulator._is_dropped(state)
