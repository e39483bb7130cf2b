"""What a step has changed of a record."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from wflint.simulate.state import State

Facts = Mapping[str, str]
"""What can be seen of a record: what it is → how it stands."""


class Change(Struct, frozen=True):
    """One fact of a record before and after; None: blank, or none."""

    what: str
    old: str | None
    new: str | None


def facts_of(state: State) -> Facts:
    """All facts of the record as it stands now."""
    return {
        **state.properties,
        **{f"list {list_id}": "member" for list_id in state.lists},
        **{f"subscription {id_}": status for id_, status in state.subscriptions.items()},
        **{
            f"associated records (type {type_id})": str(len(records))
            for type_id, records in state.associations.items()
            if records
        },
    }


def changes(before: Facts, after: Facts) -> tuple[Change, ...]:
    """The facts that differ, by name."""
    names = sorted({**before, **after})
    return tuple(
        Change(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    )
