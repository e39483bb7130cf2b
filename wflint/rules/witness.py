"""Witnesses for findings: a record of the analysis, tried out in the simulator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time
from itertools import product, zip_longest
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from wflint.analysis.verdicts import Prediction
from wflint.analysis.witness import Example
from wflint.findings import Place, Step, Witness
from wflint.rules.base import Case
from wflint.simulate.messages import HUBSPOT_MESSAGES
from wflint.workflow.model import Branch, Split, Unknown, Workflow

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
    may begin, where that matters.
    """
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
        open_ways=_has_open_ways(workflow, path),
    )


def _reproduces(code: str, witness: Witness, case: Case) -> bool:
    """Whether that record, on that path, ends at the action with that error.

    For what HubSpot does not log, the path itself is what the record shows.
    """
    steps = replay(witness, case)
    if tuple(step.action_id for step in steps) != witness.path:
        return False
    return code not in HUBSPOT_MESSAGES or code in {error.code for error in steps[-1].errors}


def replay(witness: Witness, case: Case) -> tuple[DryStep, ...]:
    """The steps of a dry run of ``witness``, no more than its path has, if it has one."""
    # Imported late: most workflows have nothing to prove.
    from wflint.simulate.record import from_witness  # noqa: PLC0415
    from wflint.simulate.run import run  # noqa: PLC0415

    morning = datetime.combine(case.context.today, time(9), ZoneInfo(case.portal.time_zone))
    record = from_witness(witness)
    done = run(
        case.workflow,
        record,
        case.portal,
        start=record.start or morning,
        path=witness.path if witness.open_ways else (),
        max_steps=len(witness.path) or MAX_STEPS,
        recurring=case.context.recurring,
    )
    return done.steps


MAX_STEPS = 100
"""So many steps are looked at where no path is known beforehand."""


def _has_open_ways(workflow: Workflow, path: Sequence[str]) -> bool:
    actions = workflow.by_id()
    return any(isinstance(actions[each].meaning, Split | Unknown) for each in path[:-1])


def _steps(workflow: Workflow, path: Sequence[str]) -> tuple[Step, ...]:
    """The path for people."""
    actions = workflow.by_id()
    steps = []
    for action_id, target in zip_longest(path, path[1:]):
        action = actions[action_id]
        taken = next((way for way in action.ways if target and way.target == target), None)
        title = f"{action_id} {action.title}{_branch(taken)}"
        steps.append(Step(title, Place(action.pointer)))
    return tuple(steps)


def _branch(way: Branch | None) -> str:
    return f" «{way.name}»" if way is not None and way.name else ""
