"""Reachability: which states records can be in at each action.

The walk goes forward from the enrolment until nothing new is found. Boxes that come by different
paths are kept apart, unless one covers the other or there are too many; what no later step looks at
is left out of them, so that paths that differ in nothing that matters are one.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Assumptions:
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


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One box of records at one action, and where they came from."""

    action_id: str
    box: Box
    parent: Node | None
    exact: bool

    def path(self) -> list[str]:
        """The action ids from the first to this one."""
        ids: list[str] = []
        node: Node | None = self
        while node is not None:
            ids.append(node.action_id)
            node = node.parent
        return ids[::-1]


@dataclass(slots=True)
class _Arrivals:
    """The boxes known at one action; ``fresh``: those that nobody has followed yet."""

    nodes: list[Node] = field(default_factory=list)
    fresh: list[Node] = field(default_factory=list)
    joined: bool = False

    def add(self, node: Node) -> bool:
        """Take ``node`` in unless its box is known; True: it brought something new."""
        if self.nodes:
            for known in self.nodes:
                if covers(known.box, node.box):
                    return False
            if self.joined or len(self.nodes) >= MAX_BOXES:
                box = hull([node.box, *(known.box for known in self.nodes)])
                node = Node(node.action_id, box, node.parent, exact=False)
                self.joined = True
            self.nodes = [known for known in self.nodes if not covers(node.box, known.box)]
            self.fresh = [known for known in self.fresh if not covers(node.box, known.box)]
        self.nodes.append(node)
        self.fresh.append(node)
        return True


@dataclass(frozen=True, slots=True)
class Reached:
    """What a walk came to: the boxes of the records that reach each action, the ways they take."""

    nodes: Mapping[str, Sequence[Node]]
    taken: Collection[int]
    """The ``id`` of each way that some record takes."""

    def ways(self, step: Step) -> tuple[bool, ...]:
        """Which of the ways out of an action are taken."""
        return tuple(id(way) in self.taken for way in step.ways)


def reach(program: Program, alive: Live, assumptions: Assumptions = ENROLLED) -> Reached:
    """Which records reach what; of a record only what is ``alive`` there is told."""
    walk = _Walk(program, alive, assumptions)
    if program.start is not None:
        first = enrolled(program, assumptions)
        walk.arrive(program.start, enter(program, program.start, first, assumptions), None)
    while walk.queue:
        _, action_id = heapq.heappop(walk.queue)
        walk.follow(action_id)
    nodes = {action_id: there.nodes for action_id, there in walk.arrivals.items()}
    return Reached(nodes, walk.taken)


@dataclass(slots=True)
class _Walk:
    """A walk that is under way."""

    program: Program
    alive: Live
    assumptions: Assumptions
    arrivals: dict[str, _Arrivals] = field(default_factory=dict)
    queue: list[tuple[int, str]] = field(default_factory=list)
    """The actions with boxes that nobody has followed yet, first those that come first."""
    taken: set[int] = field(default_factory=set)

    def follow(self, action_id: str) -> None:
        """Lead the fresh boxes at an action on."""
        there = self.arrivals[action_id]
        fresh, there.fresh = there.fresh, []
        step = self.program.steps[action_id]
        only = self._only_way(step)
        for node in fresh:
            if only is not None:
                self.taken.add(id(only))
                self._arrive_in(only.target, node.box, node, exact=node.exact)
                continue
            for way, states in leave(self.program, step, node.box, self.assumptions):
                self.taken.add(id(way))
                if way.target is not None and way.target in self.program.order:
                    entering = enter(self.program, way.target, states, self.assumptions)
                    self.arrive(way.target, entering, node)

    def _only_way(self, step: Step) -> Way | None:
        """The way on from an action at which nothing happens; most actions are like that."""
        way = step.only_way
        if way is None or self.assumptions.memory:
            return way
        after = self.program.steps.get(way.target or "")
        forgets = step.forgetting is not None or (after is not None and after.arrival is not None)
        return None if forgets else way

    def arrive(self, action_id: str, states: States, parent: Node | None) -> None:
        """Take in the records that come to an action."""
        exact = states.exact and (parent is None or parent.exact)
        for box in states.boxes:
            self._arrive_in(action_id, box, parent, exact=exact)

    def _arrive_in(
        self, action_id: str | None, box: Box, parent: Node | None, *, exact: bool
    ) -> None:
        place = self.program.order.get(action_id or "")
        if action_id is None or place is None:
            return
        there = self.arrivals.get(action_id)
        if there is None:
            there = self.arrivals[action_id] = _Arrivals()
        waiting = bool(there.fresh)
        node = Node(action_id, told(box, self.alive[action_id]), parent, exact)
        if there.add(node) and not waiting:
            heapq.heappush(self.queue, (place, action_id))


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
    """``states`` when they come to an action: what is still known of them."""
    if assumptions.memory:
        return states
    arrival = program.steps[action_id].arrival
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
    """Each way that the records of ``box`` can take from an action, with the states that take it."""
    states = proceed(program, step, States((box,)), assumptions)
    for way in step.ways:
        if not states.boxes:
            return
        taken = assume(states, way.taken)
        if taken.boxes:
            yield way, taken
        if not step.free:
            states = assume(states, way.passed)


def proceed(program: Program, step: Step, states: States, assumptions: Assumptions) -> States:
    """``states`` after what the action does, those that are dropped by it left out."""
    if not assumptions.memory and step.forgetting is not None:
        return stay(program, apply(step.forgetting, states, program.space), assumptions)
    after = apply(step.effect, states, program.space)
    # What no action changes was settled at the enrolment.
    return stay(program, after, assumptions) if step.action.id in program.ejecting else after


def told(box: Box, alive: int) -> Box:
    """Of ``box`` only the variables of the mask ``alive``."""
    for variable in box:
        if not alive >> variable & 1:
            return {at: mask for at, mask in box.items() if alive >> at & 1}
    return box
