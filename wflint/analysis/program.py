"""A workflow made ready for the walk: each action's effect and ways out, over one space."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wflint.analysis.space import AnySubject, Background, Space
from wflint.analysis.space import build as build_space
from wflint.analysis.states import Always, Formula, conjunction, variables
from wflint.analysis.transfer import (
    FORGET,
    PENDING,
    STATUS,
    Effect,
    effect_of,
    forgetting,
    may_take_time,
    takes_time,
)
from wflint.workflow.axioms import closed_values
from wflint.workflow.conditions import Condition, negation
from wflint.workflow.model import (
    Action,
    Decide,
    Delay,
    SetMarketingStatus,
    SetProperty,
    Split,
    StaticText,
    Unknown,
    Workflow,
)
from wflint.workflow.portal import Portal


@dataclass(frozen=True, slots=True)
class Hazard:
    """An action fails where ``condition`` holds; ``rule`` is who asks."""

    rule: str
    action_id: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of an action. ``taken`` and ``passed``: when it can be taken, and when not."""

    target: str | None
    taken: Formula
    passed: Formula


@dataclass(frozen=True, slots=True)
class Step:
    """One action: what it does, and where it leads, in the order the ways are tried."""

    id: str
    effect: Effect
    shown: Effect
    """Of what may happen, what one run of a record is taken to show."""
    forgetting: Effect | None
    """What it does instead where facts are forgotten there."""
    arrival: Effect | None
    """What is forgotten before it runs, where facts are."""
    ways: tuple[Way, ...]
    free: bool
    """Every way can be taken, whatever the state."""


@dataclass(frozen=True, slots=True)
class Program:
    """What the walk needs to know of a workflow."""

    space: Space
    start: str | None
    steps: Mapping[str, Step]
    order: Mapping[str, int]
    """The actions that connections lead to, each after those before it but for cycles."""
    trigger: Formula
    ejects: Formula
    """What holds of every enrolled record: it met neither goal nor suppression."""
    kept_by: Formula
    """What else holds of it where records that no longer meet the trigger are dropped."""
    held: int
    """A mask of the variables that these two look at."""
    hazards: Mapping[str, tuple[Formula, ...]]
    """Action → when it fails, by each of the questions asked."""
    live: dict[str, int] = field(default_factory=dict)
    """For each action, a mask of the variables whose cells still matter when it is reached."""


def prepare(workflow: Workflow, portal: Portal, hazards: Sequence[Hazard]) -> Program:
    """The program of ``workflow`` in which ``hazards`` can be decided."""
    background = Background(
        workflow.object_type_id,
        workflow.multi_valued,
        closed_values(workflow, portal),
        _written(workflow.actions),
        {
            action.meaning.minutes
            for action in workflow.actions
            if isinstance(action.meaning, Delay) and takes_time(action)
        },
    )
    space = build_space(_conditions(workflow, hazards), background, _extra(workflow.actions))
    actions = workflow.by_id()
    windows = workflow.timing.pointer is not None
    steps = {
        action.id: _step(action, space, portal, windows=windows) for action in actions.values()
    }
    start = workflow.start if workflow.start in steps else None
    out = [c for c in (workflow.goal, workflow.suppression) if c is not None]
    enrolment = workflow.enrolment
    asked: dict[str, list[Formula]] = {}
    for hazard in hazards:
        asked.setdefault(hazard.action_id, []).append(space.compile(hazard.condition))
    ejects = conjunction(space.compile(negation(condition)) for condition in out)
    kept_by = space.compile(enrolment.kept) if enrolment.drops_unmet else Always()
    program = Program(
        space,
        start,
        steps,
        _order(start, steps),
        space.compile(enrolment.trigger),
        ejects,
        kept_by,
        _bits(variables(ejects) | variables(kept_by)),
        {action_id: tuple(found) for action_id, found in asked.items()},
    )
    program.live.update(_live(program))
    return program


def with_parts(
    program: Program,
    steps: Mapping[str, Step],
    *,
    trigger: Formula,
    ejects: Formula,
    kept_by: Formula,
) -> Program:
    """``program`` with those parts in the place of its own."""
    changed = replace(
        program,
        steps=steps,
        trigger=trigger,
        ejects=ejects,
        kept_by=kept_by,
        held=_bits(variables(ejects) | variables(kept_by)),
        live={},
    )
    changed.live.update(_live(changed))
    return changed


def _conditions(workflow: Workflow, hazards: Iterable[Hazard]) -> Iterable[Condition]:
    yield workflow.enrolment.trigger
    yield workflow.enrolment.kept
    if workflow.goal is not None:
        yield workflow.goal
    if workflow.suppression is not None:
        yield workflow.suppression
    for action in workflow.actions:
        for branch in action.branches:
            yield branch.condition
    for hazard in hazards:
        yield hazard.condition


def _written(actions: Iterable[Action]) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for action in actions:
        match action.meaning:
            case SetProperty(name, StaticText(text), None) if text:
                texts.setdefault(name, []).append(text)
            case _:
                pass
    return texts


def _extra(actions: Iterable[Action]) -> list[AnySubject]:
    asks = any(isinstance(action.meaning, SetMarketingStatus) for action in actions)
    return [PENDING, STATUS] if asks else []


def _step(action: Action, space: Space, portal: Portal, *, windows: bool) -> Step:
    ways = tuple(
        Way(b.target, space.compile(b.condition), space.compile(negation(b.condition)))
        for b in action.branches
    )
    branches = isinstance(action.meaning, Decide | Split)
    return Step(
        action.id,
        effect_of(action, space, portal),
        effect_of(action, space, portal, concrete=True),
        forgetting(action, space),
        FORGET if windows and not branches and not may_take_time(action) else None,
        (*ways, Way(action.default.target, Always(), Always())),
        free=isinstance(action.meaning, Split | Unknown),
    )


def _order(start: str | None, steps: Mapping[str, Step]) -> dict[str, int]:
    """Reverse postorder from the start, without recursion."""
    if start is None:
        return {}
    finished: list[str] = []
    seen = {start}
    stack = [(start, iter(steps[start].ways))]
    while stack:
        action_id, ways = stack[-1]
        for way in ways:
            target = way.target
            if target is not None and target in steps and target not in seen:
                seen.add(target)
                stack.append((target, iter(steps[target].ways)))
                break
        else:
            finished.append(action_id)
            stack.pop()
    return {action_id: at for at, action_id in enumerate(reversed(finished))}


def _live(program: Program) -> dict[str, int]:
    always = _always_live(program)
    order = sorted(program.order, key=program.order.__getitem__, reverse=True)
    reads = {action_id: _reads(program, action_id) | always for action_id in order}
    alive = dict.fromkeys(order, 0)
    changed = True
    while changed:
        changed = False
        for action_id in order:
            step = program.steps[action_id]
            after = 0
            for way in step.ways:
                after |= alive.get(way.target, 0) if way.target is not None else 0
            now = reads[action_id] | (after & ~_overwritten(step.effect))
            if now != alive[action_id]:
                alive[action_id] = now
                changed = True
    return alive


def _bits(found: Iterable[int]) -> int:
    mask = 0
    for variable in found:
        mask |= 1 << variable
    return mask


def _always_live(program: Program) -> int:
    """What decides whether a record is still enrolled, where some action can change that."""
    effects = (program.steps[action_id].effect for action_id in program.order)
    return program.held if any(effect.touches(program.held) for effect in effects) else 0


def _reads(program: Program, action_id: str) -> int:
    step = program.steps[action_id]
    mask = 0
    for formula in program.hazards.get(action_id, ()):
        mask |= _bits(variables(formula))
    for way in step.ways:
        mask |= _bits(variables(way.taken)) | _bits(variables(way.passed))
    for outcome in step.effect.outcomes:
        mask |= _bits(variables(outcome.when))
        mask |= _bits(change.variable for change in outcome.changes if not change.constant)
    return mask


def _overwritten(effect: Effect) -> int:
    """The variables that become the same whatever they were."""
    if len(effect.outcomes) != 1:
        return 0
    return _bits(change.variable for change in effect.outcomes[0].changes if change.constant)
