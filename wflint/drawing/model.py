"""What every picture of a workflow shows, whichever format it is drawn in."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from wflint.findings import Level


class Shape(StrEnum):
    """What a node stands for."""

    START = "start"
    ACTION = "action"
    WAIT = "wait"
    BRANCH = "branch"
    END = "end"
    MISSING = "missing"
    """An action that a connection names and the workflow does not have."""


class Mark(Struct, frozen=True):
    """The findings at a node: the worst level among them, and their codes."""

    level: Level
    codes: tuple[str, ...]

    def __str__(self) -> str:
        """In words, as colours alone do not tell: ``error WF103, WF104``."""
        return f"{self.level} {', '.join(self.codes)}"


class Node(Struct, frozen=True):
    """Enrolment, one action, or an end. ``key`` is ours, and safe in every format."""

    key: str
    shape: Shape
    text: str = ""
    """In one line, without control characters."""
    mark: Mark | None = None
    reached: bool = True
    """Some way leads to it."""
    on_path: bool = False


class Edge(Struct, frozen=True):
    """A way from one node to another, by their keys; ways with the same ends are one edge."""

    source: str
    target: str
    text: str = ""
    goto: bool = False
    closed: bool = False
    """A finding says that no record can take it."""
    reached: bool = True
    """Some way leads to it, and it is open."""
    on_path: bool = False


class Drawing(Struct, frozen=True):
    """A workflow as nodes and edges, in the order of its definition; the enrolment comes first.

    ``path``: what the path that is marked shows, in words; None: no path is marked.
    """

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    path: str | None = None
