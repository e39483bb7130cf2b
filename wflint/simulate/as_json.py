"""A run for programs: plain values, ready to be written as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from wflint.simulate.explain import Reason
from wflint.simulate.record import to_json
from wflint.simulate.run import Decision, Run, Step
from wflint.workflow.model import Workflow


def document(run: Run, workflow: Workflow, *, trace: bool) -> dict[str, Any]:
    """``run`` in the shape of ``wflint simulate --output-format json``; ``trace``: with reasons."""
    actions = workflow.by_id()
    whole: dict[str, Any] = {
        "enrolled": run.enrolled,
        "end": run.end.value,
        "steps": [_step(step, actions[step.action_id].title, trace=trace) for step in run.steps],
        "record": to_json(run.record),
    }
    if trace and run.trigger is not None:
        whole["trigger"] = _reason(run.trigger)
    return whole


def _step(step: Step, title: str, *, trace: bool) -> dict[str, Any]:
    decision = _decision(step.decision, trace=trace) if step.decision is not None else None
    return {
        "action_id": step.action_id,
        "title": title,
        "outcome": step.outcome,
        "errors": [{"code": error.code, "message": error.message} for error in step.errors],
        "at": _moment(step.at),
        "until": _moment(step.until),
        "changes": [
            {"what": change.what, "old": change.old, "new": change.new} for change in step.changes
        ],
        "decision": decision,
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _decision(decision: Decision, *, trace: bool) -> dict[str, Any]:
    taken: dict[str, Any] = {"taken": decision.taken}
    if trace:
        taken["tried"] = [
            {"branch": name, "reason": _reason(reason)} for name, reason in decision.tried
        ]
    return taken


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "text": reason.text,
        "holds": reason.holds,
        "found": reason.found,
        "parts": [_reason(part) for part in reason.parts],
    }
