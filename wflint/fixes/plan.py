"""What a repair does to each value of a document, whatever the document is written in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from wflint.findings import Change


class NotPossible(Exception):  # noqa: N818 - says what happened
    """A repair that cannot be made by touching only what it names."""


class Plan(Struct):
    """What happens to one value, and inside of it; empty: nothing."""

    pointer: str
    removed: bool = False
    replaced: tuple[Any] | None = None
    """The new value."""
    renamed: str | None = None
    inner: dict[str, Plan] = field(default_factory=dict)
    members: dict[str, Any] = field(default_factory=dict)
    """New members of an object, which come last."""
    items: dict[int, list[Any]] = field(default_factory=dict)
    """New items of a list, by the index before which they come."""

    @property
    def is_whole(self) -> bool:
        """Whether the value itself goes or changes, so that nothing can happen inside of it."""
        return self.removed or self.replaced is not None

    @property
    def changes_members(self) -> bool:
        """Whether members, or items, come or go."""
        return bool(self.members or self.items) or any(one.removed for one in self.inner.values())

    @property
    def is_deep(self) -> bool:
        """Whether something happens inside of the value."""
        return bool(self.inner or self.members or self.items)


def plan(changes: Iterable[Change], value: Any) -> Plan:
    """All of ``changes`` of the document ``value``. Raises ``NotPossible``."""
    root = Plan("")
    for change in changes:
        for narrow in _narrowed(change, value):
            _enter(root, narrow, value)
    return root


def patched(value: Any, todo: Plan) -> Any:
    """``value`` with the changes made; nothing of ``value`` itself is changed."""
    if todo.replaced is not None:
        return todo.replaced[0]
    if isinstance(value, dict):
        return dict(_patched_members(value, todo))
    if isinstance(value, list):
        return list(_patched_items(value, todo))
    return value


def _patched_members(value: Mapping[str, Any], todo: Plan) -> Iterator[tuple[str, Any]]:
    for key, old in value.items():
        inner = todo.inner.get(key)
        if inner is None:
            yield key, old
        elif not inner.removed:
            yield key if inner.renamed is None else inner.renamed, patched(old, inner)
    yield from todo.members.items()


def _patched_items(value: list[Any], todo: Plan) -> Iterator[Any]:
    for index, old in enumerate(value):
        yield from todo.items.get(index, ())
        inner = todo.inner.get(str(index))
        if inner is None or not inner.removed:
            yield old if inner is None else patched(old, inner)
    yield from todo.items.get(len(value), ())


class Grip(Struct, frozen=True):
    """What a plan counts on: ``going`` of the ``size`` members at ``pointer`` go.

    A value that goes or is replaced loses all it has. A new member has none: nobody else may be
    there.
    """

    pointer: str
    size: int = 0
    going: int = 0


def grips(todo: Plan, value: Any) -> Iterator[Grip]:
    """The containers that ``todo`` changes or leads through, and the keys that it takes."""
    size = len(value) if isinstance(value, dict | list) else 0
    if todo.is_whole:
        yield Grip(todo.pointer, size, size)
    elif todo.is_deep:
        yield Grip(todo.pointer, size, sum(one.removed for one in todo.inner.values()))
        names = (*todo.members, *_new_keys(todo))
        yield from (Grip(below(todo.pointer, name)) for name in names)
        for step, inner in todo.inner.items():
            yield from grips(inner, _member(value, step))


# ---------------------------------------------------------------- one change


def steps_of(pointer: str) -> list[str]:
    """The steps of an RFC 6901 pointer."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def below(pointer: str, step: str) -> str:
    """The pointer of the member ``step`` of what is at ``pointer``."""
    return f"{pointer}/{step.replace('~', '~0').replace('/', '~1')}"


def _enter(root: Plan, change: Change, value: Any) -> None:
    """Put ``change`` into the plan ``root`` of the document ``value``."""
    steps = steps_of(change.pointer)
    if not steps:
        _enter_here(root, change)
        return
    here = root
    for step in steps[:-1]:
        value = _member(value, step)
        here = _inner(here, step)
    _enter_member(here, change, value, steps[-1])
    if any(one.is_whole and one.is_deep for one in _along(root, steps)):
        raise NotPossible(change.pointer)


def _along(root: Plan, steps: Iterable[str]) -> Iterator[Plan]:
    yield root
    for step in steps:
        if step not in root.inner:
            return
        root = root.inner[step]
        yield root


def _member(value: Any, step: str) -> Any:
    if isinstance(value, dict) and step in value:
        return value[step]
    if isinstance(value, list) and _is_index(step) and int(step) < len(value):
        return value[int(step)]
    raise NotPossible(step)


def _is_index(step: str) -> bool:
    return step.isascii() and step.isdecimal()


def _inner(here: Plan, step: str) -> Plan:
    return here.inner.setdefault(step, Plan(below(here.pointer, step)))


def _enter_member(here: Plan, change: Change, value: Any, step: str) -> None:
    if change.operation != "add":
        _member(value, step)
        if change.operation == "rename":
            _check_name(here, change, value)
        _enter_here(_inner(here, step), change)
    elif isinstance(value, list):
        index = len(value) if step == "-" else int(step) if _is_index(step) else -1
        if not 0 <= index <= len(value):
            raise NotPossible(change.pointer)
        here.items.setdefault(index, []).append(change.value)
    elif isinstance(value, dict) and step in value:
        inner = _inner(here, step)
        inner.removed = False
        _enter_here(inner, Change("replace", change.pointer, change.value))
    elif isinstance(value, dict) and step not in {*here.members, *_new_keys(here)}:
        here.members[step] = change.value
    else:
        raise NotPossible(change.pointer)


def _check_name(here: Plan, change: Change, value: Any) -> None:
    """Raise ``NotPossible`` where there is no key, or the new one is taken."""
    if not isinstance(value, dict) or change.value in {*value, *here.members, *_new_keys(here)}:
        raise NotPossible(change.pointer)


def _new_keys(here: Plan) -> set[str]:
    return {one.renamed for one in here.inner.values() if one.renamed is not None}


def _enter_here(here: Plan, change: Change) -> None:
    if change.operation == "rename" and here.renamed is None:
        here.renamed = str(change.value)
    elif change.operation == "remove":
        # Removed and added again: it has been replaced.
        here.removed = here.replaced is None
    elif change.operation != "rename" and here.replaced is None:
        here.replaced = (change.value,)
    else:
        raise NotPossible(change.pointer)


# ---------------------------------------------------------------- no more than differs


def _narrowed(change: Change, value: Any) -> Iterator[Change]:
    """``change``; where it replaces a container by a similar one, the changes inside of it."""
    if change.operation != "replace":
        yield change
        return
    old = value
    for step in steps_of(change.pointer):
        old = _member(old, step)
    yield from _between(change.pointer, old, change.value)


def _between(pointer: str, old: Any, new: Any) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() & new.keys():
        yield from _between_objects(pointer, old, new)
    elif isinstance(old, list) and isinstance(new, list) and old and new:
        yield from _between_lists(pointer, old, new)
    elif not _same(old, new):
        yield Change("replace", pointer, new)


def _between_objects(pointer: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for key, value in old.items():
        if key in new:
            yield from _between(below(pointer, key), value, new[key])
        else:
            yield Change("remove", below(pointer, key))
    yield from (Change("add", below(pointer, key), new[key]) for key in new if key not in old)


def _between_lists(pointer: str, old: list[Any], new: list[Any]) -> Iterator[Change]:
    shorter = min(len(old), len(new))
    first = next((i for i in range(shorter) if not _same(old[i], new[i])), shorter)
    rest = shorter - first
    last = next((i for i in range(rest) if not _same(old[-1 - i], new[-1 - i])), rest)
    old_end, new_end = len(old) - last, len(new) - last
    both = min(old_end, new_end)
    for index in range(first, both):
        yield from _between(f"{pointer}/{index}", old[index], new[index])
    yield from (Change("remove", f"{pointer}/{index}") for index in range(both, old_end))
    yield from (Change("add", f"{pointer}/{old_end}", new[index]) for index in range(both, new_end))


def _same(one: Any, other: Any) -> bool:
    """Whether two values are written alike; 1 and true are not."""
    return one is other or json.dumps(one) == json.dumps(other)
