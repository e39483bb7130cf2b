"""A workflow made ready for the walk: each action's effect and ways out, over one space."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

from msgspec.structs import replace

from wflint.analysis.space import AnySubject, Background, Space
from wflint.analysis.space import build as build_space
from wflint.analysis.states import ALWAYS, Formula, States, conjunction
from wflint.analysis.transfer import (
    FORGET,
    INERT,
    NO_EFFECT,
    PENDING,
    STATUS,
    Effect,
    effect_of,
    forgetting,
    may_take_time,
    takes_time,
)
from wflint.struct import Frozen
from wflint.workflow.axioms import closed_values
from wflint.workflow.conditions import (
    AssociatedMatch,
    Condition,
    Output,
    Property,
    Since,
    StableFact,
)
from wflint.workflow.model import (
    Action,
    Decide,
    Delay,
    Meaning,
    SetMarketingStatus,
    SetProperty,
    Split,
    StaticText,
    Unknown,
    Workflow,
)
from wflint.workflow.portal import Portal


class Hazard(Frozen, frozen=True):
    """An action fails where ``condition`` holds; ``rule`` is who asks."""

    rule: str
    action_id: str
    condition: Condition


class Way(Frozen, frozen=True):
    """One way out of an action. ``taken`` and ``passed``: when it can be taken, and when not."""

    target: str | None
    taken: Formula
    passed: Formula


class Forgetting(Frozen, frozen=True):
    """What is lost of facts at an action, in walks that forget."""

    arrival: Effect | None = None
    """Before it runs."""
    meanwhile: Effect | None = None
    """What it does instead of its effect."""


_REMEMBERING = Forgetting()
_BRANCHES = (Decide, Split)
_FREE = (Split, Unknown)


class Step(Frozen, frozen=True):
    """One action: what it does, and where it leads, in the order the ways are tried."""

    action: Action
    effect: Effect
    forgetting: Forgetting
    ways: tuple[Way, ...]
    free: bool
    """Every way can be taken, whatever the state."""
    only_way: Way | None
    """Where every record goes, if the action does nothing to them and has one way out."""
    reads: int
    """A mask of the variables that decide what it does and where it leads."""
    overwrites: int
    """A mask of the variables that become the same whatever they were."""


def step_of(
    action: Action,
    effect: Effect,
    ways: tuple[Way, ...],
    *,
    free: bool,
    forgetting: Forgetting,
) -> Step:
    """The step, with what follows from its parts."""
    if effect.nothing and len(ways) == 1:
        only = ways[0]
        return Step(action, effect, forgetting, ways, free, only, only.taken.looks_at, 0)
    reads = effect.reads()
    for way in ways:
        reads |= way.taken.looks_at | way.passed.looks_at
    return Step(action, effect, forgetting, ways, free, None, reads, effect.overwrites())


class Program(Frozen, frozen=True):
    """What the walk needs to know of a workflow."""

    space: Space
    portal: Portal
    start: str | None
    steps: Mapping[str, Step]
    order: dict[str, int]
    """The actions that connections lead to, each after those before it but for cycles."""
    returns: frozenset[str]
    """Those to which a connection leads back from one that comes later."""
    trigger: Formula
    ejects: Formula
    """What holds of every enrolled record: it met neither goal nor suppression."""
    kept_by: Formula
    """What else holds of it where records that no longer meet the trigger are dropped."""
    held: int
    """A mask of the variables that these two look at, if some action can change one of them."""
    ejecting: frozenset[str]
    """The actions that may change whether a record is still enrolled."""
    enrolled: dict[Hashable, States] = {}
    """The records that come in, by what is assumed of them; filled in by ``reach.enrolled``."""


Failures = Mapping[str, Sequence[Formula]]
"""Action → the states of which it matters whether they are reached there."""


class Live(Frozen, frozen=True):
    """What still matters where."""

    masks: Mapping[str, int]
    """Action → a mask of the variables whose cells still matter when it is reached."""
    asked: Collection[str]
    """The actions at which something is asked."""


def prepare(workflow: Workflow, portal: Portal, questions: Iterable[Condition] = ()) -> Program:
    """The program of ``workflow`` in which ``questions`` can be decided."""
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
    conditions = [*_conditions(workflow), *questions]
    space = build_space(conditions, background, _extra(workflow.actions))
    actions = workflow.by_id()
    out = [c for c in (workflow.goal, workflow.suppression) if c is not None]
    enrolment = workflow.enrolment
    ejects = conjunction([space.compile(condition, positive=False) for condition in out])
    kept_by = space.compile(enrolment.kept) if enrolment.drops_unmet else ALWAYS
    held = ejects.looks_at | kept_by.looks_at
    windows = workflow.timing.pointer is not None
    make = _Maker(space, portal, windows, _asked_about(space), _names_asked_about(space))
    steps = {action.id: make.step(action) for action in actions.values()}
    ejecting = _ejecting(steps, held) if held else frozenset()
    start = workflow.start if workflow.start in steps else None
    order = _order(start, steps)
    return Program(
        space,
        portal,
        start,
        steps,
        order,
        _returns(order, steps),
        space.compile(enrolment.trigger),
        ejects,
        kept_by,
        0 if ejecting.isdisjoint(order) else held,
        ejecting,
    )


def with_parts(
    program: Program,
    steps: Mapping[str, Step],
    *,
    trigger: Formula,
    ejects: Formula,
    kept_by: Formula,
) -> Program:
    """``program`` with those parts in the place of its own."""
    held = ejects.looks_at | kept_by.looks_at
    ejecting = _ejecting(steps, held)
    return replace(
        program,
        steps=steps,
        trigger=trigger,
        ejects=ejects,
        kept_by=kept_by,
        held=0 if ejecting.isdisjoint(program.order) else held,
        ejecting=ejecting,
        enrolled={},
    )


def _ejecting(steps: Mapping[str, Step], held: int) -> frozenset[str]:
    return frozenset([action_id for action_id, step in steps.items() if step.effect.touches(held)])


def _conditions(workflow: Workflow) -> Iterable[Condition]:
    yield workflow.enrolment.trigger
    yield workflow.enrolment.kept
    if workflow.goal is not None:
        yield workflow.goal
    if workflow.suppression is not None:
        yield workflow.suppression
    for action in workflow.actions:
        for branch in action.branches:
            yield branch.condition


def _asked_about(space: Space) -> frozenset[str]:
    starts = [since.starts | since.ends for since in space.of(Since)]
    return frozenset([output.action_id for output in space.of(Output)]).union(*starts)


def _names_asked_about(space: Space) -> frozenset[str]:
    facts = [name for fact in space.of(StableFact) for name in fact.properties]
    return frozenset([subject.name for subject in space.of(Property)]).union(facts)


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


class _Maker(Frozen, frozen=True):
    """What the steps of one workflow have in common."""

    space: Space
    portal: Portal
    windows: bool
    """Actions may have to wait for a time window."""
    asked_about: frozenset[str]
    """The actions of which it matters that they have run."""
    names: frozenset[str]
    """The properties of which it matters that they are written."""

    def step(self, action: Action) -> Step:
        nothing = action.id not in self.asked_about and self._is_of_no_matter(action.meaning)
        return step_of(
            action,
            NO_EFFECT if nothing else effect_of(action, self.space, self.portal),
            self._ways(action),
            free=isinstance(action.meaning, _FREE),
            forgetting=self._forgetting(action),
        )

    def _forgetting(self, action: Action) -> Forgetting:
        meanwhile = forgetting(action, self.space)
        branches = isinstance(action.meaning, _BRANCHES)
        if self.windows and not branches and not may_take_time(action):
            return Forgetting(FORGET, meanwhile)
        return _REMEMBERING if meanwhile is None else Forgetting(None, meanwhile)

    def _is_of_no_matter(self, meaning: Meaning) -> bool:
        """Whether an action changes nothing that anybody asks about, as most do."""
        if isinstance(meaning, SetProperty):
            if meaning.target is None:
                return meaning.property not in self.names
            return not self.space.of(AssociatedMatch)
        return isinstance(meaning, INERT)

    def _ways(self, action: Action) -> tuple[Way, ...]:
        compiled = self.space.compile
        last = Way(action.default.target, ALWAYS, ALWAYS)
        if not action.branches:
            return (last,)
        ways = [
            Way(b.target, compiled(b.condition), compiled(b.condition, positive=False))
            for b in action.branches
        ]
        return (*ways, last)


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


def _returns(order: Mapping[str, int], steps: Mapping[str, Step]) -> frozenset[str]:
    return frozenset(
        [
            way.target
            for action_id, place in order.items()
            for way in steps[action_id].ways
            if way.target is not None and order.get(way.target, place + 1) <= place
        ]
    )


def failures(program: Program, hazards: Iterable[Hazard]) -> Failures:
    """When the actions fail by each of ``hazards``."""
    found: dict[str, list[Formula]] = {}
    for hazard in hazards:
        fails = program.space.compile(hazard.condition)
        found.setdefault(hazard.action_id, []).append(fails)
    return found


def live(program: Program, asked: Failures) -> Live:
    """What still matters where, if nothing is asked but ``asked``."""
    alive: dict[str, int] = {}
    # Against the connections once is enough, but where one leads back.
    while _went_back(program, asked, alive):
        pass
    return Live(alive, asked.keys())


def _went_back(program: Program, asked: Failures, alive: dict[str, int]) -> bool:
    """Go through the actions against their order; whether something new came by leading back."""
    again = False
    for action_id in reversed(program.order):
        step = program.steps[action_id]
        after = 0
        for way in step.ways:
            if way.target in alive:
                after |= alive[way.target]
        # What decides whether a record is still enrolled matters everywhere.
        mask = step.reads | program.held | (after & ~step.overwrites)
        for formula in asked.get(action_id, ()):
            mask |= formula.looks_at
        if alive.get(action_id) != mask:
            alive[action_id] = mask
            again = again or action_id in program.returns
    return again
