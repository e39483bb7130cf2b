"""Witnesses for findings: a record of the analysis, tried out in the simulator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import product, zip_longest
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wflint.analysis.verdicts import Prediction
from wflint.analysis.witness import Example
from wflint.findings import Place, Step, Witness
from wflint.rules.base import Case
from wflint.simulate.messages import HUBSPOT_MESSAGES
from wflint.workflow.model import Action, Branch, Workflow

if TYPE_CHECKING:
    from wflint.simulate.run import Step as DryStep

Concrete = Callable[[Example], Example]


def prove(
    prediction: Prediction,
    case: Case,
    concrete: Concrete = lambda example: example,
    starts: Sequence[datetime | None] = (None,),
) -> Witness | None:
    """The first witness that the simulator confirms, else the first there is.

    ``concrete`` fills in what the analysis cannot name; ``starts`` are the moments at which a run
    may begin, where that matters. None where there is none, or there have been too many.
    """
    if case.dry_runs.exhausted:
        return None
    proved = _proved(prediction, case, concrete, starts)
    if proved is not None:
        case.dry_runs.show(proved.path)
    return proved


def _proved(
    prediction: Prediction, case: Case, concrete: Concrete, starts: Sequence[datetime | None]
) -> Witness | None:
    best: Witness | None = None
    for candidate in prediction.candidates():
        witness = witness_of(case.workflow, concrete(candidate.example), candidate.path)
        for start, assume_events in product(starts, (False, True)):
            tried = replace(witness, start=_spelt(start), assume_events=assume_events)
            if _reproduces(prediction.hazard.rule, tried, case):
                return replace(tried, reproduced=True)
        best = best or witness
    return best


def prove_somewhere(
    example: Example, code: str, case: Case, start: datetime | None = None
) -> Witness:
    """``example`` on its way to the first action that logs the error, wherever that is."""
    witness = replace(witness_of(case.workflow, example, ()), start=_spelt(start))
    steps = replay(witness, case)
    for number, step in enumerate(steps, start=1):
        if code in {error.code for error in step.errors}:
            path = tuple(passed.action_id for passed in steps[:number])
            return replace(witness, path=path, steps=_steps(case.workflow, path), reproduced=True)
    return witness


def _spelt(start: datetime | None) -> str | None:
    return start.isoformat(timespec="minutes") if start is not None else None


def witness_of(workflow: Workflow, example: Example, path: Sequence[str]) -> Witness:
    """``example`` as the witness of a finding."""
    return Witness(
        object_type_id=workflow.object_type_id,
        properties=dict(sorted(example.properties.items())),
        path=tuple(path),
        associations=dict(sorted(example.associations.items())),
        lists=example.lists,
        subscriptions=dict(sorted(example.subscriptions.items())),
        facts=example.facts,
        outputs=dict(sorted(example.outputs.items())),
        steps=_steps(workflow, path),
        open_ways=not workflow.open_ended.isdisjoint(path[:-1]),
    )


def _reproduces(code: str, witness: Witness, case: Case) -> bool:
    """Whether that record, on that path, ends at the action with that error.

    For what HubSpot does not log, the path itself is what the record shows.
    """
    steps = replay(witness, case)
    if tuple([step.action_id for step in steps]) != witness.path:
        return False
    return code not in HUBSPOT_MESSAGES or code in {error.code for error in steps[-1].errors}


def replay(witness: Witness, case: Case) -> tuple[DryStep, ...]:
    """The steps of a dry run of ``witness``, no more than its path has, if it has one."""
    return case.dry_runs.steps(witness, len(witness.path) or MAX_STEPS)


MAX_STEPS = 100
"""So many steps are looked at where no path is known beforehand."""
_HALF = 25
MAX_SHOWN = 2 * _HALF
"""So many steps of a path are described."""


def _steps(workflow: Workflow, path: Sequence[str]) -> tuple[Step, ...]:
    """The path for people; of a long one, how it begins and how it ends."""
    whole = list(zip_longest(path, path[1:]))
    shown = whole if len(whole) <= MAX_SHOWN else [*whole[:_HALF], *whole[-_HALF:]]
    actions = workflow.by_id()
    return tuple([_step(actions[action_id], target) for action_id, target in shown])


def _step(action: Action, target: str | None) -> Step:
    taken = next((way for way in action.ways if target and way.target == target), None)
    return Step(f"{action.id} {action.title}{_branch(taken)}", Place(action.pointer))


def _branch(way: Branch | None) -> str:
    return f" «{way.name}»" if way is not None and way.name else ""
