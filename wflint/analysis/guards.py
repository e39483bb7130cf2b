"""Guards: what in a workflow keeps the records from failing that come to an action.

Nothing is recognised by its shape. A part of the workflow is *lifted*, so that it holds nobody back
and changes nothing, and the records walk again: what lets the failure appear was a guard.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TypeAlias

from wflint.analysis.program import (
    Hazard,
    Program,
    Step,
    Way,
    failures,
    live,
    prepare,
    step_of,
    with_parts,
)
from wflint.analysis.reach import Node, reach
from wflint.analysis.states import ALWAYS, Formula, States, conjunction, possible
from wflint.analysis.transfer import NO_EFFECT
from wflint.struct import Frozen
from wflint.workflow.conditions import Condition, negation, tests
from wflint.workflow.model import Decide, Workflow
from wflint.workflow.portal import Portal

Appears: TypeAlias = "Callable[[Collection[Guard]], bool]"
"""Whether the failure appears when those parts are lifted."""


class GuardKind(StrEnum):
    """The parts of a workflow that can guard an action."""

    TRIGGER = "trigger"
    GOAL = "goal"
    SUPPRESSION = "suppression"
    BRANCH = "branch"
    """The conditions of a branch."""
    ACTION = "action"
    """What an action does to the record."""


@dataclasses.dataclass(frozen=True, slots=True)
class Guard:
    """One part of a workflow; ``ways``: of a branch, those of its ways that lead to the action."""

    kind: GuardKind
    action_id: str | None = None
    ways: tuple[int, ...] = dataclasses.field(default=(), compare=False)


class Guarded(Frozen, frozen=True):
    """Why an action cannot fail in one way.

    ``reached``: some record comes to it; else ``guards`` say what keeps them all away. ``needed``:
    lifting any one guard is enough for the failure to appear; else it takes all of them together,
    as each holds what the others let through. Without guards it cannot happen whatever is lifted.
    ``holds``: what is true of every record that comes there and could have failed otherwise.
    """

    hazard: Hazard
    reached: bool
    guards: tuple[Guard, ...]
    needed: bool
    holds: tuple[Condition, ...]


def guarded(
    workflow: Workflow, portal: Portal, hazards: Sequence[Hazard]
) -> Mapping[Hazard, Guarded]:
    """For each of ``hazards`` that no enrolled record meets, why."""
    program = prepare(workflow, portal, [hazard.condition for hazard in hazards])
    lifting = _Lifting(workflow, program, hazards)
    found = (_guarded(hazard, lifting) for hazard in hazards)
    return {each.hazard: each for each in found if each is not None}


def _guarded(hazard: Hazard, lifting: _Lifting) -> Guarded | None:
    nodes = lifting.nodes((), hazard.action_id)
    fails = lifting.program.space.compile(hazard.condition)
    if _any_fails(nodes, fails):
        return None
    asked = fails if nodes else ALWAYS
    there = lifting.candidates(hazard.action_id)

    def appears(lifted: Collection[Guard]) -> bool:
        return _any_fails(lifting.nodes(lifted, hazard.action_id), asked)

    alone = tuple(guard for guard in there if appears({guard}))
    guards = alone or _least(there, appears)
    holds = tuple(_holding(hazard.condition, nodes, lifting.program)) if nodes else ()
    return Guarded(hazard, bool(nodes), guards, bool(alone), holds)


def _any_fails(nodes: Iterable[Node], fails: Formula) -> bool:
    return any(possible(States((node.box,)), fails) for node in nodes)


def _least(there: Sequence[Guard], appears: Appears) -> tuple[Guard, ...]:
    """A group of ``there`` that together lets the failure appear, and no part of it does.

    None: nothing does. Two ways of looking for one are tried, and the smaller group is taken.
    """
    if not appears(there):
        return ()
    near, far = (_reduced(there, order, appears) for order in (there, there[::-1]))
    return near if len(near) <= len(far) else far


def _reduced(there: Sequence[Guard], order: Sequence[Guard], appears: Appears) -> tuple[Guard, ...]:
    """``there`` without those that are not needed, tried in ``order``."""
    group = tuple(there)
    for guard in order:
        rest = tuple(each for each in group if each != guard)
        group = rest if appears(rest) else group
    return group


def _holding(condition: Condition, nodes: Sequence[Node], program: Program) -> Iterator[Condition]:
    """The opposites of those tests of ``condition`` that no record there meets."""
    seen: set[Condition] = set()
    for test in tests(condition):
        for asked in (test, negation(test)):
            if not _any_fails(nodes, program.space.compile(asked)) and asked not in seen:
                seen.add(asked)
                yield negation(asked)


# ---------------------------------------------------------------- lifting


class _Lifting:
    """The walks over one program with parts of it lifted, each made when it is first needed."""

    def __init__(self, workflow: Workflow, program: Program, hazards: Iterable[Hazard]) -> None:
        self.program = program
        self._workflow = workflow
        self._failures = failures(program, hazards)
        self._made: dict[frozenset[Guard], Mapping[str, Sequence[Node]]] = {}

    def nodes(self, lifted: Iterable[Guard], action_id: str) -> Sequence[Node]:
        """The boxes at an action."""
        parts = frozenset(lifted)
        if parts not in self._made:
            program = _without(self._workflow, self.program, parts) if parts else self.program
            self._made[parts] = reach(program, live(program, self._failures)).nodes
        return self._made[parts].get(action_id, ())

    def candidates(self, action_id: str) -> tuple[Guard, ...]:
        """What could guard an action: who comes in, and what stands before it."""
        return (*_of_enrolment(self._workflow), *_before(self._workflow, self.program, action_id))


def _of_enrolment(workflow: Workflow) -> Iterator[Guard]:
    yield Guard(GuardKind.TRIGGER)
    if workflow.goal is not None:
        yield Guard(GuardKind.GOAL)
    if workflow.suppression is not None:
        yield Guard(GuardKind.SUPPRESSION)


def _before(workflow: Workflow, program: Program, action_id: str) -> Iterator[Guard]:
    """The branches and the actions from which ``action_id`` can be reached."""
    actions = workflow.by_id()
    before = _leading(program, action_id)
    for each in sorted(before.intersection(program.order), key=program.order.__getitem__):
        step = program.steps[each]
        if isinstance(actions[each].meaning, Decide):
            onward = {action_id, *before}
            ways = tuple(at for at, way in enumerate(step.ways) if way.target in onward)
            yield Guard(GuardKind.BRANCH, each, ways)
        elif not step.effect.nothing:
            yield Guard(GuardKind.ACTION, each)


def _leading(program: Program, action_id: str) -> set[str]:
    """The actions from which connections lead to ``action_id``."""
    before: dict[str, list[str]] = {}
    for each, step in program.steps.items():
        for way in step.ways:
            if way.target is not None:
                before.setdefault(way.target, []).append(each)
    found: set[str] = set()
    pending = [action_id]
    for here in pending:
        fresh = [each for each in before.get(here, ()) if each not in found]
        found.update(fresh)
        pending.extend(fresh)
    return found


def _without(workflow: Workflow, program: Program, lifted: Collection[Guard]) -> Program:
    """``program`` with those parts lifted."""
    kinds = {guard.kind for guard in lifted}
    left = {GuardKind.GOAL: workflow.goal, GuardKind.SUPPRESSION: workflow.suppression}
    out = [each for kind, each in left.items() if each is not None and kind not in kinds]
    steps = dict(program.steps)
    for guard in lifted:
        if guard.action_id is not None:
            step = steps[guard.action_id]
            steps[guard.action_id] = _idle(step, guard.kind)
    trigger = GuardKind.TRIGGER in kinds
    return with_parts(
        program,
        steps,
        trigger=ALWAYS if trigger else program.trigger,
        kept_by=ALWAYS if trigger else program.kept_by,
        ejects=conjunction(program.space.compile(negation(condition)) for condition in out),
    )


def _idle(step: Step, kind: GuardKind) -> Step:
    """``step`` without its conditions, or without what it does."""
    effect, ways, free = step.effect, step.ways, step.free
    if kind is GuardKind.ACTION:
        effect = NO_EFFECT
    else:
        ways, free = tuple(Way(way.target, ALWAYS, ALWAYS) for way in ways), True
    return step_of(step.action, effect, ways, free=free, forgetting=step.forgetting)
