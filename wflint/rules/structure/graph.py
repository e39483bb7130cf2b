"""The graph that connections make of a workflow's actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wflint.workflow.model import Workflow

Edges = Mapping[str, tuple[str, ...]]


def edges(workflow: Workflow) -> Edges:
    """Action → the actions that come next; connections to none are left out."""
    actions = workflow.by_id()
    return {
        action.id: tuple(dict.fromkeys(way.target for way in action.ways if way.target in actions))
        for action in actions.values()
    }


def reached(graph: Edges, start: str | None) -> set[str]:
    """The actions that connections lead to, from ``start`` on."""
    if start is None or start not in graph:
        return set()
    found = {start}
    pending = [start]
    while pending:
        for target in graph[pending.pop()]:
            if target not in found:
                found.add(target)
                pending.append(target)
    return found


def within(graph: Edges, kept: Iterable[str]) -> Edges:
    """The part of ``graph`` that is among the actions ``kept``."""
    names = set(kept)
    return {
        action: tuple(target for target in targets if target in names)
        for action, targets in graph.items()
        if action in names
    }


def cycles(graph: Edges) -> list[tuple[str, ...]]:
    """The groups of actions that reach one another, each in the order of ``graph``.

    Tarjan's algorithm, without recursion.
    """
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    on_stack: set[str] = set()
    groups: list[set[str]] = []
    for root in graph:
        if root in number:
            continue
        number[root] = lowest[root] = len(number)
        waiting.append(root)
        on_stack.add(root)
        walk = [(root, iter(graph[root]))]
        while walk:
            here, targets = walk[-1]
            target = next(targets, None)
            if target is None:
                walk.pop()
                if walk:
                    lowest[walk[-1][0]] = min(lowest[walk[-1][0]], lowest[here])
                if lowest[here] == number[here]:
                    groups.append(_popped(waiting, on_stack, here))
            elif target not in number:
                number[target] = lowest[target] = len(number)
                waiting.append(target)
                on_stack.add(target)
                walk.append((target, iter(graph[target])))
            elif target in on_stack:
                lowest[here] = min(lowest[here], number[target])
    looping = [g for g in groups if len(g) > 1 or any(a in graph[a] for a in g)]
    order = {action: at for at, action in enumerate(graph)}
    listed = [tuple(sorted(group, key=order.__getitem__)) for group in looping]
    return sorted(listed, key=lambda group: order[group[0]])


def _popped(waiting: list[str], on_stack: set[str], last: str) -> set[str]:
    """The actions above and with ``last`` on the stack, taken off it."""
    group: set[str] = set()
    while last not in group:
        action = waiting.pop()
        on_stack.discard(action)
        group.add(action)
    return group
