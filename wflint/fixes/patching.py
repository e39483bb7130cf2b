"""Repairs as changes of a plain value: what a document will say once they are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from wflint.findings import Change

_END = "-"
_Steps = tuple[str, ...]
_Planned: TypeAlias = tuple[_Steps, Change]


class NotApplicableError(ValueError):
    """A change leads to a place that is not there, or into one that another change takes away."""


def patched(value: Any, changes: Iterable[Change]) -> Any:
    """``value`` after all ``changes``; what none of them touches is shared with it.

    Every pointer is one into ``value`` as it is given. Raises ``NotApplicableError``.
    """
    return _patched(value, [(_steps(change.pointer), change) for change in changes])


def _steps(pointer: str) -> _Steps:
    steps = pointer.split("/")[1:]
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)


def _patched(value: Any, planned: Sequence[_Planned]) -> Any:
    if not planned:
        return value
    if isinstance(value, dict):
        return _changed_object(value, planned)
    if isinstance(value, list):
        return _changed_list(value, planned)
    raise NotApplicableError(f"there is nothing at {planned[0][1].pointer}")


def _by_step(planned: Iterable[_Planned]) -> dict[str, list[_Planned]]:
    """What is planned for each part of a value, the paths shorter by one step."""
    found: dict[str, list[_Planned]] = {}
    for steps, change in planned:
        if not steps:
            raise NotApplicableError(f"{change.pointer} is all there is")
        found.setdefault(steps[0], []).append((steps[1:], change))
    return found


def _changed_object(value: Mapping[str, Any], planned: Sequence[_Planned]) -> dict[str, Any]:
    made = dict(value)
    for key, here in _by_step(planned).items():
        change = _only(here)
        if change is None:
            made[key] = _patched(_member(value, key, here), here)
        elif (key in value) is (change.operation == "add"):
            raise NotApplicableError(f"cannot {change.operation} {change.pointer}")
        elif change.operation == "remove":
            del made[key]
        else:
            made[key] = change.value
    return made


def _member(value: Mapping[str, Any], key: str, planned: Sequence[_Planned]) -> Any:
    if key not in value:
        raise NotApplicableError(f"there is nothing at {planned[0][1].pointer}")
    return value[key]


def _changed_list(value: Sequence[Any], planned: Sequence[_Planned]) -> list[Any]:
    by_step = _by_step(planned)
    at_end = [*by_step.pop(str(len(value)), []), *by_step.pop(_END, [])]
    known = {str(index) for index in range(len(value))}
    lost = [one for step, here in by_step.items() if step not in known for one in here]
    lost += [one for one in at_end if not _adds(one)]
    if lost:
        raise NotApplicableError(f"there is nothing at {lost[0][1].pointer}")
    made: list[Any] = []
    for index, item in enumerate(value):
        here = by_step.get(str(index), [])
        made += _added(here)
        made += _kept(item, [one for one in here if not _adds(one)])
    return [*made, *_added(at_end)]


def _adds(planned: _Planned) -> bool:
    steps, change = planned
    return not steps and change.operation == "add"


def _added(planned: Iterable[_Planned]) -> list[Any]:
    return [one[1].value for one in planned if _adds(one)]


def _kept(item: Any, planned: Sequence[_Planned]) -> list[Any]:
    """What becomes of one item of a list: itself, changed, or nothing."""
    change = _only(planned)
    if change is None:
        return [_patched(item, planned)]
    return [] if change.operation == "remove" else [change.value]


def _only(planned: Sequence[_Planned]) -> Change | None:
    """The change of the part itself; None: only parts of it are changed."""
    whole = [change for steps, change in planned if not steps]
    if whole and len(planned) > 1:
        raise NotApplicableError(f"{whole[0].pointer} is changed twice")
    return whole[0] if whole else None
