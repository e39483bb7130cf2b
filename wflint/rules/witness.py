"""Witnesses for findings: a record of the analysis, tried out in the simulator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import zip_longest
from zoneinfo import ZoneInfo

from wflint.analysis.verdicts import Candidate, Prediction
from wflint.analysis.witness import Example
from wflint.findings import Witness
from wflint.rules.base import Case
from wflint.workflow.model import Branch, Workflow


@dataclass(frozen=True, slots=True)
class Proof:
    """The witness of a prediction. ``reproduced``: the simulator logs that error at that action."""

    witness: Witness | None
    reproduced: bool


def prove(prediction: Prediction, case: Case) -> Proof:
    """The first witness that the simulator confirms, else the first there is."""
    best: Witness | None = None
    for candidate in prediction.candidates():
        witness = witness_of(case.workflow, candidate.example, candidate.path)
        if _reproduces(prediction, candidate, witness, case):
            return Proof(witness, reproduced=True)
        best = best or witness
    return Proof(best, reproduced=False)


def witness_of(workflow: Workflow, example: Example, path: Sequence[str]) -> Witness:
    """``example`` as the witness of a finding."""
    return Witness(
        object_type_id=workflow.object_type_id,
        properties=dict(sorted(example.properties.items())),
        path=tuple(path),
        associations=dict(sorted(example.associations.items())),
        lists=example.lists,
        subscriptions=dict(sorted(example.subscriptions.items())),
        steps=_steps(workflow, path),
    )


def _reproduces(prediction: Prediction, candidate: Candidate, witness: Witness, case: Case) -> bool:
    # Imported late: most workflows have nothing to prove.
    from wflint.simulate.record import from_witness  # noqa: PLC0415
    from wflint.simulate.run import run  # noqa: PLC0415

    start = datetime.combine(case.context.today, time(9), ZoneInfo(case.portal.time_zone))
    facts = dict.fromkeys(candidate.example.facts, True)
    record = from_witness(witness)
    for assume_events in (False, True):
        done = run(
            case.workflow,
            record,
            case.portal,
            start=start,
            facts=facts,
            assume_events=assume_events,
            path=candidate.path,
            max_steps=len(candidate.path),
        )
        ids = tuple(step.action_id for step in done.steps[: len(candidate.path)])
        if ids == candidate.path:
            logged = {error.code for error in done.steps[len(ids) - 1].errors}
            if prediction.hazard.rule in logged:
                return True
    return False


def _steps(workflow: Workflow, path: Sequence[str]) -> tuple[str, ...]:
    """The path for people: ``1 If/then «Has demo»``."""
    actions = workflow.by_id()
    steps = []
    for action_id, target in zip_longest(path, path[1:]):
        action = actions[action_id]
        taken = next((way for way in action.ways if target and way.target == target), None)
        steps.append(f"{action_id} {action.title}{_branch(taken)}")
    return tuple(steps)


def _branch(way: Branch | None) -> str:
    return f" «{way.name}»" if way is not None and way.name else ""
