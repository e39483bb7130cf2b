"""Witnesses: from a box that fails back to one record that gets there and fails.

The walk keeps only what later steps look at. Here one path of it is walked again with everything
kept, and for each variable that the workflow changes, which first value each present one came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from wflint.analysis.program import Live, Program, Step
from wflint.analysis.reach import ENROLLED, Node, enrolled, stay, told
from wflint.analysis.space import OWN, AnySubject, Space, Variable
from wflint.analysis.space import build as build_space
from wflint.analysis.states import ANYTHING, Box, Formula, States, assume
from wflint.analysis.transfer import Change, Effect, effect_of
from wflint.analysis.values import Unnamed
from wflint.struct import Frozen
from wflint.workflow.conditions import (
    AssociatedMatch,
    Association,
    Condition,
    ListMember,
    Output,
    Property,
    StableFact,
    Subscription,
)

MAX_TRACES = 64
_MOST_KEPT = 200_000
"""So many cells of boxes, and actions of paths, are kept."""

_Relation = tuple[int, ...]
T = TypeVar("T")


class Trace(Frozen, frozen=True):
    """A box on the way; for each changed variable, present cell → the cells it came from."""

    box: Box
    origins: Mapping[int, _Relation] = {}


class Example(Frozen, frozen=True):
    """A record at its enrolment, and what else is taken to be true of it.

    ``facts``: the keys of ``StableFact`` subjects that hold. ``outputs``: what actions come to, by
    their ids and the names of the outputs.
    """

    properties: Mapping[str, str]
    associations: Mapping[str, tuple[Mapping[str, str], ...]]
    lists: tuple[str, ...] = ()
    subscriptions: Mapping[str, str] = {}
    facts: tuple[str, ...] = ()
    outputs: Mapping[str, Mapping[str, str]] = {}


_Onward = Mapping[str, list[Trace]]
"""The traces from a node on, by the action to which they go."""


class Traces:
    """Records followed along paths of one program; what paths have in common is walked once.

    ``live``: what later steps look at. Of what the workflow itself has done, which no record shows,
    only that is kept; None: all of it.
    """

    def __init__(self, program: Program, live: Live | None = None) -> None:
        self._program = program
        self._live = live
        self._of_record = _of_record(program.space)
        self._known: Mapping[bool, _Newest[_Onward]] = {True: _Newest(), False: _Newest()}
        self._paths: _Newest[tuple[str, ...]] = _Newest()
        self._effects: dict[str, Effect] = {}

    def path(self, node: Node) -> tuple[str, ...]:
        """The actions that records of ``node`` pass, its own one last."""
        parts: list[list[str]] = []
        start: tuple[str, ...] = ()
        here: Node | None = node
        while here is not None:
            known = self._paths.of(here)
            if known is not None:
                start = known
                break
            parts.append(here.passed(self._program))
            here = here.parent
        path = (*start, *[action_id for part in reversed(parts) for action_id in part])
        self._paths.keep(node, path, len(path))
        return path

    def examples(self, node: Node | None, fails: Formula) -> Iterator[Example]:
        """Records that take the path to ``node`` and are in a state of ``fails`` at its end.

        First those of which one run would show it, then those of which it can be true. No node: at
        their enrolment.
        """
        for shown in (True, False):
            for trace in self._at(node, shown):
                for last in _narrowed(trace, fails):
                    example = _example(self._program.space, last, self._of_record)
                    if example is not None:
                        yield example

    def _at(self, node: Node | None, shown: bool) -> list[Trace]:
        """The traces that come to ``node``."""
        behind: list[Node] = []
        known: _Onward | None = None
        while node is not None and known is None:
            behind.append(node)
            node = node.parent
            known = self._known[shown].of(node)
        traces = [Trace(box) for box in enrolled(self._program, ENROLLED).boxes]
        for following in reversed(behind):
            if node is not None:
                onward = known if known is not None else self._onward(node, traces, shown)
                traces = self._told(onward.get(following.entered, []), following)
            node, known = following, None
        return traces

    def _onward(self, node: Node, traces: list[Trace], shown: bool) -> _Onward:
        """``traces`` at a node led on; what is passed by on the way to the next changes nothing."""
        step = self._program.steps[node.action_id]
        effect = self._shown(step) if shown else step.effect
        found: dict[str, list[Trace]] = {}
        for trace in traces:
            for changed in _run(self._program, effect, trace, self._of_record):
                for target, after in _ways_out(step, changed):
                    there = found.setdefault(target, [])
                    if len(there) < MAX_TRACES:
                        there.append(after)
        cells = sum(len(trace.box) + 1 for there in found.values() for trace in there)
        self._known[shown].keep(node, found, cells)
        return found

    def _told(self, traces: list[Trace], node: Node) -> list[Trace]:
        """``traces`` that come to ``node``, without what nobody looks at any more."""
        if self._live is None:
            return traces
        kept = self._live.masks[node.action_id] | self._of_record
        return [Trace(told(trace.box, kept), trace.origins) for trace in traces]

    def _shown(self, step: Step) -> Effect:
        """Of what may happen there, what one run of a record is taken to show."""
        known = self._effects.get(step.action.id)
        if known is None:
            space, portal = self._program.space, self._program.portal
            known = effect_of(step.action, space, portal, concrete=True)
            self._effects[step.action.id] = known
        return known


def _of_record(space: Space) -> int:
    """A mask of the variables whose first values are the record's."""
    return sum(
        1 << at
        for at, variable in enumerate(space.variables)
        if not all(isinstance(subject, OWN) for subject in variable.subjects)
    )


class _Newest(Generic[T]):
    """What was found out of nodes last: what comes next mostly goes on from there."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[Node, T, int]] = {}
        """By the ``id`` of the node, which is kept so that no other one gets it."""
        self._size = 0

    def of(self, node: Node | None) -> T | None:
        """What is kept of ``node``; None: nothing."""
        known = self._found.get(id(node))
        return None if known is None else known[1]

    def keep(self, node: Node, found: T, size: int) -> None:
        """Keep ``found``, whose parts are ``size``, and let the oldest go where there is much."""
        _, _, before = self._found.pop(id(node), (node, found, 0))
        self._size -= before
        self._found[id(node)] = (node, found, size)
        self._size += size
        while self._size > _MOST_KEPT and len(self._found) > 1:
            _, _, size = self._found.pop(next(iter(self._found)))
            self._size -= size


def _narrowed(trace: Trace, formula: Formula) -> list[Trace]:
    left = assume(States((trace.box,)), formula)
    return [Trace(box, trace.origins) for box in left.boxes]


def _run(program: Program, effect: Effect, trace: Trace, of_record: int) -> Iterator[Trace]:
    """The traces after what the action does."""
    for outcome in effect.outcomes:
        for before in _narrowed(trace, outcome.when):
            after = before
            for change in outcome.changes:
                after = _changed(program.space, after, change, of_record)
            kept = stay(program, States((after.box,)), ENROLLED)
            yield from (Trace(box, after.origins) for box in kept.boxes)


def _changed(space: Space, trace: Trace, change: Change, of_record: int) -> Trace:
    variable = space.variables[change.variable]
    mask = trace.box.get(change.variable, variable.full)
    box = {**trace.box, change.variable: change.apply(mask)}
    if not of_record >> change.variable & 1:
        return Trace(box, trace.origins)
    before = trace.origins.get(change.variable)
    origins = [0] * len(change.image)
    for cell in _bits(mask):
        first = before[cell] if before else 1 << cell
        for becomes in _bits(change.image[cell]):
            origins[becomes] |= first
    return Trace(box, {**trace.origins, change.variable: tuple(origins)})


def _ways_out(step: Step, trace: Trace) -> Iterator[tuple[str, Trace]]:
    """Where the trace goes from the action, and what is left of it there."""
    waiting = [trace]
    for way in step.ways:
        if way.target is not None:
            for one in waiting:
                for taken in _narrowed(one, way.taken):
                    yield way.target, taken
        if not step.free:
            waiting = [left for one in waiting for left in _narrowed(one, way.passed)]
            waiting = waiting[:MAX_TRACES]


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


# ---------------------------------------------------------------- one record of a trace


def _example(space: Space, trace: Trace, of_record: int) -> Example | None:
    """The plainest record of ``trace``; None: a value in it cannot be named."""
    values: dict[AnySubject, str] = {}
    told_of = [at for at in {*trace.box, *trace.origins} if of_record >> at & 1]
    for at in sorted(told_of):
        variable = space.variables[at]
        found = _plainest(variable, _cells(trace, at, variable))
        if found is None:
            return None
        values.update(found)
    return _record(values)


def _cells(trace: Trace, at: int, variable: Variable) -> int:
    """Where the variable was at the enrolment; an output, which came later: where it is now."""
    mask = trace.box.get(at, variable.full)
    origins = trace.origins.get(at)
    if origins is None or isinstance(variable.subjects[0], Output):
        return mask
    first = 0
    for cell in _bits(mask):
        first |= origins[cell]
    return first


def _plainest(variable: Variable, mask: int) -> dict[AnySubject, str] | None:
    """The first cell of ``mask`` in which every value is blank or has a name."""
    for cell in _bits(mask):
        samples = variable.samples(cell)
        if not any(isinstance(sample, Unnamed) for sample in samples):
            return {
                subject: sample
                for subject, sample in zip(variable.subjects, samples, strict=True)
                if isinstance(sample, str)
            }
    return None


def _record(values: Mapping[AnySubject, str]) -> Example:
    properties: dict[str, str] = {}
    associations: dict[str, tuple[Mapping[str, str], ...]] = {}
    lists: list[str] = []
    subscriptions: dict[str, str] = {}
    facts: list[str] = []
    outputs: dict[str, dict[str, str]] = {}
    true = {subject for subject, value in values.items() if value == "true"}
    for subject, value in values.items():
        match subject:
            case Property(name):
                properties[name] = value
            case Association(_, type_id) if subject in true:
                associations.setdefault(str(type_id), ({},))
            case AssociatedMatch(association) if subject in true and association in true:
                known = associations.get(str(association.type_id), ())
                match = _satisfying(subject.condition)
                associations[str(association.type_id)] = (*filter(None, known), match)
            case ListMember(list_id) if subject in true:
                lists.append(list_id)
            case Subscription(subscription_ids=ids, accepted=accepted):
                status = _status(accepted, wanted=subject in true)
                subscriptions.update(dict.fromkeys(ids, status))
            case StableFact(key) if subject in true:
                facts.append(key)
            case Output(action_id, key):
                outputs.setdefault(action_id, {})[key] = value
            case _:
                pass
    return Example(properties, associations, tuple(lists), subscriptions, tuple(facts), outputs)


_STATUSES = ("NOT_OPTED", "OPT_OUT", "OPT_IN")


def _status(accepted: tuple[str, ...], *, wanted: bool) -> str:
    """A status that is accepted, or one that is not."""
    return next((status for status in _STATUSES if (status in accepted) == wanted), "NOT_OPTED")


def _satisfying(condition: Condition | None) -> Mapping[str, str]:
    """The properties of an associated record that satisfies ``condition``, as far as known."""
    if condition is None:
        return {}
    space = build_space([condition])
    for box in assume(States((ANYTHING,)), space.compile(condition)).boxes:
        found = _example(space, Trace(box), _of_record(space))
        if found is not None:
            return found.properties
    return {}
