"""The graph that connections make of a workflow's actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from wflint.workflow.model import Workflow

Edges = Mapping[str, Sequence[str]]


class Graph:
    """The connections of a workflow, and what follows from them, worked out when it is asked."""

    def __init__(self, workflow: Workflow) -> None:
        self._start = workflow.start
        self.edges = edges(workflow)

    @cached_property
    def reached(self) -> set[str]:
        """The actions that connections lead to from the start."""
        return reached(self.edges, self._start)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """An order in which connections only lead on; none where actions reach one another."""
        order = in_order(self.edges)
        return {action: at for at, action in enumerate(order)} if order is not None else {}

    @cached_property
    def cycles(self) -> list[tuple[str, ...]]:
        """The groups of actions that reach one another."""
        return cycles(self.edges)

    @cached_property
    def cycles_reached(self) -> list[tuple[str, ...]]:
        """Those of them that connections lead to from the start."""
        return [group for group in self.cycles if group[0] in self.reached]


def edges(workflow: Workflow) -> Edges:
    """Action → the actions that come next; connections to none are left out."""
    actions = workflow.by_id()
    return {
        action.id: tuple(dict.fromkeys([w.target for w in action.ways if w.target in actions]))
        for action in actions.values()
    }


def reached(graph: Edges, start: str | None) -> set[str]:
    """The actions that connections lead to, from ``start`` on."""
    return _taken(graph, start, set()) if start is not None and start in graph else set()


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

    Kosaraju's algorithm: against the arrows, from the action that was left last, one gets to no
    other group than its own that has not been found yet.
    """
    if in_order(graph) is not None:
        return []
    back = _turned(graph)
    found: set[str] = set()
    roots = reversed(_left_in_order(graph))
    groups = [_taken(back, root, found) for root in roots if root not in found]
    looping = [g for g in groups if len(g) > 1 or any(one in graph[one] for one in g)]
    order = {action: at for at, action in enumerate(graph)}
    listed = [tuple(sorted(group, key=order.__getitem__)) for group in looping]
    return sorted(listed, key=lambda group: order[group[0]])


def in_order(graph: Edges) -> Sequence[str] | None:
    """All actions in an order in which connections only lead on; None: there is none."""
    waiting = dict.fromkeys(graph, 0)
    for targets in graph.values():
        for target in targets:
            waiting[target] += 1
    ready = [action for action, count in waiting.items() if not count]
    for action in ready:
        for target in graph[action]:
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return ready if len(ready) == len(graph) else None


def _taken(graph: Edges, root: str, found: set[str]) -> set[str]:
    """The actions that connections lead to from ``root`` past none of ``found``; they are found."""
    group = {root}
    found.add(root)
    pending = [root]
    while pending:
        for target in graph[pending.pop()]:
            if target not in found:
                found.add(target)
                group.add(target)
                pending.append(target)
    return group


def _left_in_order(graph: Edges) -> list[str]:
    """The actions in the order in which a walk through the graph leaves them for good."""
    left: list[str] = []
    seen: set[str] = set()
    for root in graph:
        walk = [] if root in seen else [(root, iter(graph[root]))]
        seen.add(root)
        while walk:
            here, targets = walk[-1]
            target = next((one for one in targets if one not in seen), None)
            if target is None:
                left.append(here)
                walk.pop()
            else:
                seen.add(target)
                walk.append((target, iter(graph[target])))
    return left


def _turned(graph: Edges) -> dict[str, list[str]]:
    """The graph with every connection the other way round."""
    back: dict[str, list[str]] = {action: [] for action in graph}
    for source, targets in graph.items():
        for target in targets:
            back[target].append(source)
    return back
