"""Why a condition holds of a record, or does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct

from wflint.simulate.evaluate import found, holds
from wflint.simulate.state import State
from wflint.workflow.conditions import All, Condition, Negation, Some, Test
from wflint.workflow.wording import in_words


class Reason(Struct, frozen=True):
    """A condition in words, whether it holds, and what was found where it asks for a value."""

    text: str
    holds: bool
    parts: tuple[Reason, ...] = ()
    found: str | None = None
    settled_by: bool | None = None
    """What one part has to be to settle it alone; None: all parts count."""


_SETTLED_BY: Mapping[type, bool] = MappingProxyType({All: False, Some: True})


def explain(condition: Condition, state: State) -> Reason:
    """Every part of ``condition``, as it holds of the record now."""
    return Reason(
        in_words(condition),
        holds(condition, state),
        tuple([explain(part, state) for part in _parts(condition)]),
        found(condition.subject, state) if isinstance(condition, Test) else None,
        _SETTLED_BY.get(type(condition)),
    )


def _parts(condition: Condition) -> tuple[Condition, ...]:
    match condition:
        case All(parts) | Some(parts):
            return parts
        case Negation(part):
            return (part,)
        case _:
            return ()


def deciding(reason: Reason) -> Iterator[Reason]:
    """The tests that settle it: all where all were needed, else the first that is enough."""
    if not reason.parts:
        yield reason
        return
    enough = [part for part in reason.parts if part.holds is reason.settled_by]
    for part in enough[:1] or reason.parts:
        yield from deciding(part)
