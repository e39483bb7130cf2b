"""From a workflow and its findings to a drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from wflint.drawing.model import Drawing, Edge, Mark, Node, Shape
from wflint.findings import Finding
from wflint.hubspot.catalogue import record_names
from wflint.reports.visible import visible
from wflint.rules.logic.branch_never_taken import BranchNeverTaken, place_of
from wflint.rules.structure.graph import reached
from wflint.source.secrets import without_tokens
from wflint.workflow.model import (
    Action,
    Branch,
    Decide,
    Delay,
    EnrolmentKind,
    Split,
    WaitForEvent,
    WaitUntilDate,
    Workflow,
)

_START: Final = "start"
_MOST_NAMES: Final = 4
_MOST_CODES: Final = 6
_LOOKED_AT: Final = 2_000
_LONGEST: Final = 200
"""Characters of a text from the file that are worth keeping; a picture shows fewer."""
_WAYS_IN: Final[Mapping[EnrolmentKind, str]] = MappingProxyType(
    {
        EnrolmentKind.CRITERIA: "by filters",
        EnrolmentKind.EVENT: "by an event",
        EnrolmentKind.MANUAL: "by hand",
        EnrolmentKind.DATASET: "by a data set",
        EnrolmentKind.NONE: "by hand or by others",
        EnrolmentKind.UNKNOWN: "in an unknown way",
    }
)


def draw(
    workflow: Workflow, findings: Sequence[Finding], followed: Finding | None = None
) -> Drawing:
    """``workflow`` with ``findings``, which are about it, and the path of ``followed`` marked."""
    actions = workflow.by_id()
    path = followed.witness.path if followed is not None and followed.witness is not None else ()
    plan = _Plan(
        keys=_keys(workflow, actions),
        never_taken=_never_taken(findings),
        steps=frozenset(pairwise((None, *path))),
    )
    edges = [plan.way_in(workflow), *(e for one in actions.values() for e in plan.ways(one))]
    marks = _marks(findings, actions)
    nodes = [
        Node(_START, Shape.START, _enrolment(workflow), marks.get(None), on_path=bool(path)),
        *(
            Node(
                plan.keys[action.id],
                _shape(action),
                _text(f"{action.id} {action.title}"),
                marks.get(action.id),
                on_path=action.id in path,
            )
            for action in actions.values()
        ),
        *plan.others(edges, actions),
    ]
    found = _reached(nodes, edges)
    caption = f"the path of a record to {followed.code}" if followed is not None and path else None
    return Drawing(
        _text(workflow.name or workflow.id or f"workflow {workflow.index}"),
        tuple(replace(node, reached=node.key in found) for node in nodes),
        tuple(replace(one, reached=one.source in found and not one.closed) for one in edges),
        caption,
    )


def with_path(findings: Iterable[Finding]) -> list[Finding]:
    """Those of ``findings`` whose witness has a path to show, the worst first."""
    shown = [one for one in findings if one.witness is not None and one.witness.path]
    return sorted(shown, key=lambda one: -one.level.rank)


# ---------------------------------------------------------------- edges


class _Plan(Struct, frozen=True):
    """How to draw ways: the keys of actions, and what findings say of ways."""

    keys: Mapping[str, str]
    """By action id, those that are missing included."""
    never_taken: frozenset[tuple[str | None, str]]
    """Actions, and pointers of their ways that no record can take."""
    steps: frozenset[tuple[str | None, str | None]]
    """From where to where the path goes; it comes from None, the enrolment."""

    def way_in(self, workflow: Workflow) -> Edge:
        """The edge from the enrolment to the first action."""
        on_path = (None, workflow.start) in self.steps
        return Edge(_START, self._key(workflow.start, _START), on_path=on_path)

    def ways(self, action: Action) -> Iterator[Edge]:
        """One edge for all the ways that lead to the same place and are open, or closed, alike."""
        together: dict[tuple[str | None, bool], list[Branch]] = {}
        for way in action.ways:
            closed = (action.id, place_of(way, action)) in self.never_taken
            together.setdefault((way.target, closed), []).append(way)
        source = self.keys[action.id]
        for (target, closed), ways in together.items():
            yield Edge(
                source,
                self._key(target, source),
                _names(ways, action),
                goto=any(way.goto for way in ways),
                closed=closed,
                on_path=not closed and (action.id, target) in self.steps,
            )

    def others(self, edges: Iterable[Edge], actions: Mapping[str, Action]) -> Iterator[Node]:
        """The nodes that edges lead to beside actions: ends, and actions that are missing."""
        for action_id, key in self.keys.items():
            if action_id not in actions:
                yield Node(key, Shape.MISSING, _text(f"there is no action {action_id}"))
        for edge in edges:
            if edge.target == _end(edge.source):
                yield Node(edge.target, Shape.END)

    def _key(self, target: str | None, source: str) -> str:
        return self.keys[target] if target is not None else _end(source)


def _keys(workflow: Workflow, actions: Mapping[str, Action]) -> dict[str, str]:
    """Keys for the actions that there are, and for those that connections name in vain."""
    keys = {action_id: f"a{number}" for number, action_id in enumerate(actions)}
    named = (way.target for action in actions.values() for way in action.ways)
    for target in (workflow.start, *named):
        if target is not None and target not in keys:
            keys[target] = f"m{len(keys)}"
    return keys


def _end(source: str) -> str:
    """The key of the end of ``source``: each node has its own, or all lines would run to one."""
    return f"{source}e"


def _names(ways: Sequence[Branch], action: Action) -> str:
    """The names of branches; the default of a branch has one even if nobody gave it one."""
    if not action.branches:
        return ""
    named = [way.name or ("otherwise" if way is action.default else "a branch") for way in ways]
    more = [f"{len(named) - _MOST_NAMES} more"] if len(named) > _MOST_NAMES else []
    return " / ".join((*map(_text, named[:_MOST_NAMES]), *more))


def _never_taken(findings: Iterable[Finding]) -> frozenset[tuple[str | None, str]]:
    return frozenset(
        (one.action_id, one.place.pointer) for one in findings if one.code == BranchNeverTaken.code
    )


def _reached(nodes: Iterable[Node], edges: Iterable[Edge]) -> set[str]:
    """The keys of the nodes that open edges lead to from the enrolment."""
    graph: dict[str, list[str]] = {node.key: [] for node in nodes}
    for edge in edges:
        if not edge.closed:
            graph[edge.source].append(edge.target)
    return reached(graph, _START)


# ---------------------------------------------------------------- nodes


def _text(text: str) -> str:
    """``text`` in one line, nothing in it to be obeyed, and no secret.

    Tokens are looked for before lines are broken and signs are escaped: later none would be found.
    """
    return visible(without_tokens(text[:_LOOKED_AT])[:_LONGEST])


def _enrolment(workflow: Workflow) -> str:
    records = record_names(workflow.object_type_id)[1]
    return f"{records} enrolled {_WAYS_IN[workflow.enrolment.kind]}"


def _shape(action: Action) -> Shape:
    match action.meaning:
        case Decide() | Split():
            return Shape.BRANCH
        case Delay() | WaitUntilDate() | WaitForEvent():
            return Shape.WAIT
        case _:
            return Shape.BRANCH if action.branches else Shape.ACTION


def _marks(findings: Iterable[Finding], actions: Mapping[str, Action]) -> dict[str | None, Mark]:
    """By action; what is about no action is at None, the enrolment."""
    at: dict[str | None, list[Finding]] = {}
    for finding in findings:
        place = finding.action_id if finding.action_id in actions else None
        at.setdefault(place, []).append(finding)
    return {place: _mark(there) for place, there in at.items()}


def _mark(findings: Iterable[Finding]) -> Mark:
    worst_first = sorted(findings, key=lambda one: (-one.level.rank, one.code))
    codes = tuple(dict.fromkeys(one.code for one in worst_first))
    more = (f"{len(codes) - _MOST_CODES} more",) if len(codes) > _MOST_CODES else ()
    return Mark(worst_first[0].level, (*codes[:_MOST_CODES], *more))
