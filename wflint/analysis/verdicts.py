"""Verdicts: what is to be said of an action that can fail.

What the sieve lets through is decided on the records that are enrolled; only where none of them
fails is the walk repeated with facts forgotten, and then with the trigger ignored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from wflint.analysis.program import Hazard, Program, failures, live, prepare
from wflint.analysis.reach import (
    BYPASS,
    ENROLLED,
    STALE,
    Assumptions,
    Node,
    Reached,
    reach,
)
from wflint.analysis.sieve import suspects
from wflint.analysis.states import Formula, States, possible
from wflint.analysis.witness import Example, Traces
from wflint.findings import Verdict
from wflint.struct import Frozen
from wflint.workflow.model import Workflow
from wflint.workflow.portal import Portal

MAX_PATHS = 8
"""Ways to one failure that are tried when looking for a witness."""


class Candidate(Frozen, frozen=True):
    """A record that should fail, and the actions it passes, the failing one last."""

    example: Example
    path: tuple[str, ...]


class Prediction(Frozen, frozen=True):
    """An answer to a ``Hazard``. ``exact`` False: it rests on states that may not occur."""

    hazard: Hazard
    verdict: Verdict
    exact: bool
    _traces: Traces
    _nodes: Sequence[Node]
    _fails: Formula

    def candidates(self) -> Iterator[Candidate]:
        """Records that should show it, for certain and possible; the shortest paths first."""
        ways = [(self._traces.path(node), node) for node in self._nodes]
        ways.sort(key=lambda way: (len(way[0]), way[0]))
        for path, node in ways[:MAX_PATHS]:
            for example in islice(self._traces.examples(node, self._fails), MAX_PATHS):
                yield Candidate(example, path)


class Walks:
    """The walks over one program in which it matters where ``hazards`` happen, made when needed."""

    def __init__(self, program: Program, hazards: Iterable[Hazard]) -> None:
        self._program = program
        self.live = live(program, failures(program, hazards))
        self._made: dict[Assumptions, Reached] = {}

    def under(self, assumptions: Assumptions) -> Reached:
        """Where records come under ``assumptions``."""
        made = self._made.get(assumptions)
        if made is None:
            made = self._made[assumptions] = reach(self._program, self.live, assumptions)
        return made


_Others = tuple[tuple[Verdict, Assumptions], ...]
_WEAKER: _Others = ((Verdict.STALE, STALE), (Verdict.BYPASS, BYPASS))


def predict(
    workflow: Workflow, portal: Portal, hazards: Sequence[Hazard], *, weaker: bool = True
) -> tuple[Prediction, ...]:
    """``decide`` for a workflow of which nothing else is asked."""
    program = prepare(workflow, portal, [hazard.condition for hazard in hazards])
    suspected = suspects(program, hazards)
    return decide(program, Walks(program, suspected), suspected, weaker=weaker)


def decide(
    program: Program, walks: Walks, hazards: Iterable[Hazard], *, weaker: bool = True
) -> tuple[Prediction, ...]:
    """What becomes of each of ``hazards``, in their order, but for those that cannot happen.

    ``weaker``: also where they only can on stale facts, or past the trigger.
    """
    others = _WEAKER if weaker else ()
    traces = Traces(program, walks.live)
    found = (_predict(program, walks, traces, hazard, others) for hazard in hazards)
    return tuple(prediction for prediction in found if prediction is not None)


def _predict(
    program: Program, walks: Walks, traces: Traces, hazard: Hazard, others: _Others
) -> Prediction | None:
    nodes = walks.under(ENROLLED).nodes.get(hazard.action_id)
    if not nodes:
        return None
    fails = program.space.compile(hazard.condition)
    failing = _failing(nodes, fails)
    if failing:
        fine = program.space.compile(hazard.condition, positive=False)
        certain = not _failing(nodes, fine)
        verdict = Verdict.CERTAIN if certain else Verdict.POSSIBLE
        exact = all(node.exact for node in (nodes if certain else failing))
        return Prediction(hazard, verdict, exact, traces, failing, fails)
    for verdict, assumptions in others:
        failing = _failing(walks.under(assumptions).nodes.get(hazard.action_id, ()), fails)
        if failing:
            exact = any(node.exact for node in failing)
            return Prediction(hazard, verdict, exact, traces, (), fails)
    return None


def _failing(nodes: Iterable[Node], fails: Formula) -> list[Node]:
    return [node for node in nodes if possible(States((node.box,)), fails)]
