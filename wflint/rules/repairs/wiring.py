"""Actions put in, and taken out, with all the connections that lead to them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from wflint.findings import Change
from wflint.rules.structure.graph import edges, reached
from wflint.workflow.model import Action, Branch, Decide, Split, Workflow, id_number

Make = Callable[[Any, Any], dict[str, Any]]
"""From the id of a new action, and that of the one it leads to, the action."""

_NEXT_ID = "nextAvailableActionId"


def inserted_before(action: Action, workflow: Workflow, make: Make) -> tuple[Change, ...]:
    """A new action before ``action``: all that led to that leads to the new one, and that to it.

    None in a classic (v3) workflow, whose actions have no connections.
    """
    if workflow.format != "v4":
        return ()
    new = _fresh_id(workflow)
    example = workflow.at(action.place("id"))
    next_id = f"{workflow.pointer}/{_NEXT_ID}"
    counted = [_named(next_id, new + 1, workflow)] if workflow.data.get(_NEXT_ID) else []
    return (
        *(_named(pointer, new, workflow) for pointer in _leading_to(action.id, workflow)),
        *counted,
        Change("add", action.pointer, make(_spelt(new, example), example)),
    )


def without(action: Action, workflow: Workflow) -> tuple[Change, ...]:
    """``action`` taken out: all that led to it leads to what came next.

    None where that would leave the workflow without a start.
    """
    if workflow.format != "v4":
        return (Change("remove", action.pointer),)
    way = action.default
    if way.target is None:
        return cut_off(action, {action.id}, workflow)
    if way.target == action.id:
        return ()
    onto = workflow.at(way.target_pointer or way.pointer)
    return (
        *(
            change
            for pointer in _leading_to(action.id, workflow)
            for change in _led_on(pointer, way, onto, workflow)
        ),
        Change("remove", action.pointer),
    )


def cut_off(first: Action, ids: Collection[str], workflow: Workflow) -> tuple[Change, ...]:
    """The actions ``ids`` taken out: where a connection led to ``first``, the record leaves.

    None where another connection leads to one of the others, where the workflow would be left
    without a start, and where a test splits records, which needs all its connections.
    """
    outside = [action for action in workflow.actions if action.id not in ids]
    ways = [(action, way) for action in outside for way in action.ways if way.target in ids]
    others = any(way.target != first.id for _, way in ways)
    if others or workflow.start in ids or any(isinstance(a.meaning, Split) for a, _ in ways):
        return ()
    gone = [action for action in workflow.actions if action.id in ids]
    return (
        *(Change("remove", each) for _, way in ways if (each := connection_of(way)) is not None),
        *(Change("remove", action.pointer) for action in gone),
    )


def without_way(
    pointer: str, way: Branch, action: Action, workflow: Workflow
) -> tuple[Change, ...]:
    """What is at ``pointer`` taken out, by which ``way`` leads on from ``action``.

    The actions to which nothing else leads are taken out as well.
    """
    orphans = _orphans(way, action, workflow)
    gone = (one.pointer for one in workflow.actions if one.id in orphans)
    return (Change("remove", pointer), *(Change("remove", each) for each in gone))


def connection_of(way: Branch) -> str | None:
    """The place of the connection of ``way``; None: it leads nowhere."""
    return way.target_pointer.rpartition("/")[0] if way.target_pointer is not None else None


def only_way_to(action: Action, workflow: Workflow) -> tuple[Action, Branch] | None:
    """The branch by which alone records get to ``action``, and the action that branches."""
    ways = workflow.ways_to(action.id)
    if len(ways) != 1 or workflow.start == action.id:
        return None
    source, way = ways[0]
    return (source, way) if isinstance(source.meaning, Decide) else None


# ---------------------------------------------------------------- connections, ids


def _orphans(way: Branch, action: Action, workflow: Workflow) -> set[str]:
    """The actions to which connections lead by ``way`` out of ``action`` alone."""
    graph = edges(workflow)
    others = {one.target for one in action.ways if one is not way}
    kept = [target for target in graph[action.id] if target in others]
    return reached(graph, workflow.start) - reached({**graph, action.id: kept}, workflow.start)


def _leading_to(action_id: str, workflow: Workflow) -> Iterator[str]:
    """The places of all values that name the action as the next one."""
    if workflow.start == action_id and workflow.start_pointer is not None:
        yield workflow.start_pointer
    for _, way in workflow.ways_to(action_id):
        if way.target_pointer is not None:
            yield way.target_pointer


def _led_on(pointer: str, way: Branch, onto: Any, workflow: Workflow) -> Iterator[Change]:
    """The connection whose target is at ``pointer`` goes where ``way`` goes, in its manner."""
    yield Change("replace", pointer, onto)
    around = pointer.rpartition("/")[0]
    connection = workflow.at(around) if around != workflow.pointer else {}
    if way.goto and not str(connection.get("edgeType", "GO")).upper().startswith("GO"):
        yield Change("replace", f"{around}/edgeType", "GOTO")


def _fresh_id(workflow: Workflow) -> int:
    """An id that neither an action has nor a connection names."""
    return max(id_number(workflow.data.get(_NEXT_ID)) or 1, workflow.highest_id + 1)


def _named(pointer: str, action_id: int, workflow: Workflow) -> Change:
    return Change("replace", pointer, _spelt(action_id, workflow.at(pointer)))


def _spelt(action_id: int, example: Any) -> str | int:
    """Ids are texts; some tools write numbers, and then all of them."""
    return action_id if isinstance(example, int) else str(action_id)
