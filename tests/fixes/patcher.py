"""What changes mean, said a second time and in another way: on cells that keep their identity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wflint.findings import Change


@dataclass(eq=False)
class Cell:
    """A value that can be found again however much has been moved around it."""

    plain: Any = None
    members: list[tuple[str, Cell]] | None = None
    items: list[Cell] | None = None
    gone: bool = False


def cell(value: Any) -> Cell:
    if isinstance(value, dict):
        return Cell(members=[(key, cell(inner)) for key, inner in value.items()])
    if isinstance(value, list):
        return Cell(items=[cell(inner) for inner in value])
    return Cell(value)


def plain(one: Cell) -> Any:
    if one.members is not None:
        return {key: plain(inner) for key, inner in one.members if not inner.gone}
    if one.items is not None:
        return [plain(inner) for inner in one.items if not inner.gone]
    return one.plain


def steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def at(root: Cell, path: Iterable[str]) -> Cell:
    for step in path:
        root = root.items[int(step)] if root.items is not None else dict(root.members or ())[step]
    return root


def apply(value: Any, changes: Iterable[Change]) -> Any:
    """``value`` after ``changes``, all of whose pointers are into ``value`` as given."""
    root = cell(value)
    # Find everything first; from then on only identities count.
    found = []
    for change in changes:
        *path, last = steps(change.pointer)
        parent = at(root, path)
        target = None
        if parent.items is not None and last != "-" and int(last) < len(parent.items):
            target = parent.items[int(last)]
        elif parent.members is not None:
            target = dict(parent.members).get(last)
        found.append((change, parent, target, last))
    for change, parent, target, last in found:
        _do(change, parent, target, last)
    return plain(root)


def _do(change: Change, parent: Cell, target: Cell | None, last: str) -> None:
    new = cell(change.value)
    if change.operation == "add" and parent.items is not None:
        where = parent.items.index(target) if target is not None else len(parent.items)
        parent.items.insert(where, new)
    elif change.operation == "add":
        assert parent.members is not None
        parent.members.append((last, new))
    elif change.operation == "replace":
        assert target is not None
        target.plain, target.members, target.items = new.plain, new.members, new.items
    elif change.operation == "rename":
        assert parent.members is not None
        parent.members = [
            (change.value if inner is target else key, inner) for key, inner in parent.members
        ]
    else:
        assert target is not None
        target.gone = True
