"""A run for people: each step, why it went that way, what it changed and what failed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from msgspec import Struct

from wflint.hubspot.catalogue import record_names
from wflint.reports.style import Style
from wflint.reports.visible import visible
from wflint.simulate import clock
from wflint.simulate.changes import Change
from wflint.simulate.explain import Reason, deciding
from wflint.simulate.run import Decision, End, Run, Step
from wflint.workflow.model import Action, Workflow

_INDENT = " " * 6
_MOST_REASONS = 3
_LONGEST = 80


def transcript(
    run: Run, workflow: Workflow, time_zone: str, *, trace: bool = False, color: bool = False
) -> str:
    """``run`` as text. ``trace``: why each filter was true or false."""
    writer = _Writer(workflow.by_id(), clock.zone_of(time_zone), Style(color), trace)
    return "".join(f"{line}\n" for line in writer.lines(run, workflow))


class _Writer(Struct, frozen=True):
    actions: dict[str, Action]
    zone: tzinfo
    style: Style
    trace: bool

    def lines(self, run: Run, workflow: Workflow) -> Iterator[str]:
        kind = record_names(workflow.object_type_id)[0]
        name = f" «{visible(workflow.name)}»" if workflow.name else ""
        yield self.style.bold(f"a {kind} in{name or ' this workflow'}, times in {self.zone}")
        yield from self._enrolment(run)
        for step in run.steps:
            yield from self._step(step)
        if run.enrolled:
            failed = sum(len(step.errors) for step in run.steps)
            errors = f"{failed or 'no'} error{'' if failed == 1 else 's'}"
            count = f"{len(run.steps)} step{'' if len(run.steps) == 1 else 's'}"
            end = f"over after {count}, {errors}: {run.end}"
            yield self.style.paint(end, Style.RED) if failed else end

    def _enrolment(self, run: Run) -> Iterator[str]:
        why = f": {run.end}" if not run.enrolled else ""
        yield self.style.bold("enrolled" if run.enrolled else f"not enrolled{why}")
        decisive = run.enrolled or run.end is End.TRIGGER
        if run.trigger is not None and decisive:
            if self.trace:
                yield from _tree(run.trigger, _INDENT)
            elif run.trigger.holds == run.enrolled:
                yield f"{_INDENT}{_because(run.trigger)}"

    # ------------------------------------------------------------ steps

    def _step(self, step: Step) -> Iterator[str]:
        title = visible(self.actions[step.action_id].title)
        skipped = " (skipped)" if step.outcome == "skipped" else ""
        yield f"{self._time(step.at)}  {self.style.bold(visible(step.action_id))} {title}{skipped}"
        if step.until > step.at:
            yield f"{_INDENT}until {self._time(step.until)}"
        if step.decision is not None:
            yield from self._decision(step.decision)
        for change in step.changes:
            yield f"{_INDENT}{_change(change)}"
        for error in step.errors:
            code = self.style.paint(error.code, Style.RED)
            yield f"{_INDENT}{code} HubSpot logs: {error.message}"

    def _time(self, at: datetime) -> str:
        return at.astimezone(self.zone).isoformat(" ", "minutes")[:16]

    def _decision(self, decision: Decision) -> Iterator[str]:
        taken = f"«{visible(decision.taken)}»" if decision.taken else "none of the branches"
        holding = decision.tried and decision.tried[-1][1].holds
        if holding and not self.trace:
            yield f"{_INDENT}takes {taken}: {_because(decision.tried[-1][1])}"
            return
        yield f"{_INDENT}takes {taken}{'' if holding else ' (the default)'}"
        for name, reason in decision.tried:
            branch = f"«{visible(name)}»"
            if self.trace:
                yield f"{_INDENT}branch {branch}"
                yield from _tree(reason, _INDENT + "  ")
            else:
                yield f"{_INDENT}not {branch}: {_because(reason)}"


def _change(change: Change) -> str:
    return f"{visible(change.what)}: {_value(change.old)} → {_value(change.new)}"


def _value(value: str | None) -> str:
    return "(unknown)" if value is None else _short(visible(value))


def _because(reason: Reason) -> str:
    """The tests that decide, in one line."""
    decisive = [_said(each) for each in deciding(reason)]
    more = len(decisive) - _MOST_REASONS
    return "; ".join(decisive[:_MOST_REASONS]) + (f"; and {more} more" if more > 0 else "")


def _said(reason: Reason) -> str:
    """A test and its answer: ``yes, region is "North" (it is "North")``."""
    found = f" (it is {_short(visible(reason.found))})" if reason.found is not None else ""
    return f"{'yes' if reason.holds else 'no'}, {_short(visible(reason.text))}{found}"


def _tree(reason: Reason, indent: str) -> Iterator[str]:
    yield f"{indent}{_said(reason)}"
    for part in reason.parts:
        yield from _tree(part, indent + "  ")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
