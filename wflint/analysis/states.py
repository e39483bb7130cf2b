"""States: which values are left for each variable, and what a condition leaves of them.

A *box* says of some variables which cells are possible; a variable that it does not mention can be
in any cell. The records that can be at one action are the union of a few boxes. Boxes are never
changed in place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Box: TypeAlias = Mapping[int, int]
"""Variable → mask of its possible cells, never empty, never all of them."""

MAX_BOXES = 64
"""Boxes kept apart in one place; more are joined."""
_MAX_WORK = 256

ANYTHING: Box = {}


@dataclass(frozen=True, slots=True)
class Always:
    """Holds in every state."""


ALWAYS = Always()


@dataclass(frozen=True, slots=True)
class Never:
    """Holds in no state."""


@dataclass(frozen=True, slots=True)
class Within:
    """Holds where ``variable`` is in one of the cells of ``mask``."""

    variable: int
    mask: int


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds where every part does."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds where some part does."""

    parts: tuple[Formula, ...]


Formula: TypeAlias = Always | Never | Within | AllOf | AnyOf
"""A condition without negations and opaque parts: the states in which it *can* hold."""


@dataclass(frozen=True, slots=True)
class States:
    """A union of boxes; ``exact`` False: it may hold states that cannot occur."""

    boxes: tuple[Box, ...]
    exact: bool = True


def conjunction(parts: Iterable[Formula]) -> Formula:
    """All of ``parts``, simplified: one test a variable, tests before alternatives."""
    masks: dict[int, int] = {}
    rest: list[Formula] = []
    pending = list(parts)
    for part in pending:
        match part:
            case Never():
                return part
            case Within(variable, mask):
                masks[variable] = masks.get(variable, -1) & mask
                if not masks[variable]:
                    return Never()
            case AllOf(inner):
                pending.extend(inner)
            case AnyOf():
                rest.append(part)
            case _:
                pass
    tests: list[Formula] = [Within(variable, mask) for variable, mask in masks.items()]
    return _whole(AllOf, tests + rest, Always())


def disjunction(parts: Iterable[Formula]) -> Formula:
    """Some of ``parts``, simplified: one test a variable."""
    masks: dict[int, int] = {}
    rest: list[Formula] = []
    pending = list(parts)
    for part in pending:
        match part:
            case Always():
                return part
            case Within(variable, mask):
                masks[variable] = masks.get(variable, 0) | mask
            case AnyOf(inner):
                pending.extend(inner)
            case AllOf():
                rest.append(part)
            case _:
                pass
    tests: list[Formula] = [Within(variable, mask) for variable, mask in masks.items()]
    return _whole(AnyOf, tests + rest, Never())


def _whole(kind: type[AllOf | AnyOf], parts: list[Formula], empty: Formula) -> Formula:
    if not parts:
        return empty
    return parts[0] if len(parts) == 1 else kind(tuple(parts))


def variables(formula: Formula) -> set[int]:
    """The variables that ``formula`` looks at."""
    found: set[int] = set()
    pending = [formula]
    for part in pending:
        if isinstance(part, Within):
            found.add(part.variable)
        elif isinstance(part, AllOf | AnyOf):
            pending.extend(part.parts)
    return found


def assume(states: States, formula: Formula) -> States:
    """What is left of ``states`` where ``formula`` holds."""
    match formula:
        case Always():
            return states
        case Never():
            return States((), states.exact)
        case Within(variable, mask):
            narrowed = (narrow(box, variable, mask) for box in states.boxes)
            return States(tuple(box for box in narrowed if box is not None), states.exact)
        case AllOf(parts):
            for part in parts:
                states = assume(states, part)
                if not states.boxes:
                    break
            return states
        case AnyOf(parts):
            return _alternatives(states, parts)


def _alternatives(states: States, parts: tuple[Formula, ...]) -> States:
    found: list[Box] = []
    exact = states.exact
    for part in parts:
        left = assume(states, part)
        exact = exact and left.exact
        for box in left.boxes:
            insert(found, box)
        if len(found) > _MAX_WORK:
            # Leaving the condition out keeps more states, never fewer.
            return States((hull(states.boxes),), exact=False)
    return States(tuple(found), exact)


def possible(states: States, formula: Formula) -> bool:
    """Whether ``formula`` can hold in one of ``states``."""
    return bool(assume(states, formula).boxes)


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
    for variable, mask in wide.items():
        had = box.get(variable)
        if had is None or had & ~mask:
            return False
    return True


def insert(boxes: list[Box], box: Box) -> None:
    """Add ``box`` in place unless it is covered; drop what it covers."""
    if not any(covers(other, box) for other in boxes):
        boxes[:] = [other for other in boxes if not covers(box, other)]
        boxes.append(box)


def hull(boxes: Iterable[Box]) -> Box:
    """The smallest box that covers all of ``boxes``, of which there is one or more."""
    listed = list(boxes)
    joined = dict(listed[0])
    for box in listed[1:]:
        for variable in list(joined):
            if variable in box:
                joined[variable] |= box[variable]
            else:
                del joined[variable]
    return joined
