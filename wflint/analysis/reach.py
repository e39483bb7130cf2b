"""Reachability: which states records can be in at each action.

The walk goes forward from the enrolment until nothing new is found. Boxes that come by different
paths are kept apart, unless one covers the other or there are too many; what no later step looks at
is left out of them, so that paths that differ in nothing that matters are one.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from wflint.analysis.program import Live, Program, Step, Way
from wflint.analysis.states import (
    ANYTHING,
    MAX_BOXES,
    Box,
    States,
    assume,
    covers,
    hull,
)
from wflint.analysis.transfer import apply
from wflint.struct import Frozen


class Assumptions(Frozen, frozen=True):
    """Which records walk: see docs/assumptions.md on verdicts."""

    trigger: bool = True
    """They met the trigger; and are dropped, where the workflow does that, when they cease to."""
    memory: bool = True
    """What was found out stays true while time passes."""


ENROLLED = Assumptions()
STALE = Assumptions(memory=False)
BYPASS = Assumptions(trigger=False)
WEAKEST = Assumptions(trigger=False, memory=False)
"""Every record that walks under any other assumptions walks under these."""


class Node(Frozen, frozen=True):
    """One box of records at one action, and where they came from."""

    action_id: str
    box: Box
    parent: Node | None
    entered: str
    """The action after the one of ``parent``: this one, or the first of those passed by."""
    exact: bool

    def passed(self, program: Program) -> list[str]:
        """The actions on the way from the one of ``parent``, left out, to this one."""
        ids = [self.entered]
        while ids[-1] != self.action_id:
            way = program.steps[ids[-1]].only_way
            ids.append(way.target or self.action_id if way is not None else self.action_id)
        return ids


class _Arrivals(Struct):
    """The boxes known at one action; ``fresh``: those that nobody has followed yet."""

    nodes: list[Node] = []
    fresh: list[Node] = []
    joined: bool = False

    def add(self, node: Node) -> None:
        """Take ``node`` in unless its box is known."""
        if self.nodes:
            box = node.box
            for known in self.nodes:
                if covers(known.box, box):
                    return
            if self.joined or len(self.nodes) >= MAX_BOXES:
                box = hull([box, *(known.box for known in self.nodes)])
                node = replace(node, box=box, exact=False)
                self.joined = True
            kept = [known for known in self.nodes if not covers(box, known.box)]
            if len(kept) < len(self.nodes):
                self.nodes = kept
                self.fresh = [known for known in self.fresh if not covers(box, known.box)]
        self.nodes.append(node)
        self.fresh.append(node)


class Reached(Frozen, frozen=True):
    """What a walk came to: the boxes of the records that reach each action, the ways they take."""

    nodes: Mapping[str, Sequence[Node]]
    """At the actions where something happens or is asked; the others are passed by."""
    actions: Collection[str]
    """All actions that records reach."""
    taken: Collection[int]
    """The ``id`` of each way that some record takes."""

    def ways(self, step: Step) -> tuple[bool, ...]:
        """Which of the ways out of an action are taken."""
        return tuple([id(way) in self.taken for way in step.ways])


class Stops:
    """Where records go on their way from action to action: past those at which nothing happens."""

    def __init__(self, program: Program, asked: Collection[str], *, memory: bool) -> None:
        self._program = program
        self._asked = asked
        self._memory = memory
        self.passed: dict[str, str | None] = {}
        """The actions that were passed by, and where from there the next stop is."""

    def next(self, target: str | None) -> str | None:
        """The first action from ``target`` on where something happens; None: there is none."""
        passing: dict[str, None] = {}
        stop = target
        while stop is not None:
            if stop in self.passed:
                stop = self.passed[stop]
                break
            way = self._way_past(stop)
            if way is None:
                stop = stop if stop in self._program.order else None
                break
            passing[stop] = None
            # Those who go round where nothing happens come to nothing new.
            stop = way.target if way.target not in passing else None
        for action_id in passing:
            self.passed[action_id] = stop
        return stop

    def _way_past(self, action_id: str) -> Way | None:
        step = self._program.steps.get(action_id)
        if step is None or step.only_way is None or action_id in self._asked:
            return None
        forgets = step.forgetting.arrival is not None or step.forgetting.meanwhile is not None
        return step.only_way if self._memory or not forgets else None


def reach(program: Program, alive: Live, assumptions: Assumptions = ENROLLED) -> Reached:
    """Which records reach what; of a record only what is ``alive`` there is told."""
    stops = Stops(program, alive.asked, memory=assumptions.memory)
    walk = _Walk(program, alive.masks, stops, assumptions)
    walk.arrive(program.start, enrolled(program, assumptions), None)
    while walk.queue:
        _, action_id = heapq.heappop(walk.queue)
        walk.follow(action_id)
    taken = walk.taken
    for action_id in stops.passed:
        taken.add(id(program.steps[action_id].only_way))
    nodes = {action_id: there.nodes for action_id, there in walk.arrivals.items()}
    return Reached(nodes, nodes.keys() | stops.passed.keys(), taken)


class _Walk(Struct):
    """A walk that is under way."""

    program: Program
    alive: Mapping[str, int]
    stops: Stops
    assumptions: Assumptions
    arrivals: dict[str, _Arrivals] = {}
    queue: list[tuple[int, str]] = []
    """The actions with boxes that nobody has followed yet, first those that come first."""
    taken: set[int] = set()

    def follow(self, action_id: str) -> None:
        """Lead the fresh boxes at an action on."""
        there = self.arrivals[action_id]
        fresh, there.fresh = there.fresh, []
        step = self.program.steps[action_id]
        for node in fresh:
            for way, states in leave(self.program, step, node.box, self.assumptions):
                self.taken.add(id(way))
                self.arrive(way.target, states, node)

    def arrive(self, target: str | None, states: States, parent: Node | None) -> None:
        """Take in the records that come to an action, at the next one where something happens."""
        stop = self.stops.next(target)
        if target is None or stop is None:
            return
        if not self.assumptions.memory:
            states = enter(self.program, stop, states, self.assumptions)
        exact = states.exact and (parent is None or parent.exact)
        there = self.arrivals.get(stop)
        if there is None:
            there = self.arrivals[stop] = _Arrivals()
        waiting = bool(there.fresh)
        alive = self.alive[stop]
        for box in states.boxes:
            there.add(Node(stop, told(box, alive), parent, target, exact))
        if there.fresh and not waiting:
            heapq.heappush(self.queue, (self.program.order[stop], stop))


def enrolled(program: Program, assumptions: Assumptions) -> States:
    """The records that come in."""
    known = program.enrolled.get(assumptions)
    if known is None:
        known = program.enrolled[assumptions] = _enrolled(program, assumptions)
    return known


def _enrolled(program: Program, assumptions: Assumptions) -> States:
    everybody = assume(States((ANYTHING,)), program.space.nothing_done())
    if assumptions.trigger:
        everybody = assume(everybody, program.trigger)
    return stay(program, everybody, assumptions)


def enter(program: Program, action_id: str, states: States, assumptions: Assumptions) -> States:
    """``states`` when they come to an action, without memory: what is still known of them."""
    arrival = program.steps[action_id].forgetting.arrival
    if arrival is None:
        return states
    return stay(program, apply(arrival, states, program.space), assumptions)


def stay(program: Program, states: States, assumptions: Assumptions) -> States:
    """Those of ``states`` that HubSpot keeps enrolled."""
    states = assume(states, program.ejects)
    return assume(states, program.kept_by) if assumptions.trigger else states


def leave(
    program: Program, step: Step, box: Box, assumptions: Assumptions
) -> Iterator[tuple[Way, States]]:
    """Each way that records of ``box`` can take from an action, with the states that take it."""
    states = proceed(program, step, States((box,)), assumptions)
    for way in step.ways:
        if not states.boxes:
            return
        taken = way.taken.narrowed(states)
        if taken.boxes:
            yield way, taken
        if not step.free:
            states = way.passed.narrowed(states)


def proceed(program: Program, step: Step, states: States, assumptions: Assumptions) -> States:
    """``states`` after what the action does, those that are dropped by it left out."""
    if not assumptions.memory and step.forgetting.meanwhile is not None:
        return stay(program, apply(step.forgetting.meanwhile, states, program.space), assumptions)
    after = apply(step.effect, states, program.space)
    # What no action changes was settled at the enrolment.
    return stay(program, after, assumptions) if step.action.id in program.ejecting else after


def told(box: Box, alive: int) -> Box:
    """Of ``box`` only the variables of the mask ``alive``."""
    for variable in box:
        if not alive >> variable & 1:
            return {at: mask for at, mask in box.items() if alive >> at & 1}
    return box
