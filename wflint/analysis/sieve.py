"""The sieve: which failures cannot happen to any record, found out at a small price.

One box an action, joined from everything that comes there, under the weakest assumptions: no walk
that looks closer finds a record that is not in it. Most actions are guarded well enough to be
settled here, so that the walks proper are made for the others alone.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

from msgspec import Struct

from wflint.analysis.program import Hazard, Live, Program, failures, live
from wflint.analysis.reach import WEAKEST, Stops, enrolled, enter, leave, told
from wflint.analysis.states import ANYTHING, Box, States, hull, possible

_MAX_VISITS = 16
"""Times that an action is come to with something new before everything counts as possible there."""


def suspects(program: Program, hazards: Sequence[Hazard]) -> tuple[Hazard, ...]:
    """Those of ``hazards`` that may happen, in their order; the others certainly do not."""
    boxes = _joined(program, live(program, failures(program, hazards)))
    return tuple(hazard for hazard in hazards if _may_happen(hazard, boxes, program))


def _may_happen(hazard: Hazard, boxes: Mapping[str, Box], program: Program) -> bool:
    box = boxes.get(hazard.action_id)
    return box is not None and possible(States((box,)), program.space.compile(hazard.condition))


def _joined(program: Program, alive: Live) -> Mapping[str, Box]:
    """For each action where something is asked, one box that holds whatever can be there."""
    stops = Stops(program, alive.asked, memory=WEAKEST.memory)
    walk = _Walk(program, alive.masks, stops)
    walk.arrive(program.start, enrolled(program, WEAKEST))
    while walk.queue:
        _, action_id = heapq.heappop(walk.queue)
        walk.follow(action_id)
    return walk.boxes


class _Walk(Struct):
    program: Program
    alive: Mapping[str, int]
    stops: Stops
    boxes: dict[str, Box] = {}
    visits: dict[str, int] = {}
    queue: list[tuple[int, str]] = []

    def follow(self, action_id: str) -> None:
        """Lead what is at an action on."""
        self.visits[action_id] = visits = self.visits.get(action_id, 0) + 1
        if visits > _MAX_VISITS:
            self.boxes[action_id] = ANYTHING
        step = self.program.steps[action_id]
        for way, states in leave(self.program, step, self.boxes[action_id], WEAKEST):
            self.arrive(way.target, states)

    def arrive(self, target: str | None, states: States) -> None:
        """Take in what comes to an action, at the next one where something happens."""
        stop = self.stops.next(target)
        if stop is None:
            return
        entering = enter(self.program, stop, states, WEAKEST)
        if not entering.boxes:
            return
        box = told(hull(entering.boxes), self.alive[stop])
        known = self.boxes.get(stop)
        now = box if known is None else hull((known, box))
        if now != known:
            self.boxes[stop] = now
            heapq.heappush(self.queue, (self.program.order[stop], stop))
