"""States: which values are left for each variable, and what a condition leaves of them.

A *box* says of some variables which cells are possible; a variable that it does not mention can be
in any cell. The records that can be at one action are the union of a few boxes. Boxes are never
changed in place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from wflint.struct import Frozen

Box: TypeAlias = Mapping[int, int]
"""Variable → mask of its possible cells, never empty, never all of them."""

MAX_BOXES = 64
"""Boxes kept apart in one place; more are joined."""
_MAX_WORK = 96

ANYTHING: Box = {}


class States(Frozen, frozen=True):
    """A union of boxes; ``exact`` False: it may hold states that cannot occur."""

    boxes: tuple[Box, ...]
    exact: bool = True


class Always(Frozen, frozen=True):
    """Holds in every state."""

    @property
    def looks_at(self) -> int:
        """A mask of the variables that decide; so for the others."""
        return 0

    def narrowed(self, states: States) -> States:
        """What is left of ``states`` where it holds; so for the others."""
        return states


ALWAYS = Always()


class Never(Frozen, frozen=True):
    """Holds in no state."""

    @property
    def looks_at(self) -> int:
        return 0

    def narrowed(self, states: States) -> States:
        return States((), states.exact)


NEVER = Never()


class Within(Frozen, frozen=True):
    """Holds where ``variable`` is in one of the cells of ``mask``."""

    variable: int
    mask: int

    @property
    def looks_at(self) -> int:
        return 1 << self.variable

    def narrowed(self, states: States) -> States:
        variable, mask = self.variable, self.mask
        if len(states.boxes) == 1:
            box = states.boxes[0]
            left = narrow(box, variable, mask)
            if left is box:
                return states
            return States((left,) if left is not None else (), states.exact)
        narrowed = [narrow(box, variable, mask) for box in states.boxes]
        return States(tuple([box for box in narrowed if box is not None]), states.exact)


class AllOf(Frozen, frozen=True):
    """Holds where every part does; ``looks_at`` is that of the parts."""

    parts: tuple[Formula, ...]
    looks_at: int

    def narrowed(self, states: States) -> States:
        for part in self.parts:
            states = part.narrowed(states)
            if not states.boxes:
                break
        return states


class AnyOf(Frozen, frozen=True):
    """Holds where some part does; likewise."""

    parts: tuple[Formula, ...]
    looks_at: int

    def narrowed(self, states: States) -> States:
        found: list[Box] = []
        exact = states.exact
        for part in self.parts:
            left = part.narrowed(states)
            exact = exact and left.exact
            for box in left.boxes:
                insert(found, box)
            if len(found) > _MAX_WORK:
                # Leaving the condition out keeps more states, never fewer.
                return States((hull(states.boxes),), exact=False)
        return States(tuple(found), exact)


Formula: TypeAlias = Always | Never | Within | AllOf | AnyOf
"""A condition without negations and opaque parts: the states in which it *can* hold."""


def conjunction(parts: Iterable[Formula]) -> Formula:
    """All of ``parts``, simplified: one test a variable, tests before alternatives."""
    masks: dict[int, int] = {}
    rest: list[Formula] = []
    pending = list(parts)
    for part in pending:
        if isinstance(part, Within):
            left = masks.get(part.variable, -1) & part.mask
            if not left:
                return NEVER
            masks[part.variable] = left
        elif isinstance(part, AllOf):
            pending.extend(part.parts)
        elif isinstance(part, AnyOf):
            rest.append(part)
        elif isinstance(part, Never):
            return part
    tests: list[Formula] = [Within(variable, mask) for variable, mask in masks.items()]
    return _whole(AllOf, tests + rest, ALWAYS)


def disjunction(parts: Iterable[Formula]) -> Formula:
    """Some of ``parts``, simplified: one test a variable."""
    masks: dict[int, int] = {}
    rest: list[Formula] = []
    pending = list(parts)
    for part in pending:
        if isinstance(part, Within):
            masks[part.variable] = masks.get(part.variable, 0) | part.mask
        elif isinstance(part, AnyOf):
            pending.extend(part.parts)
        elif isinstance(part, AllOf):
            rest.append(part)
        elif isinstance(part, Always):
            return part
    tests: list[Formula] = [Within(variable, mask) for variable, mask in masks.items()]
    return _whole(AnyOf, tests + rest, NEVER)


def _whole(kind: type[AllOf | AnyOf], parts: list[Formula], empty: Formula) -> Formula:
    if not parts:
        return empty
    if len(parts) == 1:
        return parts[0]
    looks_at = 0
    for part in parts:
        looks_at |= part.looks_at
    return kind(tuple(parts), looks_at)


def assume(states: States, formula: Formula) -> States:
    """What is left of ``states`` where ``formula`` holds."""
    return formula.narrowed(states)


def possible(states: States, formula: Formula) -> bool:
    """Whether ``formula`` can hold in one of ``states``."""
    if formula is NEVER:
        return False
    return bool(formula.narrowed(states).boxes)


def narrow(box: Box, variable: int, mask: int) -> Box | None:
    """``box`` with ``variable`` in ``mask``; None: nothing is left."""
    had = box.get(variable)
    if had is None:
        return {**box, variable: mask} if mask else None
    left = had & mask
    if left == had:
        return box
    return {**box, variable: left} if left else None


def covers(wide: Box, box: Box) -> bool:
    """Whether every state of ``box`` is one of ``wide``."""
    if len(wide) > len(box):
        return False  # what says more cannot cover
    for variable, mask in wide.items():
        had = box.get(variable)
        if had is None or had & ~mask:
            return False
    return True


def insert(boxes: list[Box], box: Box) -> None:
    """Add ``box`` in place unless it is covered; drop what it covers."""
    for other in boxes:
        if covers(other, box):
            return
    boxes[:] = [other for other in boxes if not covers(box, other)]
    boxes.append(box)


def hull(boxes: Iterable[Box]) -> Box:
    """The smallest box that covers all of ``boxes``, of which there is one or more."""
    first, *others = boxes
    if not others:
        return first
    joined = dict(first)
    for box in others:
        for variable in list(joined):
            if variable in box:
                joined[variable] |= box[variable]
            else:
                del joined[variable]
    return joined
