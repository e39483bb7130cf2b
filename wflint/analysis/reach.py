"""Reachability: which states records can be in at each action.

The walk goes forward from the enrolment until nothing new is found. Boxes that come by different
paths are kept apart, unless one covers the other or there are too many; what no later step looks at
is left out of them, so that paths that differ in nothing that matters are one.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wflint.analysis.program import Program, Step
from wflint.analysis.states import (
    ANYTHING,
    MAX_BOXES,
    Box,
    States,
    assume,
    covers,
    hull,
    possible,
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
    """The boxes known at one action."""

    nodes: list[Node] = field(default_factory=list)
    fresh: list[Node] = field(default_factory=list)
    joined: bool = False

    def add(self, node: Node) -> bool:
        """Take ``node`` in unless its box is known; True: it brought something new."""
        if any(covers(known.box, node.box) for known in self.nodes):
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


def reach(program: Program, assumptions: Assumptions = ENROLLED) -> Mapping[str, list[Node]]:
    """For each action that can be reached, the boxes of records that reach it."""
    arrivals: dict[str, _Arrivals] = {}
    alive = program.live
    queue: list[tuple[int, str]] = []

    def arrive(action_id: str, states: States, parent: Node | None) -> None:
        there = arrivals.setdefault(action_id, _Arrivals())
        exact = states.exact and (parent is None or parent.exact)
        for box in states.boxes:
            node = Node(action_id, _only(box, alive[action_id]), parent, exact)
            waiting = bool(there.fresh)
            if there.add(node) and not waiting:
                heapq.heappush(queue, (program.order[action_id], action_id))

    if program.start is not None:
        first = enrolled(program, assumptions)
        arrive(program.start, enter(program, program.start, first, assumptions), None)
    while queue:
        _, action_id = heapq.heappop(queue)
        fresh, arrivals[action_id].fresh = arrivals[action_id].fresh, []
        for node in fresh:
            for target, states in leave(program, node, assumptions):
                arrive(target, states, node)
    return {action_id: there.nodes for action_id, there in arrivals.items() if there.nodes}


def enrolled(program: Program, assumptions: Assumptions) -> States:
    """The records that come in."""
    everybody = assume(States((ANYTHING,)), program.space.nothing_done())
    if assumptions.trigger:
        everybody = assume(everybody, program.trigger)
    return stay(program, everybody, assumptions)


def enter(program: Program, action_id: str, states: States, assumptions: Assumptions) -> States:
    """``states`` when they come to an action: what is still known of them."""
    arrival = program.steps[action_id].arrival
    if arrival is None or assumptions.memory:
        return states
    return stay(program, apply(arrival, states, program.space), assumptions)


def stay(program: Program, states: States, assumptions: Assumptions) -> States:
    """Those of ``states`` that HubSpot keeps enrolled."""
    states = assume(states, program.ejects)
    return assume(states, program.kept_by) if assumptions.trigger else states


def leave(program: Program, node: Node, assumptions: Assumptions) -> Iterator[tuple[str, States]]:
    """The actions that come next, and the states that arrive there."""
    step = program.steps[node.action_id]
    after = proceed(program, step, States((node.box,)), assumptions)
    for target, states in _ways(step, after):
        if target in program.order:
            yield target, enter(program, target, states, assumptions)


def proceed(program: Program, step: Step, states: States, assumptions: Assumptions) -> States:
    """``states`` after what the action does, those that are dropped by it left out."""
    if not assumptions.memory and step.forgetting is not None:
        return stay(program, apply(step.forgetting, states, program.space), assumptions)
    after = apply(step.effect, states, program.space)
    # What no action changes was settled at the enrolment.
    return stay(program, after, assumptions) if step.effect.touches(program.held) else after


def ways_taken(
    program: Program, nodes: Sequence[Node], assumptions: Assumptions
) -> tuple[bool, ...]:
    """Which ways out of an action the records at it, ``nodes``, can take."""
    step = program.steps[nodes[0].action_id]
    taken = [False] * len(step.ways)
    for node in nodes:
        states = proceed(program, step, States((node.box,)), assumptions)
        for at, way in enumerate(step.ways):
            taken[at] = taken[at] or possible(states, way.taken)
            if not step.free:
                states = assume(states, way.passed)
    return tuple(taken)


def _ways(step: Step, states: States) -> Iterator[tuple[str, States]]:
    """Each way that can be taken, with the states that take it."""
    for way in step.ways:
        if not states.boxes:
            return
        taken = assume(states, way.taken)
        if way.target is not None and taken.boxes:
            yield way.target, taken
        if not step.free:
            states = assume(states, way.passed)


def _only(box: Box, alive: int) -> Box:
    if all(alive >> variable & 1 for variable in box):
        return box
    return {variable: mask for variable, mask in box.items() if alive >> variable & 1}
